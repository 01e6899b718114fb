"""Commands that keep a corpus safe and move it: backups, and the whole of it as files."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import TaskID, TextColumn

from app.cli.output import AsJson, err, open_database, out, print_json, progress_lines
from app.config import Settings
from app.errors import BusyError

if TYPE_CHECKING:
    from app.store.snapshots import Contents


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command()(backup)
    app.command()(restore)
    app.command()(export)
    app.command("import")(import_)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to write. It is an SQLite database.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace the file if it exists.")] = False,
    as_json: AsJson = False,
) -> None:
    """Copy the whole corpus into one file, while servers and imports go on.

    Imports that wait in the browser are not in it. Ctrl-C ends it and leaves nothing half written.
    """
    from app.upkeep.backup import back_up

    settings: Settings = context.obj
    with _progress() as progress:
        held = back_up(settings.database_path, file, replace=replace, progress=progress("Copying"))
    waiting = len(_waiting(settings))
    if as_json:
        print_json({"file": str(file), **_facts(held), "imports_not_included": waiting})
        return
    out.print(f"{_in_words(held)} written to {file} ({held.size / 1e6:,.0f} MB) and checked.")
    if waiting:
        out.print(f"{waiting:,} imports that wait for the server are not in it.")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup, or any database of Parallax.")],
    as_json: AsJson = False,
) -> None:
    """Put a backup in the place of the corpus. What was there is kept in a folder beside it.

    End servers and imports on the data folder first. Everybody has to sign in again afterwards.
    """
    from app.upkeep.backup import restore as put_back

    settings: Settings = context.obj
    with _no_server(settings), _progress() as progress:
        done = put_back(
            file,
            settings.database_path,
            datetime.now().astimezone(),
            along=_waiting(settings),
            progress=progress("Copying"),
        )
    if as_json:
        aside = None if done.aside is None else str(done.aside)
        print_json({"file": str(file), **_facts(done.contents), "from_schema": done.revision, "aside": aside})
        return
    out.print(f"{_in_words(done.contents)} restored from {file}.")
    if done.revision != done.contents.revision:
        out.print(f"Brought from schema {done.revision} to {done.contents.revision}.")
    if done.aside is not None:
        out.print(
            f"What was there before is kept in {done.aside}: parallax --data {done.aside} serve shows it."
        )


def _waiting(settings: Settings) -> list[Path]:
    """The folders of imports that wait for a server, or that it carries out."""
    place = settings.uploads_path
    return sorted(path for path in place.iterdir() if path.name.isdecimal()) if place.is_dir() else []


def export(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(help="A folder to make, or an archive: .tar, .tar.gz or .tgz.")],
    as_json: AsJson = False,
) -> None:
    """Write the whole corpus as JSON lines and original files, which need no database to be read.

    It can be imported elsewhere. Servers and imports go on meanwhile.
    """
    from app.upkeep.archive_out import export_corpus

    with open_database(context) as database, _progress() as progress:
        manifest = export_corpus(database, target, datetime.now(UTC), _told(progress))
    if as_json:
        print_json({"target": str(target), **manifest.model_dump(mode="json")})
        return
    rows = {facts.name: facts.rows for facts in manifest.files}
    out.print(
        f"{rows['articles.jsonl']:,} articles with {manifest.originals:,} original documents written to "
        f"{target}."
    )


def import_(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(help="A folder or an archive that parallax export wrote.")],
    as_json: AsJson = False,
) -> None:
    """Make an exported corpus that of an empty data folder. To add articles, use ingest.

    Exit code 0: all of it is in. 1: nothing is, and the message names what is wrong.
    """
    from app.events.taken_over import work_out
    from app.ingest.copies import find_copies
    from app.upkeep.archive_in import import_corpus

    settings: Settings = context.obj
    with _no_server(settings), _progress() as progress:
        tasks = (find_copies, work_out)
        held = import_corpus(
            source, settings.database_path, datetime.now().astimezone(), _told(progress), tasks
        )
    if as_json:
        print_json({"source": str(source), **_facts(held)})
    else:
        out.print(f"{_in_words(held)} imported from {source}.")


@contextmanager
def _no_server(settings: Settings) -> Iterator[None]:
    """Keep servers from the uploads of the data folder. Raises BusyError while one runs."""
    from app.web.background.job_folders import JobFolders

    held = JobFolders(settings.uploads_path)
    if not held.take_over():
        raise BusyError(f"A server is running on {settings.data}. End it first, and try again.")
    try:
        yield
    finally:
        held.let_go()


@contextmanager
def _progress() -> "Iterator[Callable[[str], Callable[[int, int | None], None]]]":
    """Lines on the terminal: one for each name it is called with, which then takes what is done and to do."""
    with progress_lines(err, TextColumn("{task.percentage:>3.0f} %")) as progress:

        def line(name: str) -> Callable[[int, int | None], None]:
            task: TaskID = progress.add_task(name, total=None)
            return lambda done, total: progress.update(task, completed=done, total=total)

        yield line


def _told(line: Callable[[str], Callable[[int, int | None], None]]) -> Callable[[str, int, int | None], None]:
    """The same as one call, with the name of what is being done."""
    lines: dict[str, Callable[[int, int | None], None]] = {}

    def told(what: str, done: int, total: int | None) -> None:
        if what not in lines:
            lines[what] = line(what)
        lines[what](done, total)

    return told


def _facts(held: "Contents") -> dict[str, Any]:
    return {"schema": held.revision, "bytes": held.size, "rows": held.counts}


def _in_words(held: "Contents") -> str:
    articles, documents = held.counts["article"], held.counts["document"]
    return f"{articles:,} articles with {documents:,} original documents"
