"""Comparisons kept as they stood, so that a quotation of one stays true."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.convertors import StringConvertor, register_url_convertor

from app import clock
from app.compare.frozen import Frozen, changes, finds_the_same, frozen_json
from app.export.references import reference
from app.records import ArticleRecord, Record
from app.store import articles, frozen
from app.store.frozen import TOKEN_LENGTH, FrozenCard
from app.web.answers import LEADS_ON
from app.web.compare.compare_sides import Choice, any_two, in_event
from app.web.compare.comparison_files import comparison_key, frozen_view, method_facts
from app.web.compare.comparisons import Drawn, SideState, compared, drawn, size_of, state_of
from app.web.compare.keeping import FILES, REFERENCES, frozen_file, frozen_of
from app.web.dependencies import Reading, Writing
from app.web.events.event_hand import merged_leads_on
from app.web.kept import Kept
from app.web.paging import PageNumber, page_count
from app.web.references import Kind as ReferenceKind
from app.web.references import file_of
from app.web.rendering import page
from app.web.routes.comparison_exports import FILE, Kind
from app.web.routes.events import find_event
from app.web.soon import soon
from app.web.undoing import lead_on, tell_of_removal

router = APIRouter(tags=["Compare"], dependencies=[Depends(merged_leads_on), Depends(tell_of_removal)])

_PAGE_SIZE = 50
# what was read and written of the last ones: none of them changes, and no token is used again
_read: Kept[str, Frozen] = Kept(1_000, size=lambda kept: size_of(kept.comparison), most_bytes=8 * 2**20)
_written: Kept[tuple[str, SideState], tuple[Drawn, tuple[str, ...]]] = Kept(
    1_000, size=lambda written: written[0].size, most_bytes=16 * 2**20
)


class _TokenConvertor(StringConvertor):
    """What tokens are made of: other addresses are none of a frozen comparison."""

    regex = f"[0-9a-z]{{{TOKEN_LENGTH}}}"


register_url_convertor("token", _TokenConvertor())

_Side = Annotated[str, Form(max_length=1_000, description="As in the address of the comparison.")]
_Token = Annotated[str, Path(description="What stands behind `/frozen/` in its address.")]


class FrozenList(Record):
    """One page of the frozen comparisons, newest first."""

    total: int
    page: int
    pages: int
    comparisons: tuple[FrozenCard, ...]


def _freeze(database: Writing, choice: Choice) -> RedirectResponse:
    kept = frozen_of(choice, clock.now())
    with database.write_session() as session:
        card = frozen.freeze(session, kept.model_dump(mode="json"), kept.title)
    return RedirectResponse(f"/frozen/{card.token}", 303)


@router.post("/compare/freeze", summary="Freeze a comparison of two articles", **LEADS_ON)
def freeze_comparison(database: Writing, a: _Side, b: _Side) -> RedirectResponse:
    """Keep it as it stands, with the texts, their digests and the method. Leads to its permanent page; what
    is frozen already in the same words is not frozen again."""
    with database.read_session() as session:
        choice = any_two(session, a.strip(), b.strip())
    return _freeze(database, choice)


@router.post(
    "/events/{event_id:number}/compare/freeze", summary="Freeze a comparison in an event", **LEADS_ON
)
def freeze_event_comparison(
    database: Writing, event_id: int, a: _Side = "", b: _Side = ""
) -> RedirectResponse:
    """The same for two sides of an event."""
    with database.read_session() as session:
        choice = in_event(session, find_event(session, event_id), a.strip(), b.strip())
    return _freeze(database, choice)


@router.get("/frozen.json", summary="Frozen comparisons")
def frozen_list(session: Reading, number: PageNumber = 1) -> FrozenList:
    """Fifty a page, newest first."""
    total, cards = frozen.cards(session, offset=(number - 1) * _PAGE_SIZE, limit=_PAGE_SIZE)
    pages = page_count(total, _PAGE_SIZE, number)
    return FrozenList(total=total, page=number, pages=pages, comparisons=tuple(cards))


@router.get("/frozen", include_in_schema=False)
def frozen_list_page(request: Request, session: Reading, number: PageNumber = 1) -> HTMLResponse:
    """The list."""
    return page(request, "frozen_list.html", {"listed": frozen_list(session, number)})


def _kept(session: Reading, token: str) -> Frozen:
    # asked first, for what is removed is not to be shown from memory
    frozen.card(session, token, clock.now())
    return _read.get(token, lambda: Frozen.model_validate(frozen.content(session, token)))


def _place(request: Request, token: str) -> str:
    return f"{str(request.base_url).rstrip('/')}/frozen/{token}"


def _today(session: Reading, kept: Frozen) -> dict[int, ArticleRecord]:
    """Its articles as they are now, as far as there are any."""
    return {one.id: one for one in articles.get_many(session, [article.id for article in kept.articles])}


def _changes(kept: Frozen, today: Mapping[int, ArticleRecord]) -> tuple[str, ...]:
    found = changes(kept, today)
    if found:
        return found
    # A method can change without a new number, by oversight: so nothing is claimed that was not tried.
    sides = ([today[card.id] for card in side.articles] for side in (kept.comparison.a, kept.comparison.b))
    if finds_the_same(kept, compared(*sides)):
        return ()
    return ("Parallax finds something else in the same texts today: its method has changed.",)


@router.get("/frozen/{token:token}.json", summary="A frozen comparison")
def frozen_comparison(session: Reading, token: _Token) -> dict[str, object]:
    """What was frozen (schema `parallax.frozen/1`); `changes` says why the comparison of today may differ."""
    kept = _kept(session, token)
    return {**frozen_json(kept), "token": token, "changes": list(_changes(kept, _today(session, kept)))}


@router.get("/frozen/{token:token}.{kind:comparison_file}", summary="A frozen comparison as a file", **FILE)
def frozen_as_file(request: Request, session: Reading, token: _Token, kind: Kind) -> Response:
    """The same without what has changed since."""
    kept = _kept(session, token)
    return frozen_file(request, kept, kind, token, (f"Frozen at {_place(request, token)}.",))


@router.get("/frozen/{token:token}.{form:references}", summary="References to what was compared")
def frozen_references(session: Reading, token: _Token, form: ReferenceKind) -> Response:
    """Its articles as they were known then."""
    c = _kept(session, token).comparison
    cards = [card for side in (c.a, c.b) for card in side.articles]
    return file_of(map(reference, cards), form, token)


@router.get("/frozen/{token:token}", include_in_schema=False)
def frozen_page(request: Request, session: Reading, token: _Token) -> Response:
    """Its permanent page."""
    kept = _kept(session, token)
    pages, today = request.app.state.pages, _today(session, kept)
    found = soon(
        request,
        _written,
        (token, state_of(tuple(today.values()))),
        lambda: (drawn(kept.comparison, frozen_view(kept), pages.whole), _changes(kept, today)),
        heading="A frozen comparison",
        said="It is being held against what Parallax finds in the same texts today.",
    )
    if isinstance(found, Response):
        return found
    written, changed = found
    context = {
        "token": token,
        "kept": kept,
        "view": written.view,
        "strip": written.strip,
        "texts": written.texts,
        "facts": method_facts(kept),
        "place": _place(request, token),
        "changes": changed,
        "key": comparison_key(),
        "cards": {card.id: card for side in (kept.comparison.a, kept.comparison.b) for card in side.articles},
        "files": [(f"/frozen/{token}.{end}", name) for end, name in FILES],
        "references": [(f"/frozen/{token}.{end}", name) for end, name in REFERENCES],
    }
    return page(request, "frozen.html", context)


@router.post("/frozen/{token:token}/remove", summary="Remove a frozen comparison", **LEADS_ON)
def remove(database: Writing, token: _Token) -> RedirectResponse:
    """Its addresses answer 410 from then on, and 404 after thirty days. Leads to the list, where it can be
    undone."""
    with database.write_session() as session:
        removal = frozen.remove(session, token, clock.now())
    return lead_on("/frozen", removal)
