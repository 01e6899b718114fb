"""What the readers of letters and print share: one article's text out of a file whose bytes are no text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.errors import UnreadableInputError
from app.ingest.readers.base import MAX_RECORD_BYTES, Reading, ReadOptions, Source, too_large
from app.records import RawDocument
from app.text.decode import clean_characters

_LEAST_TITLE = 12
_SPACE = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or heading of a document. ``level`` is 0 for text, 1 for the headline, 2 for subheads."""

    text: str
    level: int = 0


def article(
    source: Source,
    options: ReadOptions,
    data: bytes,
    media_type: str,
    lines: Sequence[Line],
    url: str | None = None,
) -> Iterator[Reading]:
    """The one article that ``lines`` are. ``url`` is what the document itself says is its address.

    What a file says of itself is not used: titles are those of templates, the author is who owns the program,
    and its dates are those of the file. Raises UnreadableInputError when there is no text.
    """
    text = running_text(lines)
    if not any(char.isalnum() for char in text):
        raise UnreadableInputError("it holds no text")
    size = len(text.encode("utf-8", "replace"))
    if size > MAX_RECORD_BYTES:
        raise UnreadableInputError(f"its text is {too_large(size)}")
    yield RawDocument(
        data=data,
        media_type=media_type,
        external_id=source.name,
        origin=source.origin,
        url=options.url or source.url or url,
        text=text,
    )


def headline_named(lines: Sequence[Line], stated: str | None) -> list[Line]:
    """``lines`` with the headline where the title that a file states says it is.

    Such a title is often none. When it repeats a heading of the text, it tells it from the name of the paper.
    """
    name = plain(stated or "").casefold()
    named = next(
        (
            line
            for line in lines
            if line.level and len(line.text) >= _LEAST_TITLE and line.text.casefold() in name
        ),
        None,
    )
    if named is None:
        return list(lines)
    return [replace(line, level=1 if line is named else min(line.level, 1) * 2) for line in lines]


def running_text(lines: Sequence[Line]) -> str:
    """``lines`` as an article text file has them: headline first, headings marked, paragraphs parted by blank
    lines."""
    headline = next((line for line in lines if line.level == 1), None)
    ordered = lines if headline is None else [headline, *(line for line in lines if line is not headline)]
    marks = {1: "# ", 2: "## "}
    return "\n\n".join(
        marks.get(line.level, "") + text for line in ordered if (text := plain(line.text).strip())
    )


def plain(text: str) -> str:
    """``text`` without characters that no database stores, its runs of space made one."""
    return _SPACE.sub(" ", clean_characters(text).text)
