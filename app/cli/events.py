"""Commands for events: which there are, and what a person does with them by hand."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from app.cli.output import AsJson, err, grouping_progress, open_database, out, print_json
from app.errors import InvalidParameterError, NotFoundError

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.store.event_edit_log import EditRecord

events = typer.Typer(help="List events, group anew, and set by hand what belongs together.")

_SORTS = ("newest", "oldest", "covered")
Which = Annotated[str, typer.Argument(metavar="EVENT", help="An event's number, or its whole title.")]
Articles = Annotated[
    list[str], typer.Argument(metavar="ARTICLE…", help="Articles: their numbers or external ids.")
]


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.add_typer(events, name="events")


@events.callback(invoke_without_command=True)
def all_events(
    context: typer.Context,
    rebuild_first: Annotated[bool, typer.Option("--rebuild", help="Group all articles anew first.")] = False,
    as_json: AsJson = False,
) -> None:
    """List all events with the ids of their articles, after grouping what is not grouped yet."""
    if context.invoked_subcommand is not None:
        if rebuild_first or as_json:
            raise typer.BadParameter("Give options after the command: parallax events list --json")
        return
    from app.child_process import step_aside
    from app.events.job import group_events
    from app.store.events import event_members

    step_aside()
    with open_database(context) as database:
        with grouping_progress(err) as progress:
            group_events(database, rebuild=rebuild_first, progress=progress)
        with database.read_session() as session:
            found = event_members(session)
    if as_json:
        print_json([{"event": number, "title": title, "articles": ids} for number, title, ids in found])
        return
    table = Table("Event", "Title", "Articles", box=None)
    for number, title, ids in found:
        table.add_row(str(number), title, str(len(ids)))
    out.print(table)


@events.command("list")
def list_events(
    context: typer.Context,
    q: Annotated[str, typer.Option(help="Words that the title or a headline of the event holds.")] = "",
    outlet: Annotated[str, typer.Option(help="Short name (slug) of an outlet with an article in it.")] = "",
    sort: Annotated[str, typer.Option(help="newest, oldest or covered.")] = "newest",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="So many events.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List events with their days and outlets, newest first."""
    from app.store.events import EventSort, events_page

    if sort not in _SORTS:
        raise InvalidParameterError(f"Events are sorted by one of {', '.join(_SORTS)}, not “{sort}”.")
    order: EventSort = sort  # type: ignore[assignment]
    with open_database(context) as database, database.read_session() as session:
        total, found = events_page(session, q=q, outlet=outlet, sort=order, offset=0, limit=limit)
    if as_json:
        listed = [card.model_dump(mode="json") for card in found]
        print_json({"total": total, "events": listed})
        return
    table = Table("Event", "Title", "Days", "Articles", "Outlets", box=None)
    for card in found:
        days = " – ".join(dict.fromkeys(day for day in (card.first_day, card.last_day) if day))
        table.add_row(str(card.id), card.title, days, f"{card.article_count:,}", f"{len(card.outlets):,}")
    out.print(table)
    out.print(f"{len(found):,} of {total:,} events")


@events.command()
def show(context: typer.Context, event: Which, as_json: AsJson = False) -> None:
    """One event with its articles, its storyline, and what of it was set by hand."""
    from app.store import event_edits, event_holds, storylines
    from app.store.events import event as read

    with open_database(context) as database, database.read_session() as session:
        number = event_edits.find(session, event)
        record, hand = read(session, number), event_holds.hand(session, number)
        place = storylines.place(session, number, most=0)
    assert record is not None
    if as_json:
        line = place and {**place.storyline.model_dump(mode="json"), "events": list(place.events)}
        by_hand = hand.model_dump(mode="json")
        print_json({**record.model_dump(mode="json"), "storyline": line, "by_hand": by_hand})
        return
    out.print(f"{record.id}  {record.title}", style="bold")
    if place:
        at = f"{place.events.index(number) + 1} of {len(place.events)}"
        out.print(f"Storyline {place.storyline.id}, event {at}: {place.storyline.title}")
    marks = {"title": hand.title_by_person, "articles": hand.articles_by_person, "locked": hand.locked}
    if any(marks.values()):
        out.print(f"By hand: {', '.join(name for name, is_set in marks.items() if is_set)}")
    for card in record.articles:
        outlet = card.outlet.name if card.outlet else "Outlet unknown"
        out.print(f"{card.id}  {card.day or 'undated'}  {outlet}: {card.title or card.external_id}")


@events.command("storylines")
def list_storylines(
    context: typer.Context,
    q: Annotated[str, typer.Option(help="Words that a headline of one of its events holds.")] = "",
    sort: Annotated[str, typer.Option(help="newest, oldest or covered.")] = "newest",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="So many storylines.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List storylines, which are events that follow from one another, newest first."""
    from app.store.events import EventSort
    from app.store.storylines import storylines_page

    if sort not in _SORTS:
        raise InvalidParameterError(f"Storylines are sorted by one of {', '.join(_SORTS)}, not “{sort}”.")
    order: EventSort = sort  # type: ignore[assignment]
    with open_database(context) as database, database.read_session() as session:
        total, found = storylines_page(session, q=q, sort=order, offset=0, limit=limit)
    if as_json:
        print_json({"total": total, "storylines": [one.model_dump(mode="json") for one in found]})
        return
    table = Table("Storyline", "Title", "Days", "Events", "Articles", "Outlets", box=None)
    for one in found:
        days = " – ".join(dict.fromkeys(day for day in (one.first_day, one.last_day) if day))
        counts = (f"{count:,}" for count in (one.event_count, one.article_count, one.outlet_count))
        table.add_row(str(one.id), one.title, days, *counts)
    out.print(table)
    out.print(f"{len(found):,} of {total:,} storylines")


@events.command()
def rebuild(context: typer.Context, as_json: AsJson = False) -> None:
    """Group all articles anew. What a person decided stays."""
    from app.child_process import step_aside
    from app.events.job import group_events

    step_aside()
    with open_database(context) as database, grouping_progress(err) as progress:
        report = group_events(database, rebuild=True, progress=progress)
    if as_json:
        print_json(report.model_dump(mode="json"))
    else:
        out.print(f"{report.articles:,} articles were grouped; there are {report.events:,} events.")


@events.command()
def rename(
    context: typer.Context,
    event: Which,
    title: Annotated[str, typer.Argument(help="The new title.")],
    as_json: AsJson = False,
) -> None:
    """Give an event a title that stays."""
    from app.store import event_edits

    _edit(context, as_json, lambda s, now: event_edits.rename(s, event_edits.find(s, event), title, now))


@events.command()
def merge(
    context: typer.Context,
    event: Which,
    into: Annotated[str, typer.Argument(help="The event that takes in its articles.")],
    as_json: AsJson = False,
) -> None:
    """Make one event of two: the other one takes in all articles of EVENT."""
    from app.store import event_edits as store

    _edit(context, as_json, lambda s, now: store.merge(s, store.find(s, event), store.find(s, into), now))


@events.command()
def split(
    context: typer.Context,
    articles: Articles,
    title: Annotated[str, typer.Option(help="The title of the new event.")] = "",
    as_json: AsJson = False,
) -> None:
    """Put articles into a new event."""
    from app.events import by_hand

    _edit(context, as_json, lambda s, now: by_hand.split(s, _resolved(s, articles), title, now))


@events.command()
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


@events.command()
def lock(context: typer.Context, event: Which, as_json: AsJson = False) -> None:
    """Keep an event's title and articles as they are: nothing joins it, no edit changes it."""
    from app.store import event_edits

    _edit(context, as_json, lambda s, now: event_edits.lock(s, event_edits.find(s, event), now))


@events.command()
def unlock(context: typer.Context, event: Which, as_json: AsJson = False) -> None:
    """Let a locked event be changed again."""
    from app.store import event_edits

    _edit(context, as_json, lambda s, now: event_edits.unlock(s, event_edits.find(s, event), now))


@events.command()
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
        print_json({"total": total, "edits": [edit.model_dump(mode="json") for edit in found]})
        return
    for edit in found:
        undone = f" Undone {_when(edit.undone_at)}." if edit.undone_at else ""
        out.print(f"{edit.id}  {_when(edit.at)}  {edit.what}{undone}")


@events.command()
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
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with open_database(context) as database, database.write_session() as session:
        done = edit(session, now)
    if as_json:
        print_json(done.model_dump(mode="json"))
    else:
        out.print(f"{before}{done.what} (edit {done.id})")


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
