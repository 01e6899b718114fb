"""What a reader is: bytes under a name in; raw documents, parts and unreadable records out."""

import io
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from app.errors import UnreadableInputError
from app.records import RawDocument

MAX_RECORD_BYTES = 5 * 1024 * 1024
"""The largest page, text or record that is read. Extraction takes minutes beyond it."""

MAX_FILE_BYTES = 64 * 1024 * 1024
"""The largest file that is read as a whole: a collection, a list, a feed. Files of lines have no such
limit."""

HEAD_BYTES = 8_192
"""How much of a file is looked at to find out what it is."""


@dataclass(frozen=True)
class Source:
    """Bytes under a name: a file, a member of an archive, what a server answered.

    Either ``path`` or ``data`` holds the bytes. ``origin`` is how articles and problems cite the source
    (``box.zip/inner/page.html`` for members, the address for what was fetched), ``name`` its last part.
    ``media_type`` is what a server or container called it; ``url`` the address it came from.
    ``stated``, ``stated_in``, ``offered`` and ``charset`` are those of
    RawDocument.
    """

    name: str
    origin: str
    path: Path | None = None
    data: bytes | None = None
    media_type: str | None = None
    url: str | None = None
    stated: dict[str, str] | None = None
    stated_in: str | None = None
    offered: dict[str, str] | None = None
    charset: str | None = None

    def open(self) -> BinaryIO:
        """The bytes from their beginning. Raises OSError."""
        if self.data is not None:
            return io.BytesIO(self.data)
        assert self.path is not None
        return self.path.open("rb")

    @cached_property
    def head(self) -> bytes:
        """The first HEAD_BYTES. Raises OSError."""
        with self.open() as stream:
            return stream.read(HEAD_BYTES)

    @property
    def suffix(self) -> str:
        """The ending of the name, in lower case, with its dot."""
        return Path(self.name.lower()).suffix

    @classmethod
    def of_file(cls, path: Path) -> "Source":
        """A file on this machine."""
        return cls(name=shown(Path(path.name)), origin=shown(path), path=path)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record, or a whole file, that could not be read: what a person needs to find and mend it."""

    origin: str
    line: int | None
    reason: str
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of a collection whose records are not slices of it. Comes before the records that name it."""

    data: bytes
    media_type: str
    origin: str


@dataclass(frozen=True, slots=True)
class Address:
    """A web address that a list names: of a page to be fetched, or of a feed to be polled. ``title``,
    ``folder`` and ``published`` are what the list says of it."""

    url: str
    origin: str
    line: int | None = None
    is_feed: bool = False
    title: str | None = None
    folder: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person said about an input.

    ``field_map`` maps our field names (``body``, ``outlet`` ...) to names in the records. ``url`` is the
    address that a single page came from. ``metadata`` is a table of what the files are, for all inputs; one
    that lies beside them under a known name is found by itself.
    """

    field_map: Mapping[str, str] = field(default_factory=dict)
    url: str | None = None
    metadata: Path | None = None


# A reader may hand up sources again: an archive does. They are read in their turn.
Reading = RawDocument | Unreadable | Original | Address | Source
Reader = Callable[[Source, ReadOptions], Iterator[Reading]]


def _never(_head: bytes) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of input and who reads it.

    ``recognises`` looks at the start of the bytes (HEAD_BYTES of them) and answers how sure it is: 0 not at
    all, 1 it could be, 2 it is this family (some HTML, some ZIP), 3 it is exactly this. An ending counts as
    1, and so does one of ``media_types`` where a server names it.
    ``apart`` readers run in a process that can be killed: those that hand bytes to a parser.
    """

    name: str
    endings: tuple[str, ...]
    read: Reader
    recognises: Callable[[bytes], int] = _never
    media_types: tuple[str, ...] = ()
    apart: bool = False


def too_large(size: int, limit: int = MAX_RECORD_BYTES) -> str:
    """Why something of ``size`` bytes is refused."""
    allowed = f"{limit // 1024 // 1024} MB" if limit >= 1024 * 1024 else f"{limit // 1024} KB"
    return f"larger than {allowed} ({size:,} bytes)"


def whole(source: Source, limit: int = MAX_FILE_BYTES) -> bytes:
    """All bytes of ``source``. Raises UnreadableInputError when there are more than ``limit``."""
    with source.open() as stream:
        # The file may grow between asking its size and reading it.
        data = stream.read(limit + 1)
    if len(data) > limit:
        size = source.path.stat().st_size if source.path is not None else len(data)
        raise UnreadableInputError(too_large(max(size, len(data)), limit))
    return data


def shown(path: Path) -> str:
    """``path`` as text that can be stored: bytes of a name that are no UTF-8 are written ``\\xff``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
