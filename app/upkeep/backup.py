"""Backups of the corpus as one SQLite file, and putting one back in the place of what there is."""

import os
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.database import Database
from app.errors import BusyError, DiskError, StoreError
from app.store import run_locks, sign_ins, snapshots
from app.store.schema import migrate, revisions
from app.store.snapshots import Contents, Progress

_INCOMPLETE = ".incomplete"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place, the schema it came with, and the folder with what was there before."""

    contents: Contents
    revision: str
    aside: Path | None


def back_up(
    database: Path, file: Path, *, replace: bool = False, progress: Progress | None = None
) -> Contents:
    """Write the corpus as it stands now to ``file``; what it holds. Servers and imports go on meanwhile.

    ``file`` appears when it is whole, checked and on the disk. Raises StoreError, also when it exists already
    and ``replace`` is not set.
    """
    if not database.is_file():
        raise StoreError(f"There is no corpus at {database}.")
    if file.is_dir():
        raise StoreError(f"{file} is a folder. Name a file in it, such as {file / 'parallax.backup'}.")
    if not file.parent.is_dir():
        raise StoreError(f"There is no folder {file.parent}.")
    if file.exists() and file.samefile(database):
        raise StoreError(f"{file} is the database itself. Choose another file.")
    if file.exists() and not replace:
        raise StoreError(f"{file} exists already. Choose another name, or add --replace.")
    return snapshots.copy(database, file, progress, replace=replace)


def restore(
    file: Path,
    database: Path,
    now: datetime,
    *,
    along: Sequence[Path] = (),
    progress: Progress | None = None,
) -> Restored:
    """Put the backup ``file`` in the place of the corpus at ``database``, brought to the current schema.

    The backup is checked, copied and migrated first, then takes its place in one step. What was there moves
    into a folder beside it, named by ``now``, and with it what lies at the paths ``along``, which belong to
    the corpus that was. Everybody has to sign in again. Raises StoreError while something else uses the
    corpus, and when the file cannot be restored; then all is as it was.
    """
    if not file.is_file():
        raise StoreError(f"There is no file {file}.")
    if database.exists() and file.samefile(database):
        raise StoreError(f"{file} is the corpus itself; there is nothing to restore.")
    found = snapshots.contents(file)
    if found.revision not in revisions():
        raise StoreError(
            f"{file} was written by a newer version of Parallax (schema {found.revision}). "
            "Update Parallax first."
        )
    refuse_while_in_use(database)
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    ready = database.with_name(f"{database.name}.restored")
    try:
        snapshots.copy(file, ready, progress)
        prepare(ready)
        aside = take_place(ready, database, f"before-restore-{now:%Y%m%d-%H%M%S}", along=along)
    except BaseException:
        for end in ("", "-wal", "-shm", "-journal"):
            ready.with_name(ready.name + end).unlink(missing_ok=True)
        raise
    return Restored(snapshots.contents(database), found.revision, aside)


def refuse_while_in_use(database: Path) -> None:
    """Raises BusyError while an import runs on the data folder of ``database``."""
    running = run_locks.held_runs(database.parent)
    if running:
        raise BusyError(
            f"An import is running on {database.parent} (run {running[0]}). Wait until it ends, or stop it."
        )


def prepare(file: Path) -> None:
    """Bring a copy to the current schema, with nobody signed in, and make it one file on the disk."""
    copy = Database(file)
    try:
        migrate(copy, keep_copy=False)
        with copy.write_session() as session:
            sign_ins.remove_all(session)
    finally:
        copy.close()
    snapshots.detach(file)


def take_place(ready: Path, database: Path, name: str, *, along: Sequence[Path] = ()) -> Path | None:
    """Rename ``ready`` to ``database`` in one step; what was there is kept in the folder ``name`` beside it.

    Returns that folder, None when nothing was there. Raises BusyError while another program has the corpus
    open.
    """
    folder = database.parent
    _finish_earlier(database)
    aside = folder / f"{name}{_INCOMPLETE}"
    try:
        with snapshots.alone(database) if database.exists() else nullcontext():
            refuse_while_in_use(database)
            kept = database.exists()
            if kept:
                aside.mkdir()
                _set_aside(database, aside)
            ready.replace(database)
        snapshots.make_durable(folder)
        for path in along:
            if path.exists():
                aside.mkdir(exist_ok=True)
                place = aside / path.relative_to(folder)
                place.parent.mkdir(parents=True, exist_ok=True)
                path.rename(place)
        return aside.rename(folder / name) if aside.exists() else None
    except OSError as error:
        raise DiskError(f"{error.filename or folder}: {error.strerror}.") from error


def _set_aside(database: Path, aside: Path) -> None:
    """Give what is in place a second name, so that there is a corpus in place at every instant."""
    try:
        os.link(database, aside / database.name)
    except OSError:
        # a file system without links
        database.rename(aside / database.name)
    # Left only by a database too damaged to be opened; beside another one they would spoil it.
    for end in ("-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            database.with_name(database.name + end).rename(aside / f"{database.name}{end}")


def _finish_earlier(database: Path) -> None:
    """Finish what a restore that was killed left: its folder holds what was there before, or only a second
    name of what still is."""
    for left in database.parent.glob(f"*{_INCOMPLETE}"):
        second = left / database.name
        if second.exists() and database.exists() and second.samefile(database):
            second.unlink()
        if any(left.iterdir()):
            left.rename(left.with_name(left.name.removesuffix(_INCOMPLETE)))
        else:
            left.rmdir()
