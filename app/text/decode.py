"""Bytes to text: which encoding, and what to do with characters that no text should hold."""

import codecs
import re
from typing import NamedTuple

from app.text.mojibake import repaired

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Python knows as well, and no browser takes for an encoding of pages.
_NO_PAGES = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "utf-7", "undefined"})
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# What steers how text is shown and shows nothing itself: marks and overrides of direction, tags, word
# joiners, soft hyphens, and C1 controls but for the line break \x85. Names can be forged with them.
_HIDDEN = re.compile(
    "[\x80-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
# Joiners belong to Persian, to scripts of India and to emoji; beside Latin letters they only hide.
_JOINER = re.compile("(?<=[\x21-\u024f])[\u200b-\u200d\ufeff]|[\u200c\u200d\ufeff](?=[\x21-\u024f])")
_JOINERS = re.compile("[\u200b-\u200d\ufeff]")
_BLANK = re.compile("[\u115f\u2800\u3164\uffa0]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# All that is looked for, in one pass: most texts hold none of it.
_UNCLEAN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\u115f\u200b-\u200d\u2800\u3164\ufeff\uffa0" + _HIDDEN.pattern[1:]
)
_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
# No text has this share of control characters: it is a picture, an archive or a program.
_BINARY_SHARE = 0.02
_SAMPLE = 8_192
_CONTROL_BYTES = bytes(byte for byte in range(32) if byte < 9 or 13 < byte != 27)


class Decoded(NamedTuple):
    """A text and warnings about what was not clean in its bytes."""

    text: str
    warnings: tuple[str, ...]


def looks_binary(data: bytes) -> bool:
    """Whether ``data`` is no text in any encoding that ``decode`` knows."""
    if any(data.startswith(bom) for bom, _ in _BOMS):
        return False
    sample = data[:_SAMPLE]
    if not sample:
        return False
    control = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    return control > len(sample) * _BINARY_SHARE


def wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32, where a byte order mark at the start of ``data`` says so; None for all others."""
    name = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    return None if name == "utf-8-sig" else name


def encoding_of(data: bytes) -> str:
    """The encoding to show ``data`` in: by its mark, else UTF-8 where it is valid, else Windows-1252."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name.removesuffix("-sig")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of ``data``, and warnings about what was not clean.

    Tries the byte order mark, strict UTF-8, the ``declared`` encoding, then Windows-1252, in that order. Text
    that was saved in the wrong encoding earlier is mended where that is possible.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            text, warnings = _decoded(data, name)
            break
    else:
        text, warnings = _without_mark(data, declared)
    text, more = clean_characters(repaired(text))
    return Decoded(text, (*warnings, *more))


def _decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode(name), ()
    except UnicodeDecodeError:
        return data.decode(name, "replace"), (f"not all bytes are valid {name}; the others were replaced",)


def _without_mark(data: bytes, declared: str | None) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    if declared:
        try:
            return data.decode(_meant(declared)), ()
        except (LookupError, UnicodeError):
            pass
    try:
        return data.decode("cp1252"), ("not UTF-8: read as Windows-1252",)
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace"), ("not valid UTF-8: some characters were replaced",)


def _meant(declared: str) -> str:
    """The encoding that pages mean by a name, as the Encoding standard has it. Raises LookupError for what is
    none of text on the web."""
    name = codecs.lookup(declared).name
    if name in _NO_PAGES:
        raise LookupError(declared)
    return _WIDER.get(name, name)


def clean_characters(text: str) -> Decoded:
    """``text`` without control characters, hidden marks and lone surrogates; warnings of the first and last.

    Surrogate pairs that a careless JSON escape left apart are joined to the character they stand for. Marks
    of direction and zero-width characters go without a word: many a clean page holds some.
    """
    found = "".join(set(_UNCLEAN.findall(text)))
    if not found:
        return Decoded(text, ())
    warnings: list[str] = []
    if _SURROGATE.search(found):
        text = _PAIR.sub(lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), text)
        text, lone = _SURROGATE.subn("\ufffd", text)
        if lone:
            warnings.append(f"{lone} broken characters (lone surrogates) were replaced")
        found = "".join(set(_UNCLEAN.findall(text)))  # a pair may stand for one of the hidden marks
    if _HIDDEN.search(found):
        text = _HIDDEN.sub("", text)
    if _JOINERS.search(found):
        text = _JOINER.sub("", text)
    if _BLANK.search(found):
        text = _BLANK.sub(" ", text)
    if _CONTROL.search(found):
        text, removed = _CONTROL.subn("", text)
        warnings.append(f"{removed} control character{' was' if removed == 1 else 's were'} removed")
    return Decoded(text, tuple(warnings))
