"""A whole corpus read from files that ``archive_out`` wrote, into a data folder that holds none."""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.database import Database
from app.errors import DiskError, StoreError, UnreadableInputError
from app.store import archive, snapshots, stems
from app.store.schema import migrate
from app.upkeep.archive_files import Files, line_with, lines, opened
from app.upkeep.archive_form import DOCUMENTS, NOUNS, FileFacts, Noun, original_name, row_of
from app.upkeep.backup import take_place
from app.upkeep.tools import Progress

_ROWS = 200
_BATCH_BYTES = 16 * 1024 * 1024
_PLACE = "importing"


def import_corpus(
    source: Path,
    database: Path,
    now: datetime,
    progress: Progress,
    work_out: Sequence[Callable[[Database], object]],
) -> snapshots.Contents:
    """Make the corpus of the exported files at ``source`` that of the data folder; what it holds.

    All of it is put into a new database, with everything that is derived made anew (``work_out`` are the
    tasks of other rooms that do so), and takes its place in one step: an import that was killed leaves
    nothing but a folder, which the next one clears. Raises StoreError when there is a corpus already,
    UnreadableInputError when the files are not whole.
    """
    if not source.exists():
        raise StoreError(f"There is no file or folder {source}.")
    _refuse_unless_empty(database)
    with _workplace(database.parent) as place:
        ready = place / database.name
        with opened(source, place) as files:
            _read(files, ready, progress)
        _derive(ready, work_out, progress)
        snapshots.detach(ready)
        held = snapshots.contents(ready)
        _refuse_unless_empty(database)
        take_place(ready, database, f"before-import-{now:%Y%m%d-%H%M%S}")
    return held


def _refuse_unless_empty(database: Path) -> None:
    if not database.exists():
        return
    present = Database(database)
    try:
        migrate(present)
        with present.read_session() as session:
            empty = archive.is_empty(session)
    finally:
        present.close()
    if not empty:
        raise StoreError(
            f"{database.parent} holds a corpus already, and an import never mixes two. Choose another data "
            "folder with --data, or add the articles with parallax ingest."
        )


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    place = folder / _PLACE
    try:
        # left by an import that was killed; whoever is here keeps others out
        if place.exists():
            shutil.rmtree(place)
        place.mkdir(parents=True)
        yield place
    except OSError as error:
        raise DiskError(f"{error.filename or place}: {error.strerror}.") from error
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _read(files: Files, ready: Path, progress: Progress) -> None:
    new = Database(ready)
    migrate(new)
    new.close()
    new = Database(ready)
    archive.unguarded(new)
    try:
        facts = {one.name: one for one in files.manifest.files}
        for noun in NOUNS:
            _read_noun(new, noun, files.path(noun.file), facts[noun.file], progress)
        _read_originals(new, files, progress)
        with new.write_session() as session:
            archive.set_last_numbers(session, files.manifest.last_numbers)
            for table, row, parent in archive.lost_references(session):
                file = next(noun.file for noun in NOUNS if noun.table == table)
                raise UnreadableInputError(
                    f"{files.path(file)}: its row {row} names something of “{parent}” that is not there."
                )
    finally:
        new.close()


def _read_noun(new: Database, noun: Noun, path: Path, facts: FileFacts, progress: Progress) -> None:
    number = 0
    batch: list[tuple[int, dict[str, Any]]] = []
    size = 0
    for number, line in lines(path):
        try:
            batch.append((number, row_of(noun, line)))
        except ValueError as error:
            raise UnreadableInputError(f"{path}, line {number}: {_first_line(error)}.") from error
        size += len(line)
        if len(batch) >= _ROWS or size >= _BATCH_BYTES:
            _add(new, noun, path, batch)
            progress(f"Reading {noun.file}", number, facts.rows)
            batch, size = [], 0
    _add(new, noun, path, batch)
    if number != facts.rows:
        raise UnreadableInputError(f"{path}: it has {number:,} lines, and the manifest says {facts.rows:,}.")


def _add(new: Database, noun: Noun, path: Path, batch: list[tuple[int, dict[str, Any]]]) -> None:
    if not batch:
        return
    try:
        with new.write_session() as session:
            archive.add(session, noun.table, [row for _, row in batch])
    except IntegrityError as error:
        if len(batch) == 1:
            raise UnreadableInputError(f"{path}, line {batch[0][0]}: {error.orig}.") from error
        # one by one, to name the line
        for one in batch:
            _add(new, noun, path, [one])


def _read_originals(new: Database, files: Files, progress: Progress) -> None:
    path = files.path(DOCUMENTS.file)
    batch: list[tuple[str, bytes]] = []
    size = done = 0

    def write() -> None:
        with new.write_session() as session:
            for sha256, data in batch:
                if not archive.fill(session, sha256, data):
                    raise UnreadableInputError(f"{original_name(sha256)}: no line of {path} names it.")
        batch.clear()

    for sha256, data in files.originals():
        if hashlib.sha256(data).hexdigest() != sha256:
            line = line_with(path, sha256)
            raise UnreadableInputError(
                f"{original_name(sha256)}: its SHA-256 is not the one it is named by"
                + (f" in {path}, line {line}." if line else ".")
            )
        batch.append((sha256, data))
        done, size = done + 1, size + len(data)
        if len(batch) >= _ROWS or size >= _BATCH_BYTES:
            write()
            size = 0
            progress("Reading originals", done, files.manifest.originals)
    write()
    with new.read_session() as session:
        missing = archive.without_bytes(session)
    if missing is not None:
        raise UnreadableInputError(
            f"{path}, line {line_with(path, missing)}: its original, {original_name(missing)}, is missing."
        )


def _derive(ready: Path, work_out: Sequence[Callable[[Database], object]], progress: Progress) -> None:
    """Make anew what is not in the files."""
    new = Database(ready)
    archive.unguarded(new)
    try:
        progress("Making the indexes of words", 0, None)
        with new.write_session() as session:
            stems.index_anew(session)
        stems.bring_up_to_date(new)
        for number, task in enumerate(work_out):
            progress("Working out copies and events", number, len(work_out))
            task(new)
    finally:
        new.close()


def _first_line(error: ValueError) -> str:
    return str(error).splitlines()[0]
