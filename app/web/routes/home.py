"""The first page: search box, newest events and articles, the corpus in figures."""

import shlex
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.records import ArticleCard, CorpusCounts, EventCard, EventRecord, OutletRecord, Record
from app.resources import examples
from app.search.arrivals import NewCount, new_counts
from app.store import articles, corpus, events, outlets, saved_searches
from app.web import charts
from app.web.auth.access import access_of
from app.web.background.jobs import Jobs
from app.web.dependencies import Reading
from app.web.rendering import page
from app.web.routes.add import Runner

router = APIRouter(tags=["Corpus"])

_EVENTS = 8
_ARTICLES = 8
_OUTLETS = 12
_SEARCHES = 6
# for all saved searches together; what is not counted by then is said not to be
_COUNTING_SECONDS = 0.1


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


def _saved(request: Request, session: Reading) -> tuple[list[NewCount], int]:
    """The first saved searches with what is new in them, and how many there are: for those who may see."""
    if not access_of(request).may_write:
        return [], 0
    listed = saved_searches.saved_searches(session)
    return new_counts(session, listed[:_SEARCHES], _COUNTING_SECONDS), len(listed)


def _first_run(request: Request, jobs: Jobs) -> dict[str, Any]:
    """What the page of an empty corpus needs: the imports on their way, for those who may see them."""
    return {
        "coming": len(jobs.unfinished()) if access_of(request).may_write else 0,
        "examples": len(examples()),
        "folder": shlex.quote(str(request.app.state.settings.data.resolve())),
    }


@router.get("/", include_in_schema=False)
def home_page(request: Request, session: Reading, jobs: Runner) -> HTMLResponse:
    """The page; of an empty corpus, what to do."""
    home = _home(session)
    lead = _lead(session, home.events)
    saved, saved_count = _saved(request, session)
    context = {
        "home": home,
        "lead": lead,
        "years": charts.by_year(home.counts.by_year),
        "saved": saved,
        "saved_count": saved_count,
        **({} if home.counts.articles else _first_run(request, jobs)),
    }
    return page(request, "home.html", context)


@router.get("/index.json", summary="Newest events and articles, and the corpus in figures")
def home_json(session: Reading) -> Home:
    """The data of the first page."""
    return _home(session)
