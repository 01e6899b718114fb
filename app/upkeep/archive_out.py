"""A whole corpus written as files: lines of JSON, and the original documents under their digests."""

import gzip
import hashlib
import io
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlmodel import Session

from app.database import Database
from app.errors import BusyError, DiskError, StoreError
from app.store import archive, run_locks, snapshots
from app.store.schema import current_revision
from app.upkeep.archive_form import (
    FORMAT,
    MANIFEST,
    NOUNS,
    VERSION,
    FileFacts,
    Manifest,
    Noun,
    line_of,
    original_name,
)
from app.upkeep.tools import Progress

TAR_ENDINGS = (".tar", ".tar.gz", ".tgz")
TAR_FOLDER = "corpus"
"""What all names in an archive begin with."""

_MARK = ".parallax-export"
_EVERY = 500


def export_corpus(database: Database, target: Path, now: datetime, progress: Progress) -> Manifest:
    """Write the whole corpus as it stands now to ``target``: an archive where the name ends like one, else a
    folder. What was written.

    It comes to be beside ``target`` and is renamed when it is whole. Others may write meanwhile. Raises
    StoreError, also when ``target`` exists already.
    """
    if target.is_dir() and not any(target.iterdir()):
        target.rmdir()
    if target.exists():
        raise StoreError(f"{target} exists already. Choose another name.")
    if not target.absolute().parent.is_dir():
        raise StoreError(f"There is no folder {target.absolute().parent}.")
    is_tar = target.name.endswith(TAR_ENDINGS)
    try:
        with _workplace(target) as place, database.read_session() as session:
            manifest = _write_lines(session, current_revision(database) or "", place, now, progress)
            if is_tar:
                made = place / "archive"
                _write_tar(session, manifest, place, made, target.name, progress)
                made.replace(target)
            else:
                _write_originals(session, manifest, place, progress)
                place.rename(target)
                (target / _MARK).unlink()
        snapshots.make_durable(target.absolute().parent)
    except OSError as error:
        raise DiskError(f"{error.filename or target}: {error.strerror}.") from error
    return manifest


@contextmanager
def _workplace(target: Path) -> Iterator[Path]:
    """An empty folder beside ``target``, removed at the end unless it was renamed."""
    place = target.with_name(f"{target.name}.part")
    # an export that was killed at its very start or end leaves an empty one
    if place.exists() and any(place.iterdir()) and not (place / _MARK).exists():
        raise StoreError(f"{place} is in the way. Move it, or choose another name.")
    place.mkdir(exist_ok=True)
    with (place / _MARK).open("wb") as mark:
        if not run_locks.take(mark):
            raise BusyError(f"Another export is being written to {target}. Wait until it is done.")
        try:
            # of an export that was killed
            _clear(place)
            yield place
        finally:
            if place.exists():
                _clear(place)
                (place / _MARK).unlink()
                place.rmdir()


def _clear(place: Path) -> None:
    """Remove all in it but the mark, which tells until the end whose it is."""
    for left in place.iterdir():
        if left.name != _MARK:
            shutil.rmtree(left) if left.is_dir() else left.unlink()


def _write_lines(session: Session, revision: str, place: Path, now: datetime, progress: Progress) -> Manifest:
    files = tuple(_write_noun(session, noun, place, progress) for noun in NOUNS)
    manifest = Manifest(
        format=FORMAT,
        version=VERSION,
        made_at=now.isoformat(timespec="seconds"),
        schema_revision=revision,
        files=files,
        originals=archive.count(session, "document"),
        originals_bytes=archive.originals_size(session),
        last_numbers=archive.last_numbers(session),
    )
    (place / MANIFEST).write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return manifest


def _write_noun(session: Session, noun: Noun, place: Path, progress: Progress) -> FileFacts:
    total = archive.count(session, noun.table)
    digest, rows, size = hashlib.sha256(), 0, 0
    with (place / noun.file).open("wb") as file:
        for row in archive.rows(session, noun.table, [column.name for column in noun.columns()]):
            line = line_of(noun, row)
            file.write(line)
            digest.update(line)
            rows, size = rows + 1, size + len(line)
            if rows % _EVERY == 0:
                progress(f"Writing {noun.file}", rows, total)
    snapshots.make_durable(place / noun.file)
    return FileFacts(name=noun.file, rows=rows, bytes=size, sha256=digest.hexdigest())


def _write_originals(session: Session, manifest: Manifest, place: Path, progress: Progress) -> None:
    for sha256, data in _originals(session, manifest, progress):
        file = place / original_name(sha256)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _write_tar(
    session: Session, manifest: Manifest, place: Path, made: Path, name: str, progress: Progress
) -> None:
    with (
        made.open("wb") as raw,
        _compressed(raw, name) as out,
        # USTAR: short names, no headers of unbounded length, which the reader refuses
        tarfile.open(fileobj=out, mode="w|", format=tarfile.USTAR_FORMAT) as tar,
    ):
        # first what says how much is to come
        for member in (MANIFEST, *(facts.name for facts in manifest.files)):
            with (place / member).open("rb") as file:
                _add(tar, member, (place / member).stat().st_size, file)
        for sha256, data in _originals(session, manifest, progress):
            _add(tar, original_name(sha256), len(data), io.BytesIO(data))
    snapshots.make_durable(made)


@contextmanager
def _compressed(raw: IO[bytes], name: str) -> Iterator[IO[bytes] | gzip.GzipFile]:
    if name.endswith(".tar"):
        yield raw
        return
    # without a name and a time in its head: equal corpora make equal archives
    with gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=6, mtime=0) as packed:
        yield packed


def _add(tar: tarfile.TarFile, name: str, size: int, data: IO[bytes]) -> None:
    member = tarfile.TarInfo(f"{TAR_FOLDER}/{name}")
    member.size, member.mode = size, 0o644
    tar.addfile(member, data)


def _originals(session: Session, manifest: Manifest, progress: Progress) -> Iterator[tuple[str, bytes]]:
    for done, (sha256, data) in enumerate(archive.originals(session), start=1):
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError(
                f"The original document {sha256} is damaged in the database; parallax check names what is "
                "wrong. Restore a backup from before, and export that."
            )
        yield sha256, data
        if done % _EVERY == 0:
            progress("Writing originals", done, manifest.originals)
