"""``parallax events``: what a person does with events by hand, the log of it, and undoing it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from app import clock
from app.cli.output import AsJson, open_database, out, print_json, tell
from app.errors import InvalidParameterError, NotFoundError

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.store.event_edit_log import EditRecord

Which = Annotated[str, typer.Argument(metavar="EVENT", help="An event's number, or its whole title.")]
Articles = Annotated[
    list[str], typer.Argument(metavar="ARTICLE…", help="Articles: their numbers or external ids.")
]


def register(events: typer.Typer) -> None:
    """Add these commands to ``events``."""
    for command in (rename, merge, split, move, lock, unlock, log, undo):
        events.command()(command)


def rename(
    context: typer.Context,
    event: Which,
    title: Annotated[str, typer.Argument(help="The new title.")],
    as_json: AsJson = False,
) -> None:
    """Give an event a title that stays."""
    from app.store import event_edits

    _edit(context, as_json, lambda s, now: event_edits.rename(s, event_edits.find(s, event), title, now))


def merge(
    context: typer.Context,
    event: Which,
    into: Annotated[str, typer.Argument(help="The event that takes in its articles.")],
    as_json: AsJson = False,
) -> None:
    """Make one event of two: the other one takes in all articles of EVENT."""
    from app.store import event_edits as store

    _edit(context, as_json, lambda s, now: store.merge(s, store.find(s, event), store.find(s, into), now))


def split(
    context: typer.Context,
    articles: Articles,
    title: Annotated[str, typer.Option(help="The title of the new event.")] = "",
    as_json: AsJson = False,
) -> None:
    """Put articles into a new event."""
    from app.events import by_hand

    _edit(context, as_json, lambda s, now: by_hand.split(s, _resolved(s, articles), title, now))


def move(
    context: typer.Context,
    articles: Articles,
    to: Annotated[str, typer.Option(help="The event they belong to: its number, or its whole title.")] = "",
    away: Annotated[bool, typer.Option("--out", help="Take them out of all events.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put articles into another event, or out of all events."""
    from app.events import by_hand
    from app.store.event_edits import find

    if bool(to.strip()) == away:
        raise InvalidParameterError("Say where the articles go: --to EVENT, or --out.")
    if away:
        _edit(context, as_json, lambda s, now: by_hand.remove(s, _resolved(s, articles), now))
    else:
        _edit(context, as_json, lambda s, now: by_hand.move(s, _resolved(s, articles), find(s, to), now))


def lock(context: typer.Context, event: Which, as_json: AsJson = False) -> None:
    """Keep an event's title and articles as they are: nothing joins it, no edit changes it."""
    from app.store import event_edits

    _edit(context, as_json, lambda s, now: event_edits.lock(s, event_edits.find(s, event), now))


def unlock(context: typer.Context, event: Which, as_json: AsJson = False) -> None:
    """Let a locked event be changed again."""
    from app.store import event_edits

    _edit(context, as_json, lambda s, now: event_edits.unlock(s, event_edits.find(s, event), now))


def log(
    context: typer.Context,
    event: Annotated[str, typer.Argument(metavar="[EVENT]", help="Only of this event.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="So many edits.")] = 50,
    as_json: AsJson = False,
) -> None:
    """What was done with events by hand, newest first."""
    from app.store import event_edit_log

    with open_database(context) as database, database.read_session() as session:
        number = _logged(session, event)
        total, found = event_edit_log.log(session, event_id=number, offset=0, limit=limit)
    if as_json:
        print_json({"total": total, "edits": found})
        return
    for edit in found:
        undone = f" Undone {_when(edit.undone_at)}." if edit.undone_at else ""
        out.print(f"{edit.id}  {_when(edit.at)}  {edit.what}{undone}")


def undo(
    context: typer.Context,
    edit: Annotated[int | None, typer.Argument(metavar="[EDIT]", help="Its number in the log.")] = None,
    event: Annotated[str, typer.Option(help="The newest edit of this event.")] = "",
    as_json: AsJson = False,
) -> None:
    """Undo an edit; the newest one when none is named."""
    from app.store import event_edit_log, event_edits

    if edit is not None and event:
        raise InvalidParameterError("Name an edit or an event, not both.")

    def undone(session: "Session", now: str) -> "EditRecord":
        if edit is not None:
            return event_edits.undo(session, edit, now)
        newest = event_edit_log.newest_standing(session, _logged(session, event))
        if newest is None:
            raise NotFoundError("Nothing was done by hand that could be undone.")
        return event_edits.undo(session, newest.id, now)

    _edit(context, as_json, undone, before="Undone: ")


def _edit(
    context: typer.Context,
    as_json: bool,
    edit: "Callable[[Session, str], EditRecord]",
    before: str = "",
) -> None:
    with open_database(context) as database, database.write_session() as session:
        done = edit(session, clock.now())
    tell(done, lambda: out.print(f"{before}{done.what} (edit {done.id})"), as_json=as_json)


def _resolved(session: "Session", references: list[str]) -> list[int]:
    from app.store import articles

    return [articles.resolve(session, reference) for reference in references]


def _logged(session: "Session", reference: str) -> int | None:
    """The event whose edits are meant, None for all. One that is gone still has a log."""
    from app.store import event_edits

    wanted = reference.strip().removeprefix("#")
    if not wanted:
        return None
    return int(wanted) if wanted.isdecimal() else event_edits.find(session, wanted)


def _when(instant: str | None) -> str:
    return (instant or "")[:16].replace("T", " ")
