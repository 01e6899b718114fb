"""The ``parallax`` command: the same functions as the web, never logic of its own."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app import (
    cli_backup,
    cli_check,
    cli_compare,
    cli_eval,
    cli_events,
    cli_explore,
    cli_live,
    cli_outlets,
    cli_search,
    cli_searches,
)
from app.cli.output import (
    AsJson,
    Group,
    conclude,
    err,
    ingest_progress,
    open_database,
    out,
    print_json,
)
from app.config import Settings, load_settings
from app.database import Database
from app.errors import ParallaxError, UnreadableInputError

if TYPE_CHECKING:
    from app.fetch.politeness import PoliteClient
    from app.ingest.readers.base import ReadOptions

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Explore a news corpus: take it in, search it, compare two outlets on one event.",
)
cli_live.register(app)
cli_outlets.register(app)
cli_search.register(app)
cli_searches.register(app)
cli_explore.register(app)
cli_compare.register(app)
cli_events.register(app)
cli_eval.register(app)
cli_check.register(app)
cli_backup.register(app)


@app.callback()
def options(
    context: typer.Context,
    data: Annotated[
        Path | None, typer.Option(help="Folder that holds all state. Default: PARALLAX_DATA, or ./data.")
    ] = None,
) -> None:
    """Read the global options."""
    context.obj = load_settings() if data is None else load_settings(data=data)


@app.command()
def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files and folders (taken in recursively).")],
    field_map: Annotated[
        list[str] | None, typer.Option("--map", help="Name a field of the records: --map body=full_text.")
    ] = None,
    metadata: Annotated[
        Path | None,
        typer.Option(
            help="A table that says what the files are; metadata.csv beside them is found by itself."
        ),
    ] = None,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Also fetch the pages that lists and sitemaps name.")
    ] = False,
    group: Group = True,
    as_json: AsJson = False,
) -> None:
    """Take in articles, then group them into events.

    Exit code 0: everything was taken in. 1: some inputs could not be; the summary and the run's problems say
    which. 130: interrupted; what was taken in stays, and the same command goes on from there.
    """
    from app.child_process import step_aside
    from app.ingest import apart
    from app.ingest.fields import parse_field_map
    from app.ingest.readers.base import ReadOptions

    step_aside()
    apart.shared().warm()
    with open_database(context) as database:
        client = cli_live.client_of(context) if fetch else None
        said = ReadOptions(field_map=parse_field_map(field_map or []), metadata=metadata)
        refused = _take_in(database, paths, said, group=group, as_json=as_json, client=client)
    if refused:
        raise typer.Exit(1)


def _take_in(
    database: Database,
    paths: list[Path],
    reading: "ReadOptions | None",
    *,
    group: bool,
    as_json: bool,
    client: "PoliteClient | None" = None,
) -> int:
    """Ingest, with a ``client`` also the pages that were named, group, and say what came of it; how many
    inputs were refused."""
    from app.ingest.run import ingest as run_ingest

    with ingest_progress(err) as progress:
        reports = [run_ingest(database, paths, reading, progress.articles)]
        if client is not None:
            reports += cli_live.fetched(database, client, reports[0].addresses, progress)
        said, show = conclude(database, reports, progress, group=group)
    if as_json:
        print_json(said)
    else:
        show()
    return int(said["rejected"])


@app.command()
def extract(
    file: Annotated[Path, typer.Argument(help="A text file, a saved page, or a file of records.")],
    url: Annotated[str | None, typer.Option(help="The address the page came from.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what Parallax makes of one file, without storing anything."""
    from app.ingest.extract import draft_json
    from app.ingest.extract import extract as make_draft
    from app.ingest.readers.base import ReadOptions, Unreadable
    from app.ingest.reading import Inputs
    from app.records import RawDocument

    for item in Inputs([file], ReadOptions(url=url)):
        if isinstance(item, Unreadable):
            line = "" if item.line is None else f", line {item.line}"
            raise UnreadableInputError(f"{item.origin}{line}: {item.reason}")
        if not isinstance(item, RawDocument):
            continue
        draft = make_draft(item)
        if as_json:
            print_json(draft_json(draft))
        else:
            out.print(draft.title, style="bold")
            out.print(f"{draft.outlet or 'Outlet unknown'} · {draft.author or 'no author'}")
            out.print(draft.text)


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on. Default: 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port. Default: 8000.")] = None,
    when_empty: Annotated[
        Path | None, typer.Option(help="Take this file or folder in first when the corpus is empty.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes that answer requests. Default: 1.")
    ] = None,
    public_read: Annotated[
        bool | None,
        typer.Option(
            "--public-read/--no-public-read",
            help="Let everybody read who reaches the server; writing needs the password. Default: no.",
        ),
    ] = None,
) -> None:
    """Serve the pages: to this machine, or with PARALLAX_PASSWORD set to others too.

    --public-read opens to everybody: search, articles with their original files, outlets, events and
    comparisons. Adding, changing, imports and feeds stay behind the password.
    """
    from app.web.operation.server import check_address, what_is_open
    from app.web.operation.server import serve as serve_pages

    settings: Settings = context.obj
    given = {"host": host, "port": port, "public_read": public_read, "workers": workers}
    settings = settings.model_copy(update={name: value for name, value in given.items() if value is not None})
    # before anything is taken in, for a server that must not start
    check_address(settings)
    if when_empty is not None:
        _take_in_when_empty(context, when_empty)
    if settings.password.get_secret_value() or settings.public_read:
        out.print(what_is_open(settings))
    code = serve_pages(settings, lambda address: out.print(f"Parallax is at {address} (Ctrl-C stops it)"))
    if code:
        raise typer.Exit(code)


@app.command()
def password() -> None:
    """Ask for a password, twice and hidden, and print its argon2 hash for PARALLAX_PASSWORD."""
    from app.web.auth.passwords import hashed

    chosen = typer.prompt("Password", hide_input=True, confirmation_prompt="Once more", err=True)
    sys.stdout.write(f"{hashed(chosen)}\n")
    err.print("Set it between single quotes: PARALLAX_PASSWORD='$argon2id$…'", style="dim")


def _take_in_when_empty(context: typer.Context, path: Path) -> None:
    from app.store.corpus import article_count

    with open_database(context) as database:
        with database.read_session() as session:
            if article_count(session):
                return
        _take_in(database, [path], None, group=True, as_json=False)


def main() -> None:
    """Run the command; an error a person can act on becomes one sentence and exit code 1."""
    try:
        app()
    except ParallaxError as error:
        err.print(str(error), style="red")
        sys.exit(1)


if __name__ == "__main__":
    main()
