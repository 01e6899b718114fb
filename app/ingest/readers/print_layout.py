"""From printed lines to paragraphs: margins taken off, hyphens mended, lines joined by where they stand."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from app.ingest.readers.documents import Line

_EDGE = 3
_LONGEST_MARGIN = 160
_SAME_PLACE = 4.0
_NEW_PARAGRAPH = 1.35
_INDENT = (0.7, 4.0)
_SHORT = 0.82
_LARGER = 1.12
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:page|seite|página|pagina|p\.|s\.)\s*)?\d{1,4}\s*(?:(?:of|von|sur|de|di|van|/)\s*\d{1,4})?\W*$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\d\s*(?:of|von|sur|de|di|van|/)\s*\d|page|seite|página|pagina", re.IGNORECASE)
# Browsers print the day and time of printing into the margin, which is no day of publication.
_PRINTED_AT = re.compile(
    r"^\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},?\s+\d{1,2}[:.]\d{2}(?:\s*[AP]M)?\b", re.IGNORECASE
)
_ADDRESS = re.compile(r"^(?P<url>[a-z]+://[^\s…]+)(?:\s+\d+\s*(?:/|of|von)\s*\d+)?$")
_ENDS = re.compile(r"[.!?:…][\"'”’»)\]]*$")
_HYPHEN = re.compile(r"(?<![^\W\d_])(?P<head>[^\W\d_]{2,}+)[-‐\u00ad]$")
_BULLET = re.compile(r"^[•▪▫●○■□‣◦–—]\s")
_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?:[-‐][^\W\d_]++)++")
_LIGATURES = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st",
    "\ufb06": "st",
}  # fmt: skip
_CLEAN = str.maketrans(_LIGATURES)


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of a page, where it begins, counted from the lower left in points, and how large it is."""

    text: str
    x: float | None = None
    y: float | None = None
    size: float | None = None


Page = Sequence[PrintedLine]


def address_in_margin(pages: Sequence[Page]) -> str | None:
    """The address that a browser printed below every page, when it stands there whole."""
    found: set[str] = set()
    for page in pages:
        for line in _edges(page):
            if match := _ADDRESS.match(line.text.translate(_CLEAN)):
                found.add(match["url"])
    found = {url for url in found if url.startswith(("https://", "http://"))}
    return found.pop() if len(found) == 1 and any(_is_stamped(page) for page in pages) else None


def without_margins(pages: Sequence[Page]) -> list[Page]:
    """The pages without running heads and feet, page numbers and what a browser printed around them.

    A line at the edge is taken off when it stands on several pages at one height, with whatever numbers.
    """
    counted: Counter[tuple[str, int | None]] = Counter()
    for page in pages:
        counted.update({_key(line) for line in _edges(page)})
    # Chapters of a long file have heads of their own.
    least = max(2, round(len(pages) * 0.05))
    kept: list[Page] = []
    for page in pages:
        edges = set(map(id, _edges(page)))
        stamped = _is_stamped(page)
        kept.append(
            [
                line
                for line in page
                if id(line) not in edges
                or not (
                    counted[_key(line)] >= least
                    or _PRINTED_AT.match(line.text)
                    or (stamped and _ADDRESS.match(line.text.translate(_CLEAN)))
                    or (_PAGE_NUMBER.match(line.text) and (len(pages) > 1 or _COUNTED.search(line.text)))
                )
            ]
        )
    return kept


def _is_stamped(page: Page) -> bool:
    return any(_PRINTED_AT.match(line.text) for line in _edges(page))


def _edges(page: Page) -> list[PrintedLine]:
    """The uppermost and lowest lines; the first and last in order where no places are known."""
    short = [line for line in page if len(line.text) <= _LONGEST_MARGIN]
    placed = [line for line in short if line.y is not None]
    if len(placed) < len(short):
        return [*short[:_EDGE], *short[-_EDGE:]]
    heights = sorted({round(line.y or 0) for line in placed})
    outer = {*heights[: _EDGE - 1], *heights[-_EDGE + 1 :]}
    return [line for line in placed if round(line.y or 0) in outer]


def _key(line: PrintedLine) -> tuple[str, int | None]:
    height = None if line.y is None else round(line.y / _SAME_PLACE)
    return _DIGITS.sub("#", line.text.casefold()), height


def paragraphs(pages: Sequence[Page]) -> list[Line]:
    """The paragraphs and headings on the pages, in order."""
    lines = [line for page in pages for line in page]
    body = _body_size(lines)
    leading = _leading(lines, body)
    width = _width(lines, body)
    whole_words = {found.casefold() for line in lines for found in _WORD.findall(line.text)}
    groups: list[list[PrintedLine]] = []
    for before, line in pairwise([None, *lines]):
        assert line is not None
        if before is None or _parts(before, line, leading, width):
            groups.append([line])
        else:
            groups[-1].append(line)
    largest = max((line.size or 0 for line in lines[: _reach(lines)]), default=0)
    return [Line(_joined(group, whole_words), _level(group, body, largest, len(groups))) for group in groups]


def _reach(lines: Sequence[PrintedLine]) -> int:
    """How far a headline may be down: within what a first page holds."""
    return min(len(lines), 40)


def _body_size(lines: Sequence[PrintedLine]) -> float:
    """The size that most of the text has."""
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.size:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _leading(lines: Sequence[PrintedLine], body: float) -> float:
    """From one line to the next within a paragraph: the commonest distance between lines of the body."""
    steps: Counter[float] = Counter()
    for before, line in pairwise(lines):
        if before.y is not None and line.y is not None and before.size == line.size == body:
            step = round(before.y - line.y, 1)
            if 0 < step < body * 3:
                steps[step] += 1
    if not steps:
        return body * 1.2
    most = max(steps.values())
    # Where paragraphs have one line each, the distance between them is commoner than that of their lines.
    return min(step for step, count in steps.items() if count * 3 >= most)


def _width(lines: Sequence[PrintedLine], body: float) -> float:
    """How many characters a full line of the body has."""
    lengths = sorted(len(line.text) for line in lines if line.size == body or not body)
    return median(lengths[len(lengths) // 2 :]) if lengths else 0.0


def _parts(before: PrintedLine, line: PrintedLine, leading: float, width: float) -> bool:
    """Whether a paragraph ends between two lines."""
    if before.size and line.size and max(before.size, line.size) > min(before.size, line.size) * _LARGER:
        return True
    ends = _ENDS.search(before.text) is not None
    if _HYPHEN.search(before.text) and line.text[:1].islower():
        return False
    if _BULLET.match(line.text):
        return True
    if before.y is not None and line.y is not None:
        size = line.size or 10.0
        step = before.y - line.y
        # Headings are set in larger steps than the body is.
        usual = max(leading, size * 1.05) if size <= leading else size * 1.25
        if step > usual * _NEW_PARAGRAPH:
            return True
        if step > size * 0.3:
            if before.x is not None and line.x is not None and ends:
                indent = line.x - before.x
                if size * _INDENT[0] < indent < size * _INDENT[1]:
                    return True
            return ends and len(before.text) < width * _SHORT
        if abs(step) <= size * 0.3:
            return False
    # The next column or page, or lines whose places are not known.
    return ends and (len(before.text) < width * _SHORT or before.y is not None)


def _joined(group: Sequence[PrintedLine], whole_words: set[str]) -> str:
    text = ""
    for line in group:
        part = line.text.translate(_CLEAN)
        broken = _HYPHEN.search(text)
        if not text:
            text = part
        elif broken and part[:1].islower():
            follows = re.match(r"[^\W\d_]+", part)
            compound = f"{broken['head']}-{follows[0] if follows else ''}".casefold()
            # A word that stands with its hyphen elsewhere has it here, too.
            text = text + part if compound in whole_words else text[:-1] + part
        elif broken:
            text += part
        else:
            text = f"{text} {part}"
    return text.replace("\u00ad", "")


def _level(group: Sequence[PrintedLine], body: float, largest: float, groups: int) -> int:
    size = group[0].size or 0
    if not body or size <= body * _LARGER or groups < 2 or len(group) > 5:
        return 0
    if not any(char.isalpha() for line in group for char in line.text):
        return 0
    return 1 if size >= largest else 2
