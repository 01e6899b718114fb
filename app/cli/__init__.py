"""The ``parallax`` command: the same functions as the web, never logic of its own.

Each file beside this one holds commands of one kind and names them in ``register``.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli import (
    backup,
    check,
    compare,
    evaluation,
    events,
    explore,
    feeds,
    fetch,
    ingest,
    outlets,
    removed,
    search,
    searches,
    serve,
)
from app.cli.output import err
from app.config import load_settings
from app.errors import ParallaxError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Explore a news corpus: take it in, search it, compare two outlets on one event.",
)
for _commands in (
    ingest,
    serve,
    fetch,
    feeds,
    outlets,
    search,
    searches,
    removed,
    explore,
    compare,
    events,
    evaluation,
    check,
    backup,
):
    _commands.register(app)


@app.callback()
def options(
    context: typer.Context,
    data: Annotated[
        Path | None, typer.Option(help="Folder that holds all state. Default: PARALLAX_DATA, or ./data.")
    ] = None,
) -> None:
    """Read the global options."""
    context.obj = load_settings() if data is None else load_settings(data=data)


def main() -> None:
    """Run the command; an error a person can act on becomes one sentence and exit code 1."""
    try:
        app()
    except ParallaxError as error:
        err.print(str(error), style="red")
        sys.exit(1)
