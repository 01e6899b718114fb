"""``parallax fetch`` and ``watch``: pages from the web, and whatever comes into a folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.output import (
    AsJson,
    Group,
    IngestProgress,
    conclude,
    err,
    ingest_progress,
    open_database,
    out,
    tell,
)
from app.errors import InvalidParameterError

if TYPE_CHECKING:
    from app.database import Database
    from app.fetch.politeness import PoliteClient
    from app.ingest.readers.base import Address
    from app.ingest.run import RunReport


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command()(fetch)
    app.command()(watch)


def client_of(context: typer.Context) -> "PoliteClient":
    """The client that the settings want."""
    from app.fetch.politeness import polite_client

    return polite_client(context.obj)


def fetched(
    database: "Database", client: "PoliteClient", addresses: "Sequence[Address]", progress: IngestProgress
) -> "list[RunReport]":
    """Take in what stands at these addresses, but for feeds; the reports of its runs."""
    from app.ingest.web_pages import take_in_addresses

    pages = [address for address in addresses if not address.is_feed]
    return take_in_addresses(database, client, pages, progress=progress.articles, fetched=progress.fetched)


def fetch(
    context: typer.Context,
    what: Annotated[
        list[str],
        typer.Argument(metavar="URL|FILE...", help="Pages, sitemaps or feeds, or files that list addresses."),
    ],
    group: Group = True,
    as_json: AsJson = False,
) -> None:
    """Fetch pages from the web and take them in: as their sites allow (robots.txt), one at a time from each.

    Sitemaps and lists are followed. Exit codes are those of ingest.
    """
    from app.ingest.run import ingest
    from app.ingest.web_pages import named

    things = [named(text) for text in what]
    files = [thing for thing in things if isinstance(thing, Path)]
    for file in files:
        if not file.exists():
            raise InvalidParameterError(f"There is no file {file}; an address begins with https://.")
    wanted = [thing for thing in things if not isinstance(thing, Path)]
    with open_database(context) as database:
        with ingest_progress(err) as progress:
            reports = [ingest(database, files, progress=progress.articles)] if files else []
            wanted += [address for report in reports for address in report.addresses]
            reports += fetched(database, client_of(context), wanted, progress)
            said, show = conclude(database, reports, progress, group=group)
        tell(said, show, as_json=as_json)
    if said["rejected"]:
        raise typer.Exit(1)


def watch(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The folder; with everything below it.")],
    group: Group = True,
    as_json: AsJson = False,
) -> None:
    """Take in what is in a folder, then whatever comes or changes there, until Ctrl-C (exit code 130).

    A file is read when nothing has been written to it for two seconds.
    """
    from app.ingest.watch import watch as watch_folder

    with open_database(context) as database:

        def taken(report: "RunReport") -> None:
            with ingest_progress(err) as progress:
                said, show = conclude(database, [report], progress, group=group)
            tell(said, show, as_json=as_json)

        if not as_json:
            out.print(f"Watching {folder} (Ctrl-C stops it)")
        watch_folder(database, folder, taken)
