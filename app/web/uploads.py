"""Files out of a form, written to a folder as they come in, never whole in memory."""

import hashlib
import shutil
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from fastapi.concurrency import run_in_threadpool
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from app.errors import DiskError, InvalidParameterError
from app.ingest.readers.base import MAX_RECORD_BYTES
from app.records import Record

MAX_FILES = 10_000
"""Files in one form: a folder of articles, not a disk."""

MAX_TEXT_BYTES = 3 * MAX_RECORD_BYTES + 100_000
"""The largest form with a pasted text: a form may write each byte as three."""

_MOST_FIELDS = 100
_MOST_FIELD_BYTES = 64 * 1024
_MOST_HEADER_BYTES = 16 * 1024
_LONGEST_PART = 200
_DEEPEST = 12


class UploadedFile(Record):
    """A file that came in: ``name`` as the person's machine calls it, with its folders; ``place`` is where it
    was written, below the folder that was given."""

    name: str
    place: str


@dataclass(slots=True)
class Form:
    """What stood in a form. ``passed_over`` counts hidden files of folders, which nobody chose."""

    files: list[UploadedFile] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    passed_over: int = 0


async def receive(chunks: AsyncIterator[bytes], content_type: str, folder: Path) -> Form:
    """Read a ``multipart/form-data`` body, its files into ``folder``.

    Raises InvalidParameterError when it is no such body, DiskError when the disk does not take it. What
    was written then is the caller's to remove.
    """
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise InvalidParameterError("Files come as multipart/form-data; this is something else.")
    spool = _Spool(folder)
    try:
        parser = spool.parser(boundary)
        async for chunk in chunks:
            # writing to a slow disk must not hold up everybody else's requests
            await run_in_threadpool(parser.write, chunk)
        parser.finalize()
    except FormParserError as error:
        raise InvalidParameterError("The form is damaged: it could not be read to its end.") from error
    except OSError as error:
        raise DiskError(f"The files cannot be kept in {folder}: {error.strerror}.") from error
    finally:
        spool.close()
    if not spool.is_whole:
        raise InvalidParameterError("The form is damaged: it breaks off before its end.")
    return spool.form


def keep_text(text: str, folder: Path) -> UploadedFile:
    """Write a pasted text into ``folder``, named after its own words so that it is known when it comes again.
    Raises DiskError."""
    data = text.encode("utf-8", "replace")
    name = f"pasted-{hashlib.sha256(data).hexdigest()[:16]}.txt"
    try:
        (folder / name).write_bytes(data)
    except OSError as error:
        raise DiskError(f"The text cannot be kept in {folder}: {error.strerror}.") from error
    return UploadedFile(name=name, place=name)


def copy_files(files: Iterable[Path], folder: Path) -> tuple[UploadedFile, ...]:
    """Copy files into ``folder``, as if they had come in from a folder of the name that theirs has. Raises
    DiskError."""
    copied = []
    try:
        for file in files:
            shutil.copyfile(file, folder / file.name)
            copied.append(UploadedFile(name=f"{file.parent.name}/{file.name}", place=file.name))
    except OSError as error:
        raise DiskError(f"The files cannot be kept in {folder}: {error.strerror}.") from error
    return tuple(copied)


def clean_name(name: str) -> str:
    """A file's name as it may be shown and written: its parts joined by ``/``, without ``..``, drive letters
    and characters that cannot be seen. Empty when nothing is left."""
    parts = []
    for part in name.replace("\\", "/").split("/"):
        seen = " ".join("".join(mark if mark.isprintable() else " " for mark in part).split())
        if seen.strip(". ") and not (len(seen) == 2 and seen[1] == ":"):
            parts.append(_shortened(seen))
    return "/".join(parts[-_DEEPEST:])


def _shortened(part: str) -> str:
    """``part`` in at most 200 bytes, with its ending: file systems take 255."""
    if len(part.encode()) <= _LONGEST_PART:
        return part
    stem, dot, ending = part.rpartition(".")
    if not dot or len(ending.encode()) > 20:
        stem, ending = part, ""
    room = _LONGEST_PART - len(ending.encode()) - len(dot)
    return stem.encode()[:room].decode("utf-8", "ignore") + (f".{ending}" if ending else "")


def remove(folder: Path) -> None:
    """Remove ``folder`` with everything in it, as far as that is possible."""
    shutil.rmtree(folder, ignore_errors=True)


class _Spool:
    """The callbacks of the parser: one part after the other, to a file or to a field."""

    def __init__(self, folder: Path) -> None:
        self.form = Form()
        self.is_whole = False
        self._folder = folder
        self._header = bytearray()
        self._value = bytearray()
        self._disposition = b""
        self._header_bytes = 0
        self._file: BinaryIO | None = None
        self._field: str | None = None
        self._data = bytearray()

    def parser(self, boundary: bytes) -> MultipartParser:
        return MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._on_header,
                "on_header_value": self._on_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._on_data,
                "on_part_end": self._part_end,
                "on_end": self._end,
            },
        )

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _begin(self) -> None:
        self._disposition, self._header_bytes = b"", 0

    def _on_header(self, data: bytes, start: int, end: int) -> None:
        self._count(end - start)
        self._header += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._count(end - start)
        self._value += data[start:end]

    def _count(self, size: int) -> None:
        self._header_bytes += size
        if self._header_bytes > _MOST_HEADER_BYTES:
            raise InvalidParameterError("The form is damaged: the name of a file has no end.")

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = bytes(self._value)
        self._header, self._value = bytearray(), bytearray()

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._field, self._data = None, bytearray()
        if b"filename" not in options:
            if len(self.form.fields) >= _MOST_FIELDS:
                raise InvalidParameterError("The form holds too many fields.")
            self._field = options.get(b"name", b"").decode("utf-8", "replace")
            return
        name = clean_name(options[b"filename"].decode("utf-8", "replace"))
        if not name:
            return
        if "/" in name and any(part.startswith(".") for part in name.split("/")):
            self.form.passed_over += 1
            return
        if len(self.form.files) >= MAX_FILES:
            raise InvalidParameterError(
                f"There are more than {MAX_FILES:,} files; put them into a ZIP file, or send fewer at once."
            )
        place, self._file = self._opened(name)
        self.form.files.append(UploadedFile(name=name, place=place))

    def _opened(self, name: str) -> tuple[str, BinaryIO]:
        """A new file for ``name`` and its place, in a folder of its own where the name is taken: by a file of
        the same name, by a folder, or by one that this file system does not tell from it."""
        number = len(self.form.files)
        for place in (name, f"{number}~/{name}", f"{number}~~/{name}"):
            path = self._folder / place
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                return place, path.open("xb")
            except (FileExistsError, NotADirectoryError):
                continue
        raise InvalidParameterError(f"There are too many files called “{name}”.")

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(memoryview(data)[start:end])
        elif self._field is not None:
            self._data += data[start:end]
            if len(self._data) > _MOST_FIELD_BYTES:
                raise InvalidParameterError("A field of the form is too long.")

    def _part_end(self) -> None:
        self.close()
        if self._field is not None:
            self.form.fields[self._field] = self._data.decode("utf-8", "replace")

    def _end(self) -> None:
        self.is_whole = True
