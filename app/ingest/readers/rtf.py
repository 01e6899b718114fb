"""RTF: an article as a word processor writes it, and collections in such files (Rich Text Format 1.9.1).

Read apart: striprtf goes through a stranger's bytes with expressions that can take very long.
"""

import re
from collections.abc import Iterator

from striprtf.striprtf import font_table_group, rtf_to_text

from app.errors import UnreadableInputError
from app.ingest.readers import press_collections
from app.ingest.readers.base import MAX_FILE_BYTES, Format, Reading, ReadOptions, Source, whole
from app.ingest.readers.documents import Line, article
from app.ingest.readers.faults import in_words

MEDIA_TYPE = "application/rtf"
_START = b"{\\rtf"
# striprtf writes the address of a link into the text, by an expression of quadratic cost. Without this word
# the link is passed over as every other field is, and the text that is shown of it stays.
_LINK = re.compile(r"(\\fldinst\b[^{}]{0,200}(?:\{[^{}]{0,200})?)\bHYPERLINK\b", re.IGNORECASE)
# Text that was deleted while changes were tracked: its group is passed over.
_DELETED = re.compile(r"\\deleted(?:1)?(?![a-z0-9-])")
# Pictures are written as digits, for each of which striprtf takes as long as for a word.
_PICTURE = re.compile(r"[0-9a-fA-F\r\n]{400,}")
# Cells are ended by a bar, rows by a line: what is shown has bars only in between.
_CELLS = re.compile(r"(?:(?<!\s)\s++)?\|\s*+")
_FONT = re.compile(r"\\f\d")
_LONGEST_FONTS = 1024 * 1024
_ODD_FONTS = 200
_DEEPEST = 2_000


def read_rtf(source: Source, options: ReadOptions) -> Iterator[Reading]:
    """The article in an RTF file, or the articles when it is a collection of many.

    Raises UnreadableInputError when it is no such file, is damaged, or holds no text.
    """
    data = whole(source, MAX_FILE_BYTES)
    lines = rtf_lines(data)
    found = press_collections.articles(source, data, MEDIA_TYPE, lines)
    if found is not None:
        yield from found
        return
    yield from article(source, options, data, MEDIA_TYPE, [Line(text) for text in lines])


def rtf_lines(data: bytes) -> list[str]:
    """The lines of the text in an RTF file, without empty ones. Raises UnreadableInputError."""
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_START):
        raise UnreadableInputError("this is not an RTF file")
    # By the standard every byte is ASCII; what is not is read as the code page most writers mean.
    text = data.decode("cp1252", "replace").replace("\0", "")
    _check_depth(text)
    _check_fonts(text)
    text = _DELETED.sub(r"\\*", _LINK.sub(r"\1LINK", _PICTURE.sub("", text)))
    try:
        plain = rtf_to_text(text, errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, LookupError, OverflowError, AttributeError, RecursionError) as error:
        raise UnreadableInputError(f"the RTF is damaged: {in_words(error)}") from None
    return [line for raw in plain.splitlines() if (line := _row(raw).strip())]


def _row(line: str) -> str:
    if "|" not in line:
        return line
    return " | ".join(cell for cell in _CELLS.split(line) if cell)


def _check_depth(text: str) -> None:
    """Raises UnreadableInputError for groups nested deeper than any writer nests them."""
    depth = deepest = 0
    for brace in re.finditer(r"\\[{}\\]|[{}]", text):
        if brace[0] == "{":
            depth += 1
            deepest = max(deepest, depth)
        elif brace[0] == "}":
            depth -= 1
    if deepest > _DEEPEST:
        raise UnreadableInputError("nested too deeply")


def _check_fonts(text: str) -> None:
    """Raises UnreadableInputError for a table of fonts that no writer writes: striprtf would look behind each
    font for what ends it, through all the others."""
    table = str(font_table_group(text))  # type: ignore[no-untyped-call]
    ended = min(table.count("\\fcharset"), table.count(";"))
    if len(table) > _LONGEST_FONTS or len(_FONT.findall(table)) > 2 * ended + _ODD_FONTS:
        raise UnreadableInputError("the RTF is damaged: its table of fonts has no end")


def _recognises(head: bytes) -> int:
    return 3 if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_START) else 0


FORMATS = (Format("RTF", (".rtf",), read_rtf, _recognises, media_types=(MEDIA_TYPE, "text/rtf"), apart=True),)
