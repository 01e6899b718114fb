"""The list of storylines, and one of them: events that follow from one another."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from app.errors import NotFoundError
from app.records import Record
from app.store import corpus, storylines
from app.store.events import EventSort
from app.store.storylines import StorylineCard, StorylineRecord
from app.web.addresses import address
from app.web.dependencies import Reading
from app.web.events.storyline_view import chart, length_in_words
from app.web.paging import PageNumber, page_count
from app.web.rendering import page
from app.web.search.search_view import Chosen

router = APIRouter(tags=["Storylines"])

_PAGE_SIZE = 25


class StorylineList(Record):
    """One page of storylines."""

    total: int
    page: int
    pages: int
    storylines: tuple[StorylineCard, ...]


@dataclass(frozen=True)
class _Asked:
    """What narrows and orders the list."""

    q: str
    sort: EventSort

    def address(self, path: str = "/storylines", **changes: object) -> str:
        """The address of the list, some of it changed."""
        asked = replace(self, **changes)  # type: ignore[arg-type]
        return address(path, q=asked.q, sort=asked.sort if asked.sort != "newest" else "")


def _asked(
    q: Annotated[
        str, Query(max_length=200, description="Words that a headline of one of its events holds, each.")
    ] = "",
    sort: Annotated[
        EventSort, Query(description="By the last day, by the first day, or most articles first.")
    ] = "newest",
) -> _Asked:
    return _Asked(q=q.strip(), sort=sort)


Asked = Annotated[_Asked, Depends(_asked)]


def _list(session: Reading, asked: _Asked, number: int) -> StorylineList:
    total, cards = storylines.storylines_page(
        session, q=asked.q, sort=asked.sort, offset=(number - 1) * _PAGE_SIZE, limit=_PAGE_SIZE
    )
    pages = page_count(total, _PAGE_SIZE, number)
    return StorylineList(total=total, page=number, pages=pages, storylines=tuple(cards))


@router.get("/storylines.json", summary="Storylines")
def storylines_json(session: Reading, asked: Asked, number: PageNumber = 1) -> StorylineList:
    """Twenty-five storylines a page. A storyline is a group of at least two events that follow from one
    another."""
    return _list(session, asked, number)


@router.get("/storylines", include_in_schema=False)
def storylines_page(request: Request, session: Reading, asked: Asked, number: PageNumber = 1) -> HTMLResponse:
    """The list."""
    chosen = (Chosen(kind="Words in a headline", label=asked.q, href=asked.address(q="")),) if asked.q else ()
    other_pages = asked.address("")
    context = {
        "listed": _list(session, asked, number),
        "counts": corpus.counts(session),
        "asked": asked,
        "chosen": chosen,
        "address": asked.address,
        "length": length_in_words,
        "other_pages": f"{other_pages}&" if other_pages else "?",
    }
    return page(request, "storylines.html", context)


def _find(session: Reading, storyline_id: int) -> StorylineRecord:
    record = storylines.storyline(session, storyline_id)
    if record is None:
        raise NotFoundError(
            f"There is no storyline {storyline_id}. Regrouping the corpus can give a storyline a new number."
        )
    return record


@router.get("/storylines/{storyline_id:number}.json", summary="One storyline and its events")
def storyline_json(session: Reading, storyline_id: int) -> StorylineRecord:
    """A storyline with its events in order of time."""
    return _find(session, storyline_id)


@router.get("/storylines/{storyline_id:number}", include_in_schema=False)
def storyline_page(request: Request, session: Reading, storyline_id: int) -> HTMLResponse:
    """The storyline."""
    found = _find(session, storyline_id)
    context = {
        "storyline": found,
        "chart": chart(found.events),
        "length": length_in_words(found.first_day, found.last_day),
    }
    return page(request, "storyline.html", context)
