"""Commands for outlets: which there are, and which of them are one."""

from typing import Annotated

import typer
from rich.table import Table

from app.cli.output import AsJson, open_database, out, print_json, tell

outlets = typer.Typer(no_args_is_help=True, help="List outlets, merge those that are one, rename them.")

Slug = Annotated[str, typer.Argument(metavar="OUTLET", help="An outlet's short name (slug) or its name.")]


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.add_typer(outlets, name="outlets")


@outlets.command("list")
def list_outlets(context: typer.Context, as_json: AsJson = False) -> None:
    """All outlets that have an article, most articles first, with those merged into them."""
    from app.store import outlets as store

    with open_database(context) as database, database.read_session() as session:
        found = [(record, store.aliases(session, record.id)) for record in store.outlets(session)]
    if as_json:
        print_json([record.model_dump(mode="json") | {"aliases": merged} for record, merged in found])
        return
    table = Table("Outlet", "Short name", "Articles", "Merged into it", box=None)
    for record, merged in found:
        names = ", ".join(alias.name for alias in merged)
        table.add_row(record.name, record.slug, f"{record.article_count:,}", names)
    out.print(table)


@outlets.command()
def merge(
    context: typer.Context,
    outlet: Slug,
    into: Annotated[str, typer.Argument(help="The outlet it is shown as from now on.")],
    as_json: AsJson = False,
) -> None:
    """Show an outlet as one with another, also what comes in later. `unmerge` undoes it."""
    from app.store import outlets as store

    with open_database(context) as database, database.write_session() as session:
        shown = store.merge(session, outlet, into)
    tell(shown, lambda: out.print(f"“{outlet}” is shown as “{shown.name}”."), as_json=as_json)


@outlets.command()
def unmerge(context: typer.Context, outlet: Slug, as_json: AsJson = False) -> None:
    """Let an outlet that was merged stand on its own again, with the articles that are its own."""
    from app.store import outlets as store

    with open_database(context) as database, database.write_session() as session:
        alone = store.unmerge(session, outlet)
    tell(alone, lambda: out.print(f"“{alone.name}” stands on its own."), as_json=as_json)


@outlets.command()
def rename(
    context: typer.Context,
    outlet: Slug,
    name: Annotated[str, typer.Argument(help="The new name.")],
    as_json: AsJson = False,
) -> None:
    """Give an outlet another name. Its short name stays, and so do addresses that have it."""
    from app.store import outlets as store

    with open_database(context) as database, database.write_session() as session:
        renamed = store.rename(session, outlet, name)
    tell(renamed, lambda: out.print(f"“{renamed.slug}” is called “{renamed.name}”."), as_json=as_json)
