"""Who says what: the statements of a whole event and the outlets that carry each. Pure.

A statement is a group of passages of several outlets that say the same, found by average-link clustering of
the probabilities that the alignment works with. It is named by one of its own passages, never in new words.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from app.compare.align import verbatim_runs
from app.compare.compare import card_of
from app.compare.comparison import Link, Passage, Run, State
from app.compare.contrast import FigureClaim
from app.compare.figures import figures
from app.compare.passages import passages
from app.compare.scorer import CutOffs, Scorer, default_scorer
from app.compare.vectors import Matrix as Values
from app.records import ArticleCard, ArticleRecord, Record

SCHEMA = "parallax.matrix/1"

# So many outlets fit beside each other, and so many passages of each are looked at. Passages of fewer words
# are credits, buttons and headings more often than statements.
MOST_COLUMNS = 12
MOST_PASSAGES = 80
FEWEST_WORDS = 4


class Column(Record):
    """One outlet of the event, or one article whose outlet is not known (``name`` is None).

    ``passages`` are the first ``MOST_PASSAGES`` of ``FEWEST_WORDS`` words and more; ``truncated`` tells that
    there are others.
    """

    key: str
    name: str | None
    articles: tuple[ArticleCard, ...]
    passages: tuple[Passage, ...]
    truncated: bool = False


class Said(Record):
    """A passage in the cell of a statement; ``runs`` are the words it shares with another of them."""

    passage: str
    state: State
    runs: tuple[Run, ...] = ()


class Statement(Record):
    """One row: ``cells`` has one entry for each column, empty where nothing was found.

    ``label`` is the most central passage. ``columns`` carry it for sure, in so many independent ``texts``:
    copies of one text count as one. ``figures`` are those that differ between its passages.
    """

    label: str
    cells: tuple[tuple[Said, ...], ...]
    columns: int
    texts: int
    figures: tuple[FigureClaim, ...] = ()


class StatementMatrix(Record):
    """Statements × outlets, those that most independent texts carry first, those of one outlet last."""

    columns: tuple[Column, ...]
    statements: tuple[Statement, ...]


def statement_matrix(
    sides: Sequence[tuple[str, str | None, Sequence[ArticleRecord]]],
    texts: Mapping[int, int],
    scorer: Scorer | None = None,
) -> StatementMatrix:
    """The matrix of these sides: key, name and articles of each, ``MOST_COLUMNS`` of them at most.

    ``texts`` gives for the id of an article that repeats another one the id of that; others stand for
    themselves.
    """
    chosen = scorer or default_scorer()
    columns = tuple(_column(number, *side) for number, side in enumerate(sides[:MOST_COLUMNS]))
    work = _Grouping(columns, texts, chosen)
    rows = _with_figures(columns, work.statements(), texts)
    return StatementMatrix(columns=columns, statements=tuple(rows))


def _with_figures(
    columns: Sequence[Column], rows: Sequence[Statement], texts: Mapping[int, int]
) -> Iterator[Statement]:
    """The statements with the figures that differ between two of their passages from different texts."""
    row_of = {said.passage: n for n, row in enumerate(rows) for cell in row.cells for said in cell}
    claims: defaultdict[int, list[FigureClaim]] = defaultdict(list)
    for one, other in combinations(range(len(columns)), 2):
        shared = [row for row in rows if row.cells[one] and row.cells[other]]
        a, b = (_said(columns[n], [row.cells[n] for row in shared]) for n in (one, other))
        root = {passage.id: texts.get(passage.article_id, passage.article_id) for passage in (*a, *b)}
        for claim in figures(a, b, [_linked(row, one, other) for row in shared]):
            at_a, at_b = claim.a.passage, claim.b.passage
            is_one_row = row_of[at_a] == row_of[at_b]
            if claim.verdict == "differ" and is_one_row and root[at_a] != root[at_b]:
                claims[row_of[at_a]].append(claim)
    for n, row in enumerate(rows):
        yield row.model_copy(update={"figures": tuple(claims[n])}) if n in claims else row


def _said(column: Column, cells: Iterable[Sequence[Said]]) -> list[Passage]:
    wanted = {said.passage for cell in cells for said in cell}
    return [passage for passage in column.passages if passage.id in wanted]


def _linked(row: Statement, one: int, other: int) -> Link:
    """What a statement links of two columns."""
    states = {said.state for n in (one, other) for said in row.cells[n]}
    return Link(
        a=tuple(said.passage for said in row.cells[one]),
        b=tuple(said.passage for said in row.cells[other]),
        relation="related" if "related" in states else "same",
        score=1.0,
    )


def _column(number: int, key: str, name: str | None, articles: Sequence[ArticleRecord]) -> Column:
    read, _ = passages(articles, f"c{number}p")
    found = tuple(passage for passage in read if len(passage.text.split()) >= FEWEST_WORDS)
    return Column(
        key=key,
        name=name,
        articles=tuple(card_of(article) for article in articles),
        passages=found[:MOST_PASSAGES],
        truncated=len(found) > MOST_PASSAGES,
    )


class _Grouping:
    """The passages of all columns in one row of numbers, and how probable it is that two say the same."""

    def __init__(self, columns: Sequence[Column], texts: Mapping[int, int], scorer: Scorer) -> None:
        self._passages = [passage for column in columns for passage in column.passages]
        self._column = np.repeat(np.arange(len(columns)), [len(column.passages) for column in columns])
        self._columns = len(columns)
        self._texts = texts
        self._cut: CutOffs = scorer.cut_offs
        self._p = self._probabilities(columns, scorer)

    def _probabilities(self, columns: Sequence[Column], scorer: Scorer) -> Values:
        found = np.zeros((len(self._passages), len(self._passages)))
        where = [np.flatnonzero(self._column == number) for number in range(self._columns)]
        texts = [[passage.text for passage in column.passages] for column in columns]
        for one, other in combinations(range(self._columns), 2):
            block = scorer.score(texts[one], texts[other])
            found[np.ix_(where[one], where[other])] = block
            found[np.ix_(where[other], where[one])] = block.T
        return found

    def statements(self) -> list[Statement]:
        sure = self._sure()
        related = self._related(sure)
        rows = [self._statement(members, related.get(head, [])) for head, members in sure.items()]
        rows += [self._statement([], [head, *others]) for head, others in related.items() if head not in sure]
        taken = {place for members in sure.values() for place in members} | {
            place for head, others in related.items() for place in (head, *others)
        }
        rows += [self._statement([place], []) for place in range(len(self._passages)) if place not in taken]
        place_of = {passage.id: place for place, passage in enumerate(self._passages)}
        rows.sort(key=lambda row: self._order(row, place_of[row.label]))
        return rows

    def _order(self, row: Statement, place: int) -> tuple[object, ...]:
        """What most independent texts carry first, what is only possible before what only one has."""
        return row.columns < 2, row.columns == 1, -row.texts, -row.columns, self._depth(place), place

    def _sure(self) -> dict[int, list[int]]:
        """Groups of passages of two columns and more that say the same, by their first passage."""
        if len(self._passages) < 2:
            return {}
        likeness = self._p.copy()
        # Passages of one column are as alike as a third passage says that both are like it.
        for number in range(self._columns):
            own = np.flatnonzero(self._column == number)
            likeness[np.ix_(own, own)] = _through_others(self._p[own])
        upper = np.triu_indices(len(likeness), 1)
        merged = linkage(1 - likeness[upper], method="average")
        labels = fcluster(merged, t=1 - self._cut.same, criterion="distance")
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for place, label in enumerate(labels.tolist()):
            groups[label].append(place)
        return {
            members[0]: members
            for members in groups.values()
            if len({int(self._column[place]) for place in members}) > 1
        }

    def _related(self, sure: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
        """Passages in no group beside the group, or the passage, that holds their best partner."""
        head_of = {place: head for head, members in sure.items() for place in members}
        found: defaultdict[int, list[int]] = defaultdict(list)
        best = self._p.max(axis=1, initial=0.0)
        for place in np.argsort(-best, kind="stable").tolist():
            if place in head_of or best[place] < self._cut.only:
                continue
            partner = int(self._p[place].argmax())
            head = head_of.setdefault(partner, partner)
            if head != place:
                head_of[place] = head
                found[head].append(place)
        return {head: sorted(others) for head, others in found.items()}

    def _statement(self, sure: Sequence[int], related: Sequence[int]) -> Statement:
        alone = len(sure) == 1
        cells: list[list[Said]] = [[] for _ in range(self._columns)]
        for place in self._like_the_others_first(sure):
            runs = () if alone else self._runs(place, sure)
            state: State = "only" if alone else "verbatim" if runs else "same"
            cells[self._column[place]].append(Said(passage=self._passages[place].id, state=state, runs=runs))
        for place in related:
            cells[self._column[place]].append(Said(passage=self._passages[place].id, state="related"))
        told = sure or related
        return Statement(
            label=self._passages[self._like_the_others_first(told)[0]].id,
            cells=tuple(tuple(cell) for cell in cells),
            columns=len({int(self._column[place]) for place in sure}),
            texts=len({self._text(place) for place in sure}),
        )

    def _runs(self, place: int, members: Iterable[int]) -> tuple[Run, ...]:
        """The words that make this passage word for word the same as one of another column."""
        own = self._passages[place]
        for other in members:
            if self._column[other] != self._column[place]:
                runs = verbatim_runs(own, self._passages[other])
                if runs:
                    return tuple(dict.fromkeys(run for run in runs if run.passage == own.id))
        return ()

    def _like_the_others_first(self, members: Sequence[int]) -> list[int]:
        """The passage most like the others first; of two the one that stands earlier in its text."""
        likeness = self._p[np.ix_(members, members)].sum(axis=1).round(6)
        order = sorted(range(len(members)), key=lambda n: (-likeness[n], self._depth(members[n]), members[n]))
        return [members[n] for n in order]

    def _depth(self, place: int) -> int:
        """How far down its column a passage stands."""
        return place - int(np.searchsorted(self._column, self._column[place]))

    def _text(self, place: int) -> int:
        article = self._passages[place].article_id
        return self._texts.get(article, article)


def _through_others(rows: Values) -> Values:
    """For each two rows the highest value that both reach in one column."""
    found = np.zeros((len(rows), len(rows)))
    for number, row in enumerate(rows):
        found[number] = np.minimum(rows, row).max(axis=1, initial=0.0)
    return found
