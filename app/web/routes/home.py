"""The first page: search box, newest events and articles, the corpus in figures."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.records import ArticleCard, CorpusCounts, EventCard, EventRecord, OutletRecord, Record
from app.store import articles, corpus, events, outlets
from app.web import charts
from app.web.dependencies import Reading
from app.web.rendering import page

router = APIRouter(tags=["Corpus"])

_EVENTS = 8
_ARTICLES = 8
_OUTLETS = 12


class Home(Record):
    """What the first page shows: the newest events and articles, and the largest outlets."""

    counts: CorpusCounts
    events: tuple[EventCard, ...]
    articles: tuple[ArticleCard, ...]
    outlets: tuple[OutletRecord, ...]


def _home(session: Reading) -> Home:
    return Home(
        counts=corpus.counts(session),
        events=tuple(events.newest_events(session, _EVENTS)),
        articles=tuple(articles.newest(session, _ARTICLES)),
        outlets=tuple(outlets.outlets(session)[:_OUTLETS]),
    )


def _lead(session: Reading, cards: tuple[EventCard, ...]) -> EventRecord | None:
    # the newest event that lets the reader see two texts beside each other
    number = next((card.id for card in cards if card.article_count > 1), None)
    return None if number is None else events.event(session, number)


@router.get("/", include_in_schema=False)
def home_page(request: Request, session: Reading) -> HTMLResponse:
    """The page."""
    home = _home(session)
    lead = _lead(session, home.events)
    context = {"home": home, "lead": lead, "years": charts.by_year(home.counts.by_year)}
    return page(request, "home.html", context)


@router.get("/index.json", summary="Newest events and articles, and the corpus in figures")
def home_json(session: Reading) -> Home:
    """The data of the first page."""
    return _home(session)
