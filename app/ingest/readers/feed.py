"""Feeds saved as files or fetched: RSS, Atom and RDF. Every entry is an article, be it only a teaser."""

import hashlib
import html
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import feedparser

from app.errors import UnreadableInputError
from app.ingest.readers.base import (
    MAX_RECORD_BYTES,
    Address,
    Format,
    Original,
    Reading,
    ReadOptions,
    Source,
    Unreadable,
    too_large,
)
from app.ingest.readers.faults import in_words
from app.ingest.readers.streams import unpacked
from app.ingest.readers.xml_safety import xml_text
from app.ingest.readers.xml_slices import Entry, Root, entries_of, framed, root_of, root_of_head
from app.records import RawDocument
from app.text.decode import clean_characters

_TOGETHER = 50
"""Entries parsed at once: enough that the frame costs little, few enough to hold."""
_MOST_TAGS = 10_000
"""No entry of a feed has more; the parser takes the square of their depth."""
_FRONT = 100_000
_RDF_FEED = re.compile(r"purl\.org/(?:rss/|net/rss)|netscape\.com/rdf")
_KINDS = {"rss": ("item", "channel"), "rdf": ("item", ""), "feed": ("entry", "")}
# Every CDATA section of a whole entry has its end.
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_AMPERSAND = re.compile(r"&(?:(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,31});)?")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_WORD = re.compile(r"\w+")
# What WordPress adds to a summary for those who copy it.
_APPEARED = re.compile(r"(?:(?<!\s)\s++)?The post .{1,300} appeared first on .{1,200}$")
_TYPEFACE = re.compile(
    r"</?(?:b|i|u|em|strong|span|sup|sub|small|font|mark|cite)(?:\s[^<>]*)?>", re.IGNORECASE
)


class _Feed(NamedTuple):
    """What a feed says about itself, for every entry that does not say it."""

    source: Source
    root: Root
    inner: str
    title: str
    language: str
    container: str


def read_feed(source: Source, _options: ReadOptions) -> Iterator[Reading]:
    """The feed, then its entries in order. An entry without any text, which may still name its page, comes
    as a problem and, where it has an address, as an address to be fetched.

    Raises UnreadableInputError when it is no feed, or declares entities.
    """
    data = unpacked(source)
    text = xml_text(data)
    root = root_of(text)
    kind = _KINDS.get(root.local.lower()) if root else None
    if root is None or kind is None:
        begins = f"it begins with <{root.name}>" if root else "it does not begin with an element"
        raise UnreadableInputError(
            f"this is no feed, sitemap or OPML: {begins}" if text.strip() else "the file is empty"
        )
    name, inner = kind
    about = _about(text, root, name, source)
    feed = _Feed(
        source=source,
        root=root,
        inner=inner,
        title=_bare(about.get("title", "")),
        language=about.get("language", "") or "",
        container=hashlib.sha256(data).hexdigest(),
    )
    first = True
    for group in _groups(entries_of(text, (name,))):
        if first:
            yield Original(data, "application/xml", source.origin)
            first = False
        yield from _read_group(feed, text, group)


def _groups(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    group: list[Entry] = []
    size = 0
    for entry in entries:
        group.append(entry)
        size += entry.end - entry.start
        if len(group) == _TOGETHER or size > MAX_RECORD_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _about(text: str, root: Root, name: str, source: Source) -> Mapping[str, Any]:
    """The feed's own fields: what stands before its first entry and behind its last."""
    first = last = None
    for entry in entries_of(text, (name,)):
        first, last = first or entry, entry
    if first is None or last is None:
        return {}
    tail = text[last.end :] if last.whole else ""
    head = text[root.end : first.start]
    document = root.tag + head + tail[:_FRONT]
    if document.count("<") > _MOST_TAGS:
        # An index of 100,000 entries before them, as RDF has it.
        document = root.tag + re.sub(r"<(?:\w+:)?items\b.*</(?:\w+:)?items>", "", head, flags=re.DOTALL)
        document = document[:_FRONT]
    try:
        feed: Mapping[str, Any] = _parsed(document.encode("utf-8", "replace"), source).feed
    except UnreadableInputError:
        return {}
    return feed


def _parsed(document: bytes, source: Source) -> Any:
    """What feedparser makes of ``document``. Raises UnreadableInputError for what it stumbles over."""
    headers = {"content-type": "application/xml; charset=utf-8"}
    if source.url:
        headers["content-location"] = source.url
    try:
        # A stream, for it would take a name of a file or an address for something to open.
        return feedparser.parse(
            io.BytesIO(document), response_headers=headers, sanitize_html=True, resolve_relative_uris=True
        )
    except Exception as error:
        # References to characters that do not exist, addresses that are none: it raises all kinds of things.
        raise UnreadableInputError(f"it cannot be parsed: {in_words(error)}") from None


def _read_group(feed: _Feed, text: str, group: list[Entry]) -> Iterator[Reading]:
    pieces = [text[entry.start : entry.end] for entry in group]
    refused = [_refusal(entry, piece) for entry, piece in zip(group, pieces, strict=True)]
    slices = [piece for piece, reason in zip(pieces, refused, strict=True) if reason is None]
    parsed = iter(_together(feed, slices))
    for entry, piece, reason in zip(group, pieces, refused, strict=True):
        data = piece[:MAX_RECORD_BYTES].encode("utf-8", "replace")
        if reason is None:
            try:
                yield from _article(feed, entry.line, data, next(parsed, {}) or _alone(feed, piece))
            except UnreadableInputError as error:
                yield Unreadable(feed.source.origin, entry.line, error.reason, data)
        else:
            kept = data if len(data) < MAX_RECORD_BYTES else b""
            yield Unreadable(feed.source.origin, entry.line, reason, kept)


def _refusal(entry: Entry, piece: str) -> str | None:
    if not entry.whole:
        return "the entry breaks off: its end is missing"
    if len(piece) > MAX_RECORD_BYTES or (
        len(piece) > MAX_RECORD_BYTES // 4 and len(piece.encode("utf-8", "replace")) > MAX_RECORD_BYTES
    ):
        return too_large(len(piece.encode("utf-8", "replace")))
    if piece.count("<") + piece.count("&lt;") > _MOST_TAGS:
        return f"the entry has more than {_MOST_TAGS:,} tags"
    return None


def _together(feed: _Feed, slices: list[str]) -> list[Mapping[str, Any]]:
    """The entries parsed at once; none of them when one has a fault, which must not change the others."""
    if not slices:
        return []
    try:
        found = _parsed(framed(feed.root, slices, feed.inner), feed.source)
    except UnreadableInputError:
        return []
    entries: list[Mapping[str, Any]] = found.entries
    return entries if not found.bozo and len(entries) == len(slices) else []


def _alone(feed: _Feed, piece: str) -> Mapping[str, Any]:
    entries = _parsed(framed(feed.root, [_mended(piece)], feed.inner), feed.source).entries
    return entries[0] if entries else {}


def _mended(piece: str) -> str:
    """``piece`` with the commonest faults of feeds mended: bare ampersands, and names of characters that
    HTML knows and XML does not."""
    parts = _CDATA.split(piece)
    parts[::2] = [_AMPERSAND.sub(_as_xml, part) for part in parts[::2]]
    return "".join(parts)


def _as_xml(found: re.Match[str]) -> str:
    name = found.group(1)
    if name is None:
        return "&amp;"
    if name in _XML_NAMES or name.startswith("#"):
        return found.group()
    character = html.unescape(found.group())
    return html.escape(character) if character != found.group() else f"&amp;{name};"


def _article(feed: _Feed, line: int, data: bytes, entry: Mapping[str, Any]) -> Iterator[Reading]:
    source = feed.source
    fields = _fields(feed, entry)
    if not _says_more(fields):
        yield Unreadable(source.origin, line, "the entry has no text", data)
        if "url" in fields:
            yield Address(fields["url"], source.origin, line, title=fields.get("title"))
        return
    yield RawDocument(
        data=data,
        media_type="application/xml",
        external_id=fields.get("id") or fields.get("url") or f"{source.name}:{line}",
        origin=source.origin,
        line=line,
        url=fields.get("url"),
        fields=fields,
        container=feed.container,
    )


def _fields(feed: _Feed, entry: Mapping[str, Any]) -> dict[str, str]:
    # Asked as a plain mapping: asked for an update, feedparser would answer with the publication.
    said = dict(entry)
    body, dek = _texts(said)
    origin = said.get("source") or {}
    published = said.get("published") or said.get("created") or said.get("updated") or ""
    found = {
        "title": _TYPEFACE.sub("", str(said.get("title", ""))),
        "body": body,
        "dek": dek,
        # An aggregator says of each entry whose it is.
        "outlet": _bare(str(dict(origin).get("title") or "")) or feed.title,
        "domain": str(dict(origin).get("href") or ""),
        "url": str(said.get("feedburner_origlink") or said.get("link") or ""),
        "published": str(published),
        "updated": str(said.get("updated") or ""),
        "author": _authors(said),
        "language": _language(said) or feed.language,
        "section": str(next((tag.get("label") or tag.get("term") or "" for tag in said.get("tags", ())), "")),
        "id": clean_characters(str(said.get("id", ""))).text.strip(),
    }
    return {name: value for name, value in found.items() if value.strip()}


def _texts(said: Mapping[str, Any]) -> tuple[str, str]:
    """The body, as the longest of the contents, else the summary; and the standfirst."""
    contents = [str(part.get("value", "")) for part in said.get("content", ()) if _is_text(part)]
    summary = str(said.get("summary", ""))
    body = max(contents, key=len, default="")
    if not _bare(body):
        return summary if _bare(summary) else "", ""
    dek = _APPEARED.sub("", _bare(summary))
    return body, dek if len(dek) < len(_bare(body)) else ""


def _says_more(fields: Mapping[str, str]) -> bool:
    """Whether the text of an entry is more than its title and outlet again, as aggregators have it."""
    known = set(_WORD.findall(f"{_bare(fields.get('title', ''))} {fields.get('outlet', '')}".casefold()))
    return any(word not in known for word in _WORD.findall(_bare(fields.get("body", "")).casefold()))


def _is_text(part: Mapping[str, Any]) -> bool:
    kind = str(part.get("type", "text/html"))
    return kind.startswith("text/") or "html" in kind or kind in {"html", "text"}


def _language(said: Mapping[str, Any]) -> str:
    details = [said.get("language"), *(part.get("language") for part in said.get("content", ()))]
    return next((str(name) for name in details if name), "")


def _authors(said: Mapping[str, Any]) -> str:
    names = [str(person.get("name", "")) for person in said.get("authors", ())]
    return ", ".join(dict.fromkeys(name for name in names if name)) or str(said.get("author", ""))


def _bare(markup: str) -> str:
    """``markup`` as one line of text."""
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


def _is_feed(head: bytes) -> int:
    root = root_of_head(head)
    if root is None:
        return 0
    local = root.local.lower()
    if local == "rdf":
        return 3 if _RDF_FEED.search(root.tag) else 0
    return 3 if local == "rss" or (local == "feed" and "http" in root.tag) else 0


FORMATS = (
    Format(
        "RSS, Atom or RDF feed",
        (".rss", ".atom", ".rdf", ".xml"),
        read_feed,
        _is_feed,
        media_types=(
            *(f"application/{kind}+xml" for kind in ("rss", "atom", "rdf")),
            "application/xml",
            "text/xml",
        ),
        apart=True,
    ),
)
