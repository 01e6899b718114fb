"""Saved searches: which there are, what is new in each, and what can be done with them."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.records import Record
from app.search.arrivals import Arrivals, NewCount, arrivals, default_name, new_counts
from app.search.saved_query import parameters_of, query_of
from app.store import saved_searches
from app.store.saved_searches import LONGEST_NAME, LONGEST_QUERY
from app.web.addresses import address
from app.web.answers import LEADS_ON
from app.web.dependencies import MOST_ID, Reading, Writing
from app.web.rendering import page
from app.web.undoing import Undoable, lead_on, tell_of_removal

router = APIRouter(tags=["Saved searches"], dependencies=[Depends(tell_of_removal)])

# for all searches of the list together
_SECONDS = 0.5
_Name = Annotated[str, Form(max_length=1_000, description="What to call it.")]
_SeenId = Annotated[int | None, Form(ge=0, le=MOST_ID)]
_SeenAt = Annotated[datetime | None, Form()]
_WasId = Annotated[int | None, Query(ge=0, le=MOST_ID, include_in_schema=False)]
_WasAt = Annotated[datetime | None, Query(include_in_schema=False)]


class SavedSearches(Record):
    """All saved searches by name, each with the number of new articles that it finds."""

    searches: tuple[NewCount, ...]


def _instant(given: datetime | None = None) -> str:
    now = datetime.now(UTC)
    try:
        at = now if given is None else given.replace(tzinfo=given.tzinfo or UTC).astimezone(UTC)
    except OverflowError:
        # at the very beginning or end of the calendar
        at = now
    return at.isoformat(timespec="seconds")


def _list(session: Reading) -> SavedSearches:
    listed = saved_searches.saved_searches(session)
    return SavedSearches(searches=tuple(new_counts(session, listed, _SECONDS)))


@router.get("/searches.json", summary="Saved searches")
def searches_json(session: Reading) -> SavedSearches:
    """All saved searches, each with the number of articles taken in since it was last marked as seen.

    `new` is null where there was no time left to count.
    """
    return _list(session)


@router.get("/searches", include_in_schema=False)
def searches_page(request: Request, session: Reading) -> HTMLResponse:
    """The list."""
    return page(request, "saved_searches.html", {"searches": _list(session).searches})


@router.post("/searches", summary="Save a search", **LEADS_ON)
def save_search(
    database: Writing,
    query: Annotated[
        str, Form(max_length=LONGEST_QUERY * 3, description="The query of its address: `q=bridge&lang=en`.")
    ] = "",
    name: _Name = "",
    seen_id: _SeenId = None,
    seen_at: _SeenAt = None,
) -> RedirectResponse:
    """Keep a search, called what it searches when it gets no name. Leads to it, also when it was known.

    All articles count as seen, or with `seen_id` those up to it.
    """
    parameters = parameters_of(query)
    with database.write_session() as session:
        saved = saved_searches.save(
            session,
            query_of(parameters),
            name if name.strip() else default_name(session, parameters),
            _instant(),
            seen_id=seen_id,
            seen_at=None if seen_at is None else _instant(seen_at),
        )
    return RedirectResponse(f"/searches/{saved.id}", 303)


@router.get("/searches/{search_id:number}.json", summary="A saved search and its new articles")
def search_json(session: Reading, search_id: int) -> Arrivals:
    """The first fifty articles that it finds among those taken in since it was last marked as seen.

    To mark these as seen, post `shown_to` as `seen_id`; `seen_to` for all there are.
    """
    return arrivals(session, saved_searches.saved_search(session, search_id))


@router.get("/searches/{search_id:number}", include_in_schema=False)
def search_page(
    request: Request, session: Reading, search_id: int, was: _WasId = None, at: _WasAt = None
) -> HTMLResponse:
    """What is new in a saved search; after it was marked as seen, with the way back."""
    found = search_json(session, search_id)
    if was is not None:
        back = {"seen_id": str(was), "seen_at": _instant(at)}
        action = f"/searches/{search_id}/seen"
        request.state.undoable = Undoable(words="Marked as seen.", action=action, fields=back)
    context = {
        "found": found,
        "search": found.search,
        "in_words": default_name(session, parameters_of(found.search.query)),
        "longest_name": LONGEST_NAME,
    }
    return page(request, "saved_search.html", context)


@router.post("/searches/{search_id:number}/seen", summary="Mark what is new as seen", **LEADS_ON)
def mark_seen(
    database: Writing,
    search_id: int,
    seen_id: Annotated[int, Form(ge=0, le=MOST_ID, description="The highest id of an article seen.")],
    seen_at: _SeenAt = None,
) -> RedirectResponse:
    """What it finds up to an article is no longer new; a lower number takes this back. Leads to its page."""
    with database.write_session() as session:
        before = saved_searches.saved_search(session, search_id)
        saved_searches.mark_seen(session, search_id, seen_id, _instant(seen_at))
    back = {"was": str(before.seen_id), "at": before.seen_at} if seen_id > before.seen_id else {}
    place = f"/searches/{search_id}"
    return RedirectResponse(f"{address(place, **back)}#undo" if back else place, 303)


@router.post("/searches/{search_id:number}/name", summary="Give a saved search another name", **LEADS_ON)
def rename_search(database: Writing, search_id: int, name: _Name) -> RedirectResponse:
    """Leads back to it."""
    with database.write_session() as session:
        saved_searches.rename(session, search_id, name)
    return RedirectResponse(f"/searches/{search_id}", 303)


@router.post("/searches/{search_id:number}/remove", summary="Remove a saved search", **LEADS_ON)
def remove_search(database: Writing, search_id: int) -> RedirectResponse:
    """No article goes. Leads to the list, where it can be undone."""
    with database.write_session() as session:
        removal = saved_searches.remove(session, search_id, _instant())
    return lead_on("/searches", removal)
