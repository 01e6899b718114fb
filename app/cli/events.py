"""``parallax events``: which events and storylines there are, and grouping them anew."""

from typing import TYPE_CHECKING, Annotated, cast

import typer
from rich.table import Table

from app.cli import event_edits
from app.cli.event_edits import Which
from app.cli.output import AsJson, counted, err, grouping_progress, open_database, out, print_json, tell
from app.errors import InvalidParameterError

if TYPE_CHECKING:
    from app.records import EventCard
    from app.store.events import EventSort
    from app.store.storylines import StorylineCard

events = typer.Typer(help="List events, group anew, and set by hand what belongs together.")

_SORTS = ("newest", "oldest", "covered")


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    event_edits.register(events)
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
    from app.store.events import events_page

    order = _order(sort, "Events")
    with open_database(context) as database, database.read_session() as session:
        total, found = events_page(session, q=q, outlet=outlet, sort=order, offset=0, limit=limit)
    if as_json:
        listed = found
        print_json({"total": total, "events": listed})
        return
    table = Table("Event", "Title", "Days", "Articles", "Outlets", box=None)
    for card in found:
        table.add_row(
            str(card.id), card.title, _days(card), f"{card.article_count:,}", f"{len(card.outlets):,}"
        )
    out.print(table)
    out.print(f"{len(found):,} of {counted(total, 'event')}")


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
    from app.store.storylines import storylines_page

    order = _order(sort, "Storylines")
    with open_database(context) as database, database.read_session() as session:
        total, found = storylines_page(session, q=q, sort=order, offset=0, limit=limit)
    if as_json:
        print_json({"total": total, "storylines": found})
        return
    table = Table("Storyline", "Title", "Days", "Events", "Articles", "Outlets", box=None)
    for one in found:
        counts = (f"{count:,}" for count in (one.event_count, one.article_count, one.outlet_count))
        table.add_row(str(one.id), one.title, _days(one), *counts)
    out.print(table)
    out.print(f"{len(found):,} of {counted(total, 'storyline')}")


@events.command()
def rebuild(context: typer.Context, as_json: AsJson = False) -> None:
    """Group all articles anew. What a person decided stays."""
    from app.child_process import step_aside
    from app.events.job import group_events

    step_aside()
    with open_database(context) as database, grouping_progress(err) as progress:
        report = group_events(database, rebuild=True, progress=progress)
    tell(
        report,
        lambda: out.print(
            f"{counted(report.articles, 'article')} grouped, {counted(report.events, 'event')} found."
        ),
        as_json=as_json,
    )


def _order(sort: str, what: str) -> "EventSort":
    if sort not in _SORTS:
        raise InvalidParameterError(f"{what} are sorted by one of {', '.join(_SORTS)}, not “{sort}”.")
    return cast("EventSort", sort)


def _days(of: "EventCard | StorylineCard") -> str:
    return " – ".join(dict.fromkeys(day for day in (of.first_day, of.last_day) if day))
