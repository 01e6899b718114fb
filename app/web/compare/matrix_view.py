"""What the matrix of an event shows, worked out before any markup: rows, cells, filters, sentences. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.compare.comparison import Passage, State
from app.compare.matrix import Column, Said, Statement, StatementMatrix
from app.records import BlockKind
from app.web.compare.compare_marks import WORDS
from app.web.formats import counted, number, outlet_name, sentence, small

Show = Literal["all", "shared", "every", "one", "differ"]
By = Literal["outlets", "order"]

_SHOWN: dict[Show, str] = {
    "all": "All",
    "shared": "By two and more",
    "every": "Reported by all",
    "one": "Reported by one",
    "differ": "Figures differ",
}
# letters of a sentence that names a statement, and of one in a cell
_LABEL, _CELL = 110, 180
# rows of what only one has, until all are asked for
_FIRST_OF_ONE = 40
_SURE: tuple[State, ...] = ("verbatim", "same", "only")


@dataclass(frozen=True)
class Piece:
    """A piece of a sentence; ``kind`` marks shared words and figures that differ."""

    text: str
    kind: Literal["", "shared", "figure"] = ""


@dataclass(frozen=True)
class Entry:
    """A passage in a cell: its beginning in ``pieces``, and the ``whole`` where that is cut.

    ``href`` leads to it in its article, whose language is ``lang``.
    """

    state: State
    words: str
    pieces: tuple[Piece, ...]
    whole: str
    is_cut: bool
    href: str
    lang: str | None


@dataclass(frozen=True)
class Cell:
    """What one outlet says: the surest passage, then the ``more``."""

    column: str
    first: Entry | None
    more: tuple[Entry, ...]


@dataclass(frozen=True)
class Row:
    """A statement, numbered from 1. ``texts`` says how many independent texts carry it, where copies do."""

    number: int
    label: str
    lang: str | None
    texts: str
    differs: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Group:
    """Rows under one heading: ``In two of 3 outlets``."""

    heading: str
    rows: tuple[Row, ...]
    hidden: int = 0


@dataclass(frozen=True)
class Head:
    """The head of a column. ``with_next`` is the key of the column that it can be compared with."""

    key: str
    name: str
    articles: int
    note: str
    with_next: str
    next_name: str


@dataclass(frozen=True)
class Filter:
    """A way to narrow the rows, with how many there are."""

    show: Show
    words: str
    count: int
    current: bool


@dataclass(frozen=True)
class MatrixView:
    """All of the page."""

    summary: str
    heads: tuple[Head, ...]
    groups: tuple[Group, ...]
    filters: tuple[Filter, ...]
    notes: tuple[str, ...]


def view(matrix: StatementMatrix, *, show: Show, by: By, whole: bool) -> MatrixView:
    """The page of a matrix: rows of one kind, in one order; ``whole`` gives all rows of what only one has."""
    numbered = list(enumerate(matrix.statements, 1))
    chosen = [(n, row) for n, row in numbered if _is_shown(row, show, len(matrix.columns))]
    passages = {passage.id: passage for column in matrix.columns for passage in column.passages}
    maker = _Rows(matrix, passages)
    return MatrixView(
        summary=_summary(matrix),
        heads=_heads(matrix.columns),
        groups=tuple(
            _in_order(chosen, matrix, maker) if by == "order" else _by_outlets(chosen, maker, whole)
        ),
        filters=_filters(matrix, show),
        notes=tuple(_notes(matrix.columns)),
    )


def _is_shown(row: Statement, show: Show, columns: int) -> bool:
    if show == "shared":
        return row.columns > 1
    if show == "every":
        return row.columns == columns > 1
    if show == "one":
        return row.columns == 1
    return show == "all" or bool(row.figures)


def _filters(matrix: StatementMatrix, show: Show) -> tuple[Filter, ...]:
    columns, rows = len(matrix.columns), matrix.statements
    return tuple(
        Filter(kind, words, sum(_is_shown(row, kind, columns) for row in rows), kind == show)
        for kind, words in _SHOWN.items()
    )


def _by_outlets(rows: Sequence[tuple[int, Statement]], maker: "_Rows", whole: bool) -> Iterator[Group]:
    """Rows under the number of outlets that carry them, most first; the merely possible before the single."""
    held = Counter(row.columns for _, row in rows)
    for columns in sorted(held, key=lambda count: (count < 2, count == 1, -count)):
        inside = [(n, row) for n, row in rows if row.columns == columns]
        shown = inside[:_FIRST_OF_ONE] if columns <= 1 and not whole else inside
        yield Group(
            maker.heading(columns),
            tuple(maker.row(n, row) for n, row in shown),
            hidden=len(inside) - len(shown),
        )


def _in_order(
    rows: Sequence[tuple[int, Statement]], matrix: StatementMatrix, maker: "_Rows"
) -> Iterator[Group]:
    """Rows in the order in which the outlets, from left to right, come to them."""
    place = {
        passage.id: (number, index)
        for number, column in enumerate(matrix.columns)
        for index, passage in enumerate(column.passages)
    }
    ordered = sorted(
        rows, key=lambda item: min(place[said.passage] for cell in item[1].cells for said in cell)
    )
    if ordered:
        yield Group("In order of appearance", tuple(maker.row(n, row) for n, row in ordered))


class _Rows:
    def __init__(self, matrix: StatementMatrix, passages: Mapping[str, Passage]) -> None:
        self._columns = matrix.columns
        self._passages = passages
        self._languages = {card.id: card.language for column in matrix.columns for card in column.articles}

    def heading(self, columns: int) -> str:
        all_of = len(self._columns)
        if columns == 0:
            return "Possibly in more than one"
        if columns == 1:
            return "In one only"
        if columns == all_of:
            return "In both" if all_of == 2 else f"In all {small(all_of)}"
        return f"In {small(columns)} of {small(all_of)}"

    def row(self, place: int, row: Statement) -> Row:
        figures: dict[str, list[tuple[int, int]]] = {}
        for claim in row.figures:
            for at in (claim.a, claim.b):
                figures.setdefault(at.passage, []).append((at.start, at.end))
        return Row(
            number=place,
            label=cut(self._passages[row.label].text, _LABEL)[0],
            lang=self._languages[self._passages[row.label].article_id],
            texts=counted(row.texts, "independent text") if row.texts < row.columns else "",
            differs=bool(row.figures),
            cells=tuple(
                self._cell(column, said, figures)
                for column, said in zip(self._columns, row.cells, strict=True)
            ),
        )

    def _cell(
        self, column: Column, said: Sequence[Said], figures: Mapping[str, list[tuple[int, int]]]
    ) -> Cell:
        order = sorted(said, key=lambda one: (one.passage not in figures, one.state not in _SURE))
        entries = [self._entry(one, figures.get(one.passage, [])) for one in order]
        return Cell(_name(column), entries[0] if entries else None, tuple(entries[1:]))

    def _entry(self, said: Said, figures: Sequence[tuple[int, int]]) -> Entry:
        passage = self._passages[said.passage]
        marked: list[tuple[int, int, Literal["shared", "figure"]]] = [(s, e, "figure") for s, e in figures]
        marked += [(run.start, run.end, "shared") for run in said.runs]
        latest = max((end for _, end in figures), default=0)
        _, end = cut(passage.text, max(_CELL, latest + 1))
        pieces = tuple(_pieces(passage.text[:end], marked))
        is_cut = end < len(passage.text)
        return Entry(
            state=said.state,
            words=WORDS[said.state],
            pieces=pieces,
            whole=passage.text,
            is_cut=is_cut,
            href=f"/articles/{passage.article_id}#{_anchor(passage)}",
            lang=self._languages[passage.article_id],
        )


def _anchor(passage: Passage) -> str:
    """What the article's page calls the place of this passage."""
    named = {BlockKind.TITLE: "title", BlockKind.DEK: "dek"}
    return named.get(passage.kind, f"block-{passage.block}")


def cut(text: str, letters: int) -> tuple[str, int]:
    """A sentence shortened with “…” to about so many letters, between two words, and where it was cut."""
    if len(text) <= letters:
        return text, len(text)
    space = text.rfind(" ", letters // 2, letters)
    end = space if space > 0 else letters
    return f"{text[:end].rstrip(' ,;:–—-')}…", end


def _pieces(text: str, marked: Sequence[tuple[int, int, Literal["shared", "figure"]]]) -> Iterator[Piece]:
    """The text cut at the ends of what is marked; a figure inside shared words stays a figure."""
    kinds: list[Literal["", "shared", "figure"]] = [""] * len(text)
    for start, end, kind in sorted(marked, key=lambda one: one[2] == "figure"):
        for place in range(start, min(end, len(text))):
            kinds[place] = kind
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or kinds[place] != kinds[start]:
            yield Piece(text[start:place], kinds[start])
            start = place


def _heads(columns: Sequence[Column]) -> tuple[Head, ...]:
    heads = []
    for place, column in enumerate(columns):
        following = columns[(place + 1) % len(columns)]
        note = "" if column.name else column.articles[0].external_id
        heads.append(
            Head(
                key=column.key,
                name=_name(column),
                articles=len(column.articles),
                note=note,
                with_next=following.key if len(columns) > 1 else "",
                next_name=_name(following),
            )
        )
    return tuple(heads)


def _name(column: Column) -> str:
    return column.name or outlet_name(None)


def _summary(matrix: StatementMatrix) -> str:
    """``14 statements, 3 outlets. Six stand in all three, five in two, three in one. …``"""
    columns, rows = len(matrix.columns), matrix.statements
    held = Counter(row.columns for row in rows)
    parts: list[str] = []
    for count in sorted((count for count in held if count), reverse=True):
        stands = "" if parts else " stands" if held[count] == 1 else " stand"
        parts.append(f"{small(held[count])}{stands} in {_carriers(count, columns)}")
    found = ", ".join(parts)
    sides = "outlet" if all(column.name for column in matrix.columns) else "side"
    text = f"{counted(len(rows), 'statement')}, {counted(columns, sides)}."
    if found:
        text += f" {sentence(found)}."
    if held[0]:
        text += f" {sentence(small(held[0]))} may stand in more than one."
    differing = sum(bool(row.figures) for row in rows)
    if differing:
        which = "one of them" if differing == 1 else f"{small(differing)} of them"
        text += f" In {which} figures differ: check them before you quote."
    return text


def _carriers(count: int, columns: int) -> str:
    if count == columns > 1:
        return "both" if columns == 2 else f"all {small(columns)}"
    return small(count)


def _notes(columns: Sequence[Column]) -> Iterator[str]:
    names = [_name(column) for column in columns if column.truncated]
    if names:
        most = max(len(column.passages) for column in columns)
        yield f"Only the first {number(most)} sentences were looked at of {', '.join(names)}."
