"""A search up to the set of articles it finds: steps of a plan made arrays, arrays put together."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlmodel import Session

from app.records import OutletRef
from app.search import language, lookup, selection
from app.search.catalogue import Catalogue, Ids, Mask, Rows
from app.search.catalogues import Kept, catalogue_of, kept
from app.search.facts import Facts
from app.search.match import ENGLISH, expression, in_headline
from app.search.nodes import AddressHas, Has, Node
from app.search.plan import All, Either, Except, FullText, Knowledge, Step, steps
from app.search.results import SearchParameters
from app.search.selection import Kind
from app.store import hits
from app.text.analysis import analysis_of

DEADLINE_SECONDS = 0.2
# When the time is up, the steps that are left share this: they find what can be found soonest.
_EXTRA_SECONDS = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What matches: ``rows`` of the catalogue, ascending.

    ``base`` is what the query finds, before it is narrowed to what is ``chosen`` beside it. ``node`` is the
    query's tree with every pattern made AnyWord: what may be marked in a text. ``complete`` is False when the
    time was up before everything was found. ``reader`` looks more up in the same snapshot.
    """

    catalogue: Catalogue
    base: Mask
    chosen: Mapping[Kind, Mask]
    rows: Rows
    node: Node | None
    outlets: Sequence[OutletRef]
    notes: tuple[str, ...]
    complete: bool
    reader: "Reader"

    @property
    def ids(self) -> Ids:
        """The ids of the articles found, ascending."""
        return self.catalogue.ids[self.rows]


def find(session: Session, parameters: SearchParameters, *, seconds: float = DEADLINE_SECONDS) -> Found:
    """The articles that ``parameters`` ask for, order and page left aside.

    Whatever was typed is answered; ``notes`` say what was mended. Full text is read for about ``seconds``.
    """
    end = time.monotonic() + seconds
    today = date.today()
    query = language.parse(parameters.q, today)
    notes = list(query.notes)
    node = lookup.resolved(session, query.node, notes)
    outlets = hits.outlets(session)
    reader = Reader(session, end)
    facts = Facts(reader.catalogue, outlets, lookup.events(session, node))
    base = np.ones(len(reader.catalogue), np.bool_) if node is None else reader.mask(steps(node), facts)
    chosen, chosen_notes = selection.chosen(parameters, reader.catalogue, outlets, today)
    return Found(
        catalogue=reader.catalogue,
        base=base,
        chosen=chosen,
        rows=np.flatnonzero(selection.within(base, chosen)),
        node=node,
        outlets=outlets,
        notes=tuple(dict.fromkeys((*notes, *facts.notes, *chosen_notes))),
        complete=reader.complete,
        reader=reader,
    )


@dataclass(frozen=True, slots=True)
class Lookup:
    """One run through a full-text table. It holds for the articles in ``where`` only (None: for all)."""

    table: hits.Table
    expression: str
    where: Mask | None


class Reader:
    """Reads the full-text tables until ``end`` (of the monotonic clock), and keeps what it found.

    ``complete`` turns False when something was left out because the time was up.
    """

    def __init__(self, session: Session, end: float) -> None:
        """Look at the corpus as ``session`` sees it."""
        self.session = session
        self.catalogue, self.state = catalogue_of(session)
        self.complete = True
        self.end = end
        self.kept: Kept = kept(session)
        self._elsewhere = _by_analysis(self.catalogue)

    def left(self) -> float:
        """The seconds that are left, those in excess of the time when it is up; 0 when these are gone too."""
        left = self.end - time.monotonic()
        return left if left > 0 else max(left + _EXTRA_SECONDS, 0.0)

    def mask(self, step: Step, facts: Facts) -> Mask:
        """Which articles ``step`` finds."""
        if isinstance(step, FullText):
            return self.full_text(step)
        if isinstance(step, Except):
            return self._complement(step.step, facts)
        if isinstance(step, All | Either):
            masks = [self.mask(part, facts) for part in step.steps]
            together = np.logical_and if isinstance(step, All) else np.logical_or
            found: Mask = together.reduce(masks)
            return found
        return self._knowledge(step, facts)

    def _complement(self, step: Step, facts: Facts) -> Mask:
        """What ``step`` does not find; nothing when time was up before all of what it finds was read."""
        before, self.complete = self.complete, True
        found = self.mask(step, facts)
        whole, self.complete = self.complete, self.complete and before
        return ~found if whole else np.zeros_like(found)

    def full_text(self, text: FullText, *, headline: bool = False) -> Mask:
        """Which articles have the words, or have them in headline or dek."""
        found = np.zeros(len(self.catalogue), np.bool_)
        for look in self.lookups(text, headline=headline):
            mask = self.catalogue.mask(self.ids(look))
            found |= mask if look.where is None else mask & look.where
        return found

    def lookups(self, text: FullText, *, headline: bool = False) -> Iterator[Lookup]:
        """The runs that find ``text``: one, and one more for every other language of the corpus."""
        if text.index == "words":
            yield _lookup("article_words", text.node, None, None, headline)
            return
        for way, where in self.ways():
            yield _lookup(
                "article_fts" if way == ENGLISH else "article_stems", text.node, way, where, headline
            )

    def ways(self) -> list[tuple[str, Mask | None]]:
        """The ways in which the articles are stemmed, the English one first, each with its articles (None:
        all of them)."""
        elsewhere = self._elsewhere
        where = None if not elsewhere else ~np.logical_or.reduce(list(elsewhere.values()))
        return [(ENGLISH, where), *elsewhere.items()]

    def ids(self, look: Lookup) -> Ids:
        """The ids that a run finds; when the time is up, those it finds soonest."""
        key = (look.table, look.expression)
        held = self.kept.get(self.state, key)
        if held is not None:
            ids: Ids = held[0]
            return ids
        try:
            with hits.deadline(self.session, self.left()):
                found = hits.matching(self.session, look.table, look.expression)
        except hits.DeadlineError:
            self.complete = False
            with hits.deadline(self.session, self.left()):
                return hits.some_matching(self.session, look.table, look.expression)
        self.kept.put(self.state, key, found)
        return found

    def _knowledge(self, step: Knowledge, facts: Facts) -> Mask:
        fact = step.fact
        if not isinstance(fact, AddressHas) and fact != Has("dek"):
            return facts.mask(fact)
        try:
            with hits.deadline(self.session, self.left()):
                if isinstance(fact, AddressHas):
                    return self.catalogue.mask(hits.with_address(self.session, fact.text))
                return self.catalogue.mask(hits.with_dek(self.session))
        except hits.DeadlineError:
            self.complete = False
            return np.zeros(len(self.catalogue), np.bool_)


def _lookup(
    table: hits.Table, node: Node, analysis: str | None, where: Mask | None, headline: bool
) -> Lookup:
    found = expression(node, analysis)
    return Lookup(table, in_headline(found) if headline else found, where)


def _by_analysis(catalogue: Catalogue) -> dict[str, Mask]:
    """For each way of stemming but the English one: the articles that are stemmed so."""
    of_language = [analysis_of(code) for code in catalogue.languages]
    found: dict[str, Mask] = {}
    for analysis in sorted(set(of_language) - {ENGLISH}):
        numbers = [number for number, other in enumerate(of_language) if other == analysis]
        mask = np.isin(catalogue.language, numbers)
        if mask.any():
            found[analysis] = mask
    return found
