"""Lists of web addresses: a line each, and the shortcuts that desktops save."""

import plistlib
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from app.errors import UnreadableInputError
from app.ingest.readers.base import (
    HEAD_BYTES,
    Address,
    Format,
    Reading,
    ReadOptions,
    Source,
    Unreadable,
    too_large,
    whole,
)
from app.ingest.readers.streams import lines, opened
from app.ingest.readers.xml_safety import parsed
from app.text.decode import decode

_LONGEST = 4_096
_ADDRESS = re.compile(r"https?://[^\s<>\"`\\\x00-\x1f\x7f]+", re.IGNORECASE)
_FEED_SCHEME = re.compile(r"feed:(?://)?(?=https?://)|feed(?=://)", re.IGNORECASE)
_SHORTCUT = re.compile(r"^\s*\[InternetShortcut(?:\.W)?\][ \t\r]*$", re.IGNORECASE | re.MULTILINE)
_SHORTCUT_URL = re.compile(r"^[ \t]*URL[ \t]*=[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_WEBLOC = re.compile(rb"<plist\b.{0,500}?<key>\s*URL\s*</key>", re.DOTALL)
_BINARY_PLIST = b"bplist00"
_SMALL = 64 * 1024


def web_address(text: str) -> str | None:
    """``text`` as an http or https address, also where a feed reader wrote ``feed:`` before it; None when it
    is none, or names no host."""
    text = text.strip().removeprefix("<").removesuffix(">").strip()
    text = _FEED_SCHEME.sub(lambda found: "http" if found.group().lower() == "feed" else "", text, count=1)
    if len(text) > _LONGEST or not _ADDRESS.fullmatch(text):
        return None
    try:
        parts = urlsplit(text)
        return text if parts.hostname and (parts.port is None or parts.port > 0) else None
    except ValueError:
        return None


def read_url_list(source: Source, _options: ReadOptions) -> Iterator[Reading]:
    """The addresses of a list, each once. Blank lines and lines that begin with ``#`` are passed over."""
    seen = set()
    with opened(source) as stream:
        for number, line in lines(stream):
            if isinstance(line, int):
                yield Unreadable(source.origin, number, too_large(line))
                continue
            text = decode(line).text.strip().removeprefix("\ufeff")
            if not text or text.startswith("#"):
                continue
            url = web_address(text)
            if url is None:
                reason = f"this is no web address: {text[:200]}"
                yield Unreadable(source.origin, number, reason, line)
            elif url not in seen:
                seen.add(url)
                yield Address(url, source.origin, number)


def read_shortcut(source: Source, _options: ReadOptions) -> Iterator[Reading]:
    """The address of a shortcut that Windows (``.url``) or macOS (``.webloc``) saved."""
    data = whole(source, _SMALL)
    stated = ""
    if data.startswith(_BINARY_PLIST):
        stated = _in_binary_plist(data)
    elif _WEBLOC.search(data):
        keys = parsed(data).iter("{*}key")
        value = next((key.getnext() for key in keys if (key.text or "").strip() == "URL"), None)
        stated = (value.text or "") if value is not None else ""
    elif found := _SHORTCUT_URL.search(decode(data).text):
        stated = found.group(1)
    url = web_address(stated)
    if url is None:
        raise UnreadableInputError("it names no web address" if data.strip() else "the file is empty")
    yield Address(url, source.origin, title=source.name.rsplit(".", 1)[0] or None)


def _in_binary_plist(data: bytes) -> str:
    try:
        value = plistlib.loads(data, fmt=plistlib.FMT_BINARY)
    except (plistlib.InvalidFileException, ValueError, OverflowError, RecursionError, MemoryError):
        return ""
    return str(value.get("URL", "")) if isinstance(value, dict) else ""


def _is_list(head: bytes) -> int:
    """Every line is an address or a comment; the last one may be cut."""
    found = decode(head).text.removeprefix("\ufeff").splitlines()
    if len(head) >= HEAD_BYTES and len(found) > 1:
        found.pop()
    stated = [line for text in found if (line := text.strip()) and not line.startswith("#")]
    return 2 if stated and all(web_address(line) for line in stated) else 0


def _is_shortcut(head: bytes) -> int:
    if head.startswith(_BINARY_PLIST):
        return 1
    return 3 if _WEBLOC.search(head) or _SHORTCUT.match(decode(head).text.removeprefix("\ufeff")) else 0


FORMATS = (
    Format("list of addresses", (".urls",), read_url_list, _is_list, media_types=("text/uri-list",)),
    Format("shortcut to a page", (".url", ".webloc"), read_shortcut, _is_shortcut, apart=True),
)
