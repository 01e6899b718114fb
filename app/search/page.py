"""A search from its parameters to a page of results."""

from sqlmodel import Session

from app.records import ArticleCard
from app.search import engine, query_parts, ranking, snippets
from app.search.catalogue import Ids, Rows
from app.search.engine import DEADLINE_SECONDS, Found
from app.search.marks import Marker, wanted
from app.search.results import (
    Facets,
    Nothing,
    PartCount,
    SearchHit,
    SearchPage,
    SearchParameters,
    WithoutChoice,
)
from app.search.selection import within
from app.search.suggest import did_you_mean
from app.search.tally import Tally
from app.store import articles, hits, passages

# a search that finds fewer may hold a slip of the pen
_FEW = 3
_EXPORT_SECONDS = 10.0
# for each part of a query that finds nothing
_PART_SECONDS = 0.05


def search(
    session: Session, parameters: SearchParameters, *, facets: bool = True, seconds: float = DEADLINE_SECONDS
) -> SearchPage:
    """One page of what ``parameters`` ask for.

    Whatever was typed is answered; the page's notes say what was mended. Full text is read for about
    ``seconds``: the page then holds what was found so far, and ``complete`` is False.
    """
    found = engine.find(session, parameters, seconds=seconds)
    rows, copies = ranking.ordered(found, parameters)
    notes = list(found.notes)
    start = _start(found, rows, parameters, notes)
    shown = rows[start : start + parameters.limit]
    ids = found.catalogue.ids[shown].tolist()
    folded = dict(zip(ids, copies[start : start + parameters.limit].tolist(), strict=True))
    total = len(found.rows)
    return SearchPage(
        parameters=parameters,
        notes=tuple(notes),
        did_you_mean=did_you_mean(session, parameters, total) if total < _FEW else None,
        total=total,
        texts=len(rows),
        corpus_total=len(found.catalogue),
        hits=_hits(session, found, articles.cards(session, ids), folded),
        facets=_facets(session, found, parameters) if facets else None,
        pages=-(-len(rows) // parameters.limit),
        next=ids[-1] if ids and start + len(ids) < len(rows) else None,
        complete=found.complete and found.reader.complete,
        nothing=None if total or not len(found.catalogue) else _nothing(session, found, parameters),
    )


def ordered(
    session: Session, parameters: SearchParameters, *, seconds: float = _EXPORT_SECONDS
) -> tuple[Ids, bool]:
    """The ids of all articles that ``parameters`` ask for, in order, and whether these are all."""
    found = engine.find(session, parameters, seconds=seconds)
    rows = ranking.ordered(found, parameters).rows
    return found.catalogue.ids[rows], found.complete and found.reader.complete


def _start(found: Found, rows: Rows, parameters: SearchParameters, notes: list[str]) -> int:
    """The place of the first hit to be shown."""
    if parameters.after is not None:
        at = (found.catalogue.ids[rows] == parameters.after).nonzero()[0]
        if len(at):
            return int(at[0]) + 1
        notes.append(
            "The last article seen is no longer among the results; they are shown from the beginning."
        )
        return 0
    # the number of a page may be larger than any corpus
    return min((parameters.page - 1) * parameters.limit, len(rows))


def _nothing(session: Session, found: Found, parameters: SearchParameters) -> Nothing:
    parts = query_parts.parts_of(parameters.q)
    alone = [
        len(engine.find(session, SearchParameters(q=part), seconds=_PART_SECONDS).rows) for part in parts
    ]
    return Nothing(
        query=int(found.base.sum()),
        parts=tuple(PartCount(text=part, count=count) for part, count in zip(parts, alone, strict=True)),
        without=tuple(
            WithoutChoice(kind=kind, count=int(within(found.base, found.chosen, but=kind).sum()))
            for kind in found.chosen
        ),
    )


def _facets(session: Session, found: Found, parameters: SearchParameters) -> Facets:
    tally = Tally(found.catalogue, found.base, found.chosen, parameters)
    return tally.facets(found.outlets, lambda ids: hits.event_titles(session, ids))


def _hits(
    session: Session, found: Found, cards: list[ArticleCard], copies: dict[int, int]
) -> tuple[SearchHit, ...]:
    marker = Marker(wanted(found.node))
    texts = {text.id: text for text in passages.texts(session, [card.id for card in cards])}
    return tuple(
        SearchHit(
            article=card,
            title=snippets.title_segments(card.title, marker, card.language),
            snippets=snippets.passages(text.dek, text.body, marker, card.language),
            copies=copies[card.id],
        )
        for card in cards
        if (text := texts.get(card.id)) is not None
    )
