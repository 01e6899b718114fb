"""Commands for saved searches: keep them, and print what is new, by hand or from a timer."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from app import clock
from app.cli.output import AsJson, err, open_database, out, print_json, tell

if TYPE_CHECKING:
    from app.search.arrivals import Arrivals

searches = typer.Typer(no_args_is_help=True, help="Save searches, and see what is new in them.")

# nobody waits at a page: all are counted
_SECONDS = 60.0
_MOST_LISTED = 10_000
Which = Annotated[str, typer.Argument(metavar="SEARCH", help="A saved search's number or its name.")]


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.add_typer(searches, name="searches")


@searches.command("list")
def list_searches(context: typer.Context, as_json: AsJson = False) -> None:
    """All saved searches, each with the number of articles taken in since it was marked as seen."""
    from app.search.arrivals import new_counts
    from app.store import saved_searches as store

    with open_database(context) as database, database.read_session() as session:
        counts = new_counts(session, store.saved_searches(session), _SECONDS)
    if as_json:
        print_json(counts)
        return
    table = Table("Number", "Name", "New", "Since", "Query", box=None)
    for one in counts:
        new = "not counted" if one.new is None else f"{one.new:,}{'' if one.complete else ' or more'}"
        table.add_row(str(one.search.id), one.search.name, new, one.search.seen_at[:10], one.search.query)
    out.print(table)


@searches.command()
def save(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="Words, phrases and fields; see docs/query-language.md.")],
    name: Annotated[str, typer.Option(help="What to call it; as it searches when not given.")] = "",
    as_json: AsJson = False,
) -> None:
    """Keep a search. What comes in from now on is new in it."""
    from app.search.arrivals import default_name
    from app.search.results import SearchParameters
    from app.search.saved_query import query_of
    from app.store import saved_searches as store

    parameters = SearchParameters(q=query)
    with open_database(context) as database, database.write_session() as session:
        called = name if name.strip() else default_name(session, parameters)
        saved = store.save(session, query_of(parameters), called, clock.now())
    tell(saved, lambda: out.print(f"Saved as “{saved.name}”, number {saved.id}."), as_json=as_json)


@searches.command()
def remove(context: typer.Context, search: Which, as_json: AsJson = False) -> None:
    """Remove a saved search; ``parallax removed`` brings it back. No article goes."""
    from app.store import saved_searches as store

    with open_database(context) as database, database.write_session() as session:
        gone = store.called(session, search)
        store.remove(session, gone.id, clock.now())
    tell(gone, lambda: out.print(f"“{gone.name}” is removed."), as_json=as_json)


@searches.command()
def new(
    context: typer.Context,
    search: Annotated[
        str, typer.Argument(metavar="[SEARCH]", help="A saved search's number or name; all when not given.")
    ] = "",
    seen: Annotated[
        bool, typer.Option("--seen", help="Mark what is printed as seen, so that it is printed once.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print the articles taken in since a saved search was marked as seen.

    Exit code 0, also when nothing is new. 1: a search was not finished in time; it is not marked.
    """
    from app.search.arrivals import arrivals
    from app.store import saved_searches as store

    with open_database(context) as database:
        with database.read_session() as session:
            wanted = [store.called(session, search)] if search else store.saved_searches(session)
            found = [arrivals(session, one, _MOST_LISTED) for one in wanted]
        if as_json:
            print_json(found)
        else:
            for one in found:
                _print(one)
        if seen:
            marked = [one for one in found if one.new and one.complete]
            with database.write_session() as session:
                for one in marked:
                    store.mark_seen(session, one.search.id, one.shown_to, clock.now())
    if not all(one.complete for one in found):
        raise typer.Exit(1)


def _print(found: "Arrivals") -> None:
    if not found.complete:
        err.print(f"“{found.search.name}” was not finished in time; there may be more.")
    if not found.new:
        return
    out.print(f"{found.search.name}: {found.new:,} new since {found.search.seen_at[:10]}", style="bold")
    for card in found.articles:
        outlet = card.outlet.name if card.outlet else "Outlet unknown"
        out.print(
            f"{card.title or card.external_id} · {outlet} · {card.day or 'undated'} · {card.external_id}"
        )
    out.print()
