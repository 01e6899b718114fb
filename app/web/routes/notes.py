"""Notes that a person writes on sentences of articles and on comparisons. For those who may write."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app import clock
from app.compare.frozen import heading
from app.compare.passages import passages
from app.errors import InvalidParameterError
from app.records import ArticleRecord, Record
from app.store import articles, notes
from app.store.notes import LONGEST, NoteRecord, Sides
from app.text.anchors import Anchor, Place, anchor
from app.web import remarks
from app.web.addresses import address, local_path
from app.web.answers import LEADS_ON
from app.web.compare.compare_sides import Choice, any_two, in_event
from app.web.dependencies import MOST_ID, Reading, Writing
from app.web.paging import PageNumber, page_count
from app.web.rendering import page
from app.web.routes.events import find_event
from app.web.undoing import lead_on, tell_of_removal

router = APIRouter(tags=["Notes"], dependencies=[Depends(tell_of_removal)])

_PAGE_SIZE = 50
_Text = Annotated[str, Form(max_length=3 * LONGEST, description=f"At most {LONGEST:,} characters.")]
_Back = Annotated[str, Form(max_length=2_000, description="A path here to be led to.")]
_BackTo = Annotated[str, Query(max_length=2_000)]
_Words = Annotated[str, Query(max_length=1_000, description="Words of the note, its passage or its title.")]
_Id = Annotated[int | None, Form(ge=1, le=MOST_ID)]
_Count = Annotated[int | None, Form(ge=0, le=MOST_ID)]
_At = Annotated[int | None, Query(ge=0, le=MOST_ID)]


class NoteList(Record):
    """One page of notes, changed last first. ``total`` counts those that hold all words of the query."""

    total: int
    page: int
    pages: int
    notes: tuple[NoteRecord, ...]


def _leads(back: str, otherwise: str) -> RedirectResponse:
    return RedirectResponse(local_path(back) if back else otherwise, 303)


@router.get("/notes.json", summary="Notes")
def notes_json(session: Reading, q: _Words = "", number: PageNumber = 1) -> NoteList:
    """Fifty a page. Words are found in any case of letters; the beginning of a word is enough."""
    total, found = notes.notes(session, q=q, offset=(number - 1) * _PAGE_SIZE, limit=_PAGE_SIZE)
    return NoteList(total=total, page=number, pages=page_count(total, _PAGE_SIZE, number), notes=tuple(found))


@router.get("/notes", include_in_schema=False)
def notes_page(
    request: Request,
    session: Reading,
    q: _Words = "",
    number: PageNumber = 1,
) -> HTMLResponse:
    """The list, with where each note stands."""
    listed = notes_json(session, q, number)
    ids = {note.article_id for note in listed.notes if note.article_id is not None}
    context = {
        "listed": listed,
        "q": q.strip(),
        "cards": {card.id: card for card in articles.cards(session, sorted(ids))},
        "here": address("/notes", q=q.strip(), page="" if number == 1 else str(number)),
    }
    return page(request, "notes.html", context)


@router.get("/notes/new", include_in_schema=False)
def new_page(
    request: Request,
    session: Reading,
    article: Annotated[int, Query(ge=1, le=MOST_ID)],
    block: _At = None,
    start: _At = None,
    end: _At = None,
    back: _BackTo = "",
) -> HTMLResponse:
    """The article sentence by sentence, to choose the one that the note is on; then the field for it."""
    record = articles.article(session, article)
    sentences, cut = passages([record], "s")
    blocks: dict[int, list[Any]] = {}
    for sentence in sentences:
        blocks.setdefault(sentence.block, []).append(sentence)
    chosen = None
    places = {(sentence.block, sentence.start, sentence.end) for sentence in sentences}
    if block is not None and start is not None and end is not None and (block, start, end) in places:
        chosen = anchor([one.text for one in record.blocks], Place(block, start, end), record.version)
    context = {
        "article": record,
        "blocks": list(blocks.values()),
        "cut": cut,
        "chosen": chosen,
        "back": local_path(back) if back else f"/articles/{article}#notes",
        "longest": LONGEST,
    }
    return page(request, "note_new.html", context)


@router.post("/notes", summary="Write a note", **LEADS_ON)
def write_note(
    database: Writing,
    text: _Text,
    article: _Id = None,
    version: _Id = None,
    block: _Count = None,
    start: _Count = None,
    end: _Count = None,
    event: Annotated[str, Form(max_length=18, description="The event of a comparison, if it has one.")] = "",
    a: Annotated[str, Form(max_length=1_000)] = "",
    b: Annotated[str, Form(max_length=1_000)] = "",
    back: _Back = "",
) -> RedirectResponse:
    """On a passage: `article` and its `version`, and the characters from `start` to `end` of its `block`.

    On a comparison: the sides `a` and `b` as in its address, and its `event`. Leads to `back`.
    """
    # reads, and may compare, before anything is locked for writing
    with database.read_session() as reading:
        if article is not None:
            where = _passage(articles.article(reading, article), version, block, start, end)
        else:
            sides = _sides(_choice(reading, event, a.strip(), b.strip()))
    with database.write_session() as session:
        if article is not None:
            notes.on_passage(session, article, where, text, clock.now())
            return _leads(back, f"/articles/{article}#notes")
        notes.on_comparison(session, sides, text, clock.now())
        return _leads(back, sides.address)


def _passage(
    record: ArticleRecord, version: int | None, block: int | None, start: int | None, end: int | None
) -> Anchor:
    if version not in (None, record.version):
        raise InvalidParameterError(
            "The text has changed while you wrote. Your note is still in the form: go back, copy it, and "
            "choose the sentence anew."
        )
    where = None
    if block is not None and start is not None and end is not None:
        where = anchor([one.text for one in record.blocks], Place(block, start, end), record.version)
    if where is None:
        raise InvalidParameterError("A note on an article needs a sentence that it is on. Choose one.")
    return where


def _sides(choice: Choice) -> Sides:
    return Sides(
        a=tuple(one.id for one in choice.articles_a),
        b=tuple(one.id for one in choice.articles_b),
        title=heading(choice.compared()),
        address=choice.address(),
    )


def _choice(session: Reading, event: str, a: str, b: str) -> Choice:
    if not a or not b:
        raise InvalidParameterError("Say what the note is on: an article and a sentence, or two sides.")
    if not event:
        return any_two(session, a, b)
    if not (event.isascii() and event.isdigit()):
        raise InvalidParameterError("An event is named by its number.")
    return in_event(session, find_event(session, int(event)), a, b)


@router.get("/notes/{note_id:number}/edit", include_in_schema=False)
def edit_page(request: Request, session: Reading, note_id: int, back: _BackTo = "") -> HTMLResponse:
    """The note in a field."""
    return page(request, "note_edit.html", _one(session, note_id, back) | {"longest": LONGEST})


@router.post("/notes/{note_id:number}", summary="Change a note", **LEADS_ON)
def edit(database: Writing, note_id: int, text: _Text, back: _Back = "") -> RedirectResponse:
    """What it is on stays. Leads to `back`, or to the list."""
    with database.write_session() as session:
        notes.edit(session, note_id, text, clock.now())
    return _leads(back, "/notes")


@router.post("/notes/{note_id:number}/remove", summary="Remove a note", **LEADS_ON)
def remove(database: Writing, note_id: int, back: _Back = "") -> RedirectResponse:
    """Leads to `back`, or to the list, where it can be undone."""
    with database.write_session() as session:
        removal = notes.remove(session, note_id, clock.now())
    return lead_on(local_path(back) if back else "/notes", removal)


def _one(session: Reading, note_id: int, back: str) -> dict[str, Any]:
    note = notes.note(session, note_id)
    return {"one": remarks.Remark(note), "note": note, "back": local_path(back) if back else "/notes"}
