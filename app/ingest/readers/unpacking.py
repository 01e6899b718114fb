"""What an archive may unpack, and which names in it are followed. The caps of all archive readers.

Sizes that an archive states about itself are not believed: bytes are counted as they come out. The caps on a
single member and on the depth of nesting are MAX_FILE_BYTES and MAX_DEPTH.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.errors import UnreadableInputError
from app.ingest.readers.base import MAX_FILE_BYTES, Source

MAX_ENTRIES = 100_000
"""The most files that are read of one archive."""

MAX_DIRECTORY_BYTES = 16 * 1024 * 1024
"""The largest list of contents of an archive; one of MAX_ENTRIES names stays well below."""

MAX_UNPACKED_BYTES = 16 * 1024**3
"""The most that one archive may unpack to, with all archives in it."""

MAX_RATIO = 200
"""How many times its size anything may unpack to. Prose comes to 3, logs and tables to 30."""

RATIO_FLOOR = 10 * 1024 * 1024
"""What anything may unpack to whatever its size: a page of blanks is no attack."""

_TOTAL_FLOOR = 64 * 1024 * 1024
# Half of MAX_RATIO, so that what is set aside for archives in an archive leaves something for its files.
_NESTED_RATIO = 100
_NESTED_FLOOR = 64 * 1024
_LEAST_CHARGE = 1_024
_CHUNK = 64 * 1024
_LONGEST_NAME = 400
_ARCHIVES = (b"PK", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_DRIVE = re.compile(r"^[A-Za-z]:")
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f]")


class BudgetSpentError(UnreadableInputError):
    """The archive has unpacked all that it may: what follows in it is not read."""


@dataclass(frozen=True)
class Member(Source):
    """A file in an archive. ``allowance`` is what it may unpack to when it is an archive itself: it was taken
    off what the outer archive may, so that nesting multiplies nothing."""

    allowance: int | None = None


class Budget:
    """What is left of the bytes that one archive may unpack to."""

    def __init__(self, source: Source) -> None:
        self.packed = size_of(source)
        allowed = getattr(source, "allowance", None)
        self._left = (
            min(MAX_UNPACKED_BYTES, max(_TOTAL_FLOOR, self.packed * MAX_RATIO))
            if allowed is None
            else allowed
        )

    def charge(self, size: int) -> None:
        """Raises BudgetSpentError when ``size`` bytes more are too many."""
        self._left -= size
        if self._left < 0:
            raise BudgetSpentError(
                "the archive unpacks to far more than its size: what follows in it is not read"
            )

    def member(self, archive: Source, path: str, data: bytes) -> Member:
        """``data``, which stands under ``path`` in ``archive``, as a source of its own."""
        allowance = None
        if data.startswith(_ARCHIVES) or data[257:262] == b"ustar":
            allowance = min(max(self._left, 0) * 3 // 4, max(_NESTED_FLOOR, len(data) * _NESTED_RATIO))
            self._left -= allowance
        # An empty file costs something too, or millions of them would be free.
        self.charge(max(_LEAST_CHARGE - len(data), 0))
        return Member(
            name=path.rpartition("/")[2], origin=f"{archive.origin}/{path}", data=data, allowance=allowance
        )


class Readable(Protocol):
    """What bytes can be read from."""

    def read(self, size: int, /) -> bytes: ...


def size_of(source: Source) -> int:
    """How many bytes ``source`` has. Raises OSError."""
    if source.data is not None:
        return len(source.data)
    assert source.path is not None
    return source.path.stat().st_size


def unpacked(
    stream: Readable,
    budget: Budget,
    packed: Callable[[], int],
    *,
    chunk: int = _CHUNK,
    limit: int = MAX_FILE_BYTES,
) -> bytes:
    """All that ``stream`` unpacks to. ``packed`` says how many packed bytes that took so far.

    Raises UnreadableInputError when it is larger than ``limit``, or out of all proportion;
    BudgetSpentError when the archive has unpacked too much by now.
    """
    parts: list[bytes] = []
    size = 0
    while part := stream.read(chunk):
        size += len(part)
        budget.charge(len(part))
        if size > limit:
            raise UnreadableInputError(f"larger than {limit // 1024 // 1024} MB when unpacked")
        if size > max(RATIO_FLOOR, packed() * MAX_RATIO):
            raise UnreadableInputError(f"it unpacks to more than {MAX_RATIO} times its size")
        parts.append(part)
    return b"".join(parts)


def inner_path(name: str) -> str:
    """The path of a member as it stands in the archive, without empty parts.

    Raises UnreadableInputError for names that lead out of the archive, or that could on some machine.
    """
    if "\0" in name:
        raise UnreadableInputError("its name holds a NUL character")
    if "\\" in name:
        raise UnreadableInputError("its name holds a backslash")
    if name.startswith("/") or _DRIVE.match(name):
        raise UnreadableInputError("its name leads out of the archive: it is absolute")
    parts = [part for part in name.split("/") if part not in {"", "."}]
    if ".." in parts:
        raise UnreadableInputError("its name leads out of the archive: it holds '..'")
    if not parts:
        raise UnreadableInputError("it has no name")
    return shown_name("/".join(parts))


def is_hidden(path: str) -> bool:
    """Whether a file is one that systems add by themselves, or that its owner hid."""
    return any(part.startswith(".") or part == "__MACOSX" for part in path.split("/"))


def shown_name(name: str) -> str:
    """``name`` as text that can be stored and read, of bearable length."""
    text = name.encode("utf-8", "surrogateescape" if _escaped(name) else "replace")
    clean = _UNSHOWN.sub(lambda found: f"\\x{ord(found[0]):02x}", text.decode("utf-8", "backslashreplace"))
    # Of a name cut short the end is kept: it says what the file is.
    return (
        clean
        if len(clean) <= _LONGEST_NAME
        else f"{clean[: _LONGEST_NAME // 2]}…{clean[-_LONGEST_NAME // 2 :]}"
    )


def _escaped(name: str) -> bool:
    try:
        name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True
