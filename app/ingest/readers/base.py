"""What a reader is: a file in, raw documents and unreadable records out."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.records import RawDocument

MAX_RECORD_BYTES = 5 * 1024 * 1024
"""The largest page, text or record that is read. Extraction takes minutes beyond it."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record, or a whole file, that could not be read: what a person needs to find and mend it."""

    origin: str
    line: int | None
    reason: str
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person said about an input.

    ``field_map`` maps our field names (``body``, ``outlet`` ...) to names in the records. ``url`` is the
    address that a single page came from.
    """

    field_map: Mapping[str, str] = field(default_factory=dict)
    url: str | None = None


Reading = RawDocument | Unreadable
Reader = Callable[[Path, ReadOptions], Iterator[Reading]]


def too_large(size: int) -> str:
    """Why a record of ``size`` bytes is refused."""
    return f"larger than {MAX_RECORD_BYTES // 1024 // 1024} MB ({size:,} bytes)"


def shown(path: Path) -> str:
    """``path`` as text that can be stored: bytes of a name that are no UTF-8 are written ``\\xff``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
