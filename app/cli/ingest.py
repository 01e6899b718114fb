"""``parallax ingest`` and ``extract``: files and folders into the corpus, or one file only looked at."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.fetch import client_of, fetched
from app.cli.output import (
    AsJson,
    Group,
    conclude,
    err,
    ingest_progress,
    open_database,
    out,
    print_json,
    tell,
)
from app.database import Database
from app.errors import UnreadableInputError

if TYPE_CHECKING:
    from app.fetch.politeness import PoliteClient
    from app.ingest.readers.base import ReadOptions


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
        client = client_of(context) if fetch else None
        said = ReadOptions(field_map=parse_field_map(field_map or []), metadata=metadata)
        refused = take_in(database, paths, said, group=group, as_json=as_json, client=client)
    if refused:
        raise typer.Exit(1)


def take_in(
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
            reports += fetched(database, client, reports[0].addresses, progress)
        said, show = conclude(database, reports, progress, group=group)
    tell(said, show, as_json=as_json)
    return int(said["rejected"])


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


def register(app: typer.Typer) -> None:
    """Add the commands that read files."""
    app.command()(ingest)
    app.command()(extract)
