"""``parallax removed``: what was removed in the last month, and bringing it back."""

from typing import Annotated

import typer
from rich.table import Table

from app import clock
from app.cli.output import AsJson, open_database, out, print_json, tell

_CALLED = {"feed": "Feed", "frozen": "Frozen comparison", "note": "Note", "search": "Saved search"}


def register(app: typer.Typer) -> None:
    """Add this command to ``app``."""
    app.command()(removed)


def removed(
    context: typer.Context,
    undo: Annotated[
        int | None, typer.Option("--undo", metavar="NUMBER", min=1, help="Bring this one back.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Feeds, saved searches, notes and frozen comparisons that were removed in the last thirty days."""
    from app.store import removals
    from app.store import undo as undoing

    with open_database(context) as database:
        if undo is not None:
            with database.write_session() as session:
                removal = removals.removal(session, undo, clock.now())
                undoing.undo(session, undo, clock.now())
            tell(removal, lambda: out.print(f"“{removal.title}” is back."), as_json=as_json)
            return
        with database.read_session() as session:
            found = removals.removals(session, clock.now())
    if as_json:
        print_json(found)
        return
    table = Table("Number", "What", "Called", "Removed", "Kept until", box=None)
    for one in found:
        table.add_row(str(one.id), _CALLED[one.kind], one.title, one.removed_at[:10], one.until[:10])
    out.print(table if found else f"Nothing was removed in the last {removals.DAYS} days.")
