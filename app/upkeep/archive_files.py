"""The files of an exported corpus, out of a folder or an archive. Nothing they claim is believed."""

import gzip
import hashlib
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from pydantic import ValidationError

from app.errors import UnreadableInputError
from app.store import snapshots
from app.upkeep.archive_form import (
    DIGEST,
    DOCUMENTS,
    FORMAT,
    MANIFEST,
    MAX_LINE_BYTES,
    MAX_MANIFEST_BYTES,
    MAX_ORIGINAL_BYTES,
    NOUNS,
    VERSION,
    FileFacts,
    Manifest,
    original_name,
)
from app.upkeep.archive_out import TAR_FOLDER

_CHUNK = 1024 * 1024
_BLOCK = 512
# A database with its indexes takes so much for each byte of lines.
_INDEXES = 3


class Files(Protocol):
    """An exported corpus: what its manifest says, its files of lines, and its originals one by one."""

    manifest: Manifest

    def path(self, name: str) -> Path:
        """Where a file of lines lies."""

    def originals(self) -> Iterator[tuple[str, bytes]]:
        """Digests as the files are named, and bytes, which may not be what the name says."""


@contextmanager
def opened(source: Path, place: Path) -> Iterator[Files]:
    """The files at ``source``; those of an archive are unpacked into the folder ``place``.

    Every file of lines is checked against the manifest. Raises UnreadableInputError that names the file.
    """
    try:
        if source.is_dir():
            yield _Folder(source, place)
        else:
            with source.open("rb") as raw:
                packed = raw.read(2) == b"\x1f\x8b"
                raw.seek(0)
                yield _Archive(source, gzip.GzipFile(fileobj=raw) if packed else raw, place)
    except (EOFError, gzip.BadGzipFile) as error:
        raise UnreadableInputError(f"{source}: it ends too soon, or is damaged.") from error


class _Folder:
    """A corpus in a folder."""

    def __init__(self, source: Path, place: Path) -> None:
        self._source = source
        with self._open(MANIFEST) as file:
            self.manifest = _manifest(source / MANIFEST, file.read(MAX_MANIFEST_BYTES + 1))
        _check_room(self.manifest, place)
        for facts in self.manifest.files:
            with self._open(facts.name) as file:
                _check(source / facts.name, facts, _pass(file, facts.bytes, lambda _part: None))

    def path(self, name: str) -> Path:
        return self._source / name

    def originals(self) -> Iterator[tuple[str, bytes]]:
        for folder in sorted((self._source / "originals").glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                if DIGEST.fullmatch(path.name) and path.name.startswith(folder.name):
                    with self._open(original_name(path.name)) as file:
                        yield path.name, file.read(MAX_ORIGINAL_BYTES + 1)

    def _open(self, name: str) -> IO[bytes]:
        path = self._source / name
        try:
            # a link could lead to any file of this machine
            if not path.resolve().is_relative_to(self._source.resolve()) or not path.is_file():
                raise UnreadableInputError(f"{path}: it is missing, or no plain file.")
            return path.open("rb")
        except OSError as error:
            raise UnreadableInputError(f"{path}: it cannot be read ({error.strerror}).") from error


class _Archive:
    """A corpus in an archive, read once from its beginning to its end."""

    def __init__(self, source: Path, stream: "IO[bytes] | gzip.GzipFile", place: Path) -> None:
        self._source, self._stream, self._place = source, stream, place
        size = self._member(MANIFEST)
        if size > MAX_MANIFEST_BYTES:
            raise UnreadableInputError(f"{source}: its {MANIFEST} is too large.")
        self.manifest = _manifest(source, self._exactly(size))
        self._skip_padding(size)
        _check_room(self.manifest, place)
        for facts in self.manifest.files:
            if self._member(facts.name) != facts.bytes:
                raise UnreadableInputError(f"{source}: {facts.name} has not the size that {MANIFEST} says.")
            with (place / facts.name).open("wb") as file:
                _check(Path(source, facts.name), facts, _pass(self._stream, facts.bytes, file.write))
            self._skip_padding(facts.bytes)

    def path(self, name: str) -> Path:
        return self._place / name

    def originals(self) -> Iterator[tuple[str, bytes]]:
        for _ in range(self.manifest.originals):
            name, size = self._next()
            sha256 = name.rpartition("/")[2]
            if not DIGEST.fullmatch(sha256) or name != original_name(sha256) or size > MAX_ORIGINAL_BYTES:
                raise UnreadableInputError(f"{self._source}: “{name[:100]}” has no place in a corpus.")
            yield sha256, self._exactly(size)
            self._skip_padding(size)
        if self._stream.read(_BLOCK).strip(b"\0"):
            raise UnreadableInputError(f"{self._source}: it holds more than its {MANIFEST} says.")

    def _member(self, wanted: str) -> int:
        """The size of the next member, which must be this one."""
        name, size = self._next()
        if name != wanted:
            raise UnreadableInputError(
                f"{self._source}: “{name[:100]}” stands where {wanted} should. Is it an export of Parallax, "
                "as it was written? One that was unpacked and packed again can be imported as a folder."
            )
        return size

    def _next(self) -> tuple[str, int]:
        # tarfile would read a header of any length into memory, and follow links
        head = self._exactly(_BLOCK)
        try:
            member = tarfile.TarInfo.frombuf(head, "utf-8", "surrogateescape")
        except tarfile.HeaderError as error:
            raise UnreadableInputError(f"{self._source}: it is no archive of a corpus.") from error
        if not member.isreg() or member.size < 0 or member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
            raise UnreadableInputError(f"{self._source}: “{member.name[:100]}” is no plain file.")
        folder, _, name = member.name.partition("/")
        if folder != TAR_FOLDER:
            raise UnreadableInputError(f"{self._source}: “{member.name[:100]}” has no place in a corpus.")
        return name, member.size

    def _exactly(self, size: int) -> bytes:
        data = self._stream.read(size)
        if len(data) != size:
            raise EOFError
        return data

    def _skip_padding(self, size: int) -> None:
        self._exactly(-size % _BLOCK)


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file, numbered from 1. Raises UnreadableInputError at one that is too long."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(line) > MAX_LINE_BYTES:
                raise UnreadableInputError(f"{path}, line {number}: it is too long.")
            yield number, line


def line_with(path: Path, words: str) -> int | None:
    """The first line that holds these words."""
    return next((number for number, line in lines(path) if words.encode() in line), None)


def _manifest(path: Path, data: bytes) -> Manifest:
    """Raises UnreadableInputError where the form is none that this program knows."""
    if len(data) > MAX_MANIFEST_BYTES:
        raise UnreadableInputError(f"{path}: its {MANIFEST} is too large.")
    try:
        manifest = Manifest.model_validate_json(data)
    except (ValidationError, RecursionError) as error:
        raise UnreadableInputError(f"{path}: its {MANIFEST} is not that of an exported corpus.") from error
    if manifest.format != FORMAT or manifest.version != VERSION:
        raise UnreadableInputError(
            f"{path}: it is of the form “{manifest.format[:40]}”, version {manifest.version}; this program "
            f"reads “{FORMAT}”, version {VERSION}. Update Parallax, or export again."
        )
    if [facts.name for facts in manifest.files] != [noun.file for noun in NOUNS]:
        raise UnreadableInputError(f"{path}: its {MANIFEST} does not list the files of a corpus.")
    sizes = [manifest.originals, manifest.originals_bytes, *(facts.bytes for facts in manifest.files)]
    documents = next(facts.rows for facts in manifest.files if facts.name == DOCUMENTS.file)
    if min(sizes) < 0 or documents != manifest.originals:
        raise UnreadableInputError(f"{path}: its {MANIFEST} contradicts itself.")
    return manifest


def _check_room(manifest: Manifest, place: Path) -> None:
    needed = sum(facts.bytes for facts in manifest.files) * (1 + _INDEXES) + manifest.originals_bytes
    snapshots.check_room(place, needed, "The import")


def _pass(source: "IO[bytes] | gzip.GzipFile", size: int, to: "Callable[[bytes], object]") -> tuple[int, str]:
    """Hand ``size`` bytes on; how many there were, and their digest."""
    digest, left = hashlib.sha256(), size
    while left and (part := source.read(min(left, _CHUNK))):
        digest.update(part)
        to(part)
        left -= len(part)
    return size - left, digest.hexdigest()


def _check(path: Path, facts: FileFacts, found: tuple[int, str]) -> None:
    if found != (facts.bytes, facts.sha256):
        raise UnreadableInputError(
            f"{path}: it is not what {MANIFEST} says: its SHA-256 or its size differs."
        )
