"""``parallax serve`` and ``password``: the pages for this machine, or for others behind a password."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.ingest import take_in
from app.cli.output import err, open_database, out
from app.config import Settings


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
        take_in(database, [path], None, group=True, as_json=False)


def register(app: typer.Typer) -> None:
    """Add the commands for serving."""
    app.command()(serve)
    app.command()(password)
