"""A search from its parameters to a page of results."""

import time
from dataclasses import replace
from functools import reduce

from sqlmodel import Session

from app.records import ArticleCard, OutletRef
from app.search import days, language, snippets
from app.search.match import Match
from app.search.nodes import Dated, all_of
from app.search.plan import MatchPlan, plan
from app.search.results import UNKNOWN_OUTLET, SearchHit, SearchPage, SearchParameters, Segment
from app.search.tally import Tally
from app.store import articles, corpus, hits

PAGE_SIZE = 20
DEADLINE_SECONDS = 1.0
# How much of the time may go into the order asked for; what is left yields hits in any order.
_ORDERED_SHARE = 0.6
# What each further step gets when the time is up: finding any hits, counting, marking words.
_EXTRA_SECONDS = 0.1
_NO_OUTLET = 0  # no row has this id


def search(
    session: Session, parameters: SearchParameters, *, seconds: float = DEADLINE_SECONDS
) -> SearchPage:
    """One page of what ``parameters`` ask for.

    Whatever was typed is answered; the page's notes say what was mended. The search stops after about
    ``seconds``: the page then holds what was found so far, and ``complete`` is False.
    """
    end = time.monotonic() + seconds
    outlets = hits.outlets(session)
    query = language.parse(parameters.q)
    span, span_notes = _span(parameters)
    found = plan(all_of([node for node in (query.node, span) if node is not None]), outlets)
    chosen, outlet_notes = _chosen(parameters.outlet, outlets)
    tally = Tally(every_outlet=parameters.outlet is None, outlet_id=chosen)

    ids, complete = _ids(session, _narrowed(found, parameters, chosen), parameters, end)
    complete &= _count(session, found, tally, end)
    cards = articles.cards(session, ids)
    total = max(tally.total, _offset(parameters) + len(cards) if cards else 0)
    return SearchPage(
        parameters=parameters,
        notes=(*query.notes, *span_notes, *outlet_notes, *found.notes),
        total=total,
        corpus_total=corpus.article_count(session),
        undated=tally.undated,
        hits=_hits(session, found.wanted, cards, end),
        outlets=tally.facets(outlets),
        months=tally.months(),
        pages=-(-total // PAGE_SIZE),
        complete=complete,
    )


def _left(end: float) -> float:
    """The seconds until ``end`` (of the monotonic clock); never nothing at all."""
    return max(end - time.monotonic(), _EXTRA_SECONDS)


def _offset(parameters: SearchParameters) -> int:
    # SQLite counts in 64 bits; no corpus has as many pages.
    return min((parameters.page - 1) * PAGE_SIZE, 2**62)


def _span(parameters: SearchParameters) -> tuple[Dated | None, list[str]]:
    """The clause for the days from and to; what is not a date is left open, with a note."""
    notes = [
        f"“{text}” is not a date (write 2016, 2016-02 or 2016-02-25); that end of the span was left open."
        for text in (parameters.from_day, parameters.to_day)
        if text and days.period(text) is None
    ]
    first, last = days.period(parameters.from_day or ""), days.period(parameters.to_day or "")
    if first is None and last is None:
        return None, notes
    return Dated(first[0] if first else None, last[1] if last else None), notes


def _chosen(slug: str | None, outlets: list[OutletRef]) -> tuple[int | None, list[str]]:
    """The id of the chosen outlet, None for articles without one; and a note when there is none such."""
    if slug is None or slug == UNKNOWN_OUTLET:
        return None, []
    for outlet in outlets:
        if outlet.slug == slug:
            return outlet.id, []
    return _NO_OUTLET, [f"There is no outlet “{slug}”."]


def _narrowed(found: MatchPlan, parameters: SearchParameters, outlet_id: int | None) -> MatchPlan:
    """``found``, within the chosen outlet when one is chosen."""
    if parameters.outlet is None:
        return found
    chosen = "article.outlet_id IS NULL" if outlet_id is None else f"article.outlet_id = {outlet_id}"
    return replace(found, where=f"{found.where} AND {chosen}")


def _ids(
    session: Session, found: MatchPlan, parameters: SearchParameters, end: float
) -> tuple[list[int], bool]:
    """The ids of the page asked for, and whether they are in the order asked for."""
    offset = _offset(parameters)
    where, values = found.where, found.parameters
    try:
        with hits.deadline(session, (end - time.monotonic()) * _ORDERED_SHARE):
            if parameters.sort == "relevance" and found.match is not None:
                return hits.best(session, found.match, where, values, offset=offset, limit=PAGE_SIZE), True
            if parameters.sort == "relevance" and found.wanted:
                ids = hits.best_of(session, found.wanted, where, values, offset=offset, limit=PAGE_SIZE)
                return ids, True
            newest = parameters.sort != "oldest"
            ids = hits.by_day(
                session, found.match, where, values, newest=newest, offset=offset, limit=PAGE_SIZE
            )
            return ids, True
    except hits.DeadlineError:
        pass
    try:
        with hits.deadline(session, _left(end)):
            return hits.any_order(session, found.match, where, values, offset=offset, limit=PAGE_SIZE), False
    except hits.DeadlineError:
        return [], False


def _count(session: Session, found: MatchPlan, tally: Tally, end: float) -> bool:
    """Fill ``tally``; False when the time was up before everything was counted."""
    try:
        with hits.deadline(session, _left(end)):
            tally.add(hits.groups(session, found.match, found.where, found.parameters))
    except hits.DeadlineError:
        return False
    return True


def _hits(
    session: Session, wanted: tuple[Match, ...], cards: list[ArticleCard], end: float
) -> tuple[SearchHit, ...]:
    ids = [card.id for card in cards]
    if not ids:
        return ()
    markings = [hits.leads(session, ids), *_marked(session, wanted, ids, end)]
    return tuple(
        _hit(card, [passages[card.id] for passages in markings if card.id in passages])
        for card in cards
        if card.id in markings[0]
    )


def _marked(
    session: Session, wanted: tuple[Match, ...], ids: list[int], end: float
) -> list[dict[int, hits.Passages]]:
    """The whole texts of the articles with the words marked, index by index, as far as the time allows."""
    found = []
    try:
        with hits.deadline(session, _left(end)):
            for match in wanted:
                found.append(hits.marked(session, match, ids))
    except hits.DeadlineError:
        pass
    return found


def _hit(card: ArticleCard, markings: list[hits.Passages]) -> SearchHit:
    """``markings`` are the beginning of the texts, then the whole texts, marked once for each index."""
    title, dek, body = (
        reduce(
            snippets.both,
            (snippets.read_marks(text, hits.MARK_START, hits.MARK_END) for text in texts[1:] or texts),
        )
        for texts in (
            [passages.title for passages in markings],
            [passages.dek for passages in markings],
            [passages.body for passages in markings],
        )
    )
    heading = snippets.segments(title) or (Segment(text=card.title),)
    return SearchHit(article=card, title=heading, snippet=snippets.best_passage([body, dek]))
