"""From what a person names to raw documents: folders are walked, formats found, archives opened."""

import os
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from app.errors import UnreadableInputError
from app.ingest.metadata_file import METADATA_NAMES, Catalogue, is_metadata_name, read_metadata
from app.ingest.readers import format_of
from app.ingest.readers.base import Address, Format, Original, ReadOptions, Source, Unreadable, shown
from app.records import RawDocument

MAX_DEPTH = 3
"""Archives in archives are opened this deep."""
MAX_PROBLEMS = 10_000
"""So many records of one file are named as problems, each with its bytes; more are counted. A small packed
feed can hold millions of entries without a word."""

Found = RawDocument | Unreadable | Original | Address
# How a format's reader is called: here, or in a process that can be killed.
Call = Callable[[Format, Source, ReadOptions], Iterator[Found | Source]]


def call_here(listed: Format, source: Source, options: ReadOptions) -> Iterator[Found | Source]:
    """Run the reader in this process."""
    return listed.read(source, options)


class Inputs:
    """Everything that stands in the inputs a person named. ``passed_over`` counts files of unknown
    formats.

    Files that a metadata file beside them describes, or the one of ``options``, carry what it says. In an
    archive it must come before the files that it describes.
    """

    def __init__(
        self, inputs: Iterable[Path | Source | Found], options: ReadOptions, call: Call = call_here
    ) -> None:
        self._inputs = inputs
        self._options = options
        self._call = call
        self._catalogue = Catalogue()
        self._asked: set[str] = set()
        self._walked = False
        self.passed_over = 0

    def __iter__(self) -> Iterator[Found]:
        if self._options.metadata is not None:
            yield from self._everywhere(self._options.metadata)
        for item in self._inputs:
            if isinstance(item, Path):
                yield from self._named(item)
            elif isinstance(item, Source):
                yield from self._whole(item, named=True)
            else:
                yield item
        # Of single files that were named, or are tried again, a row may well describe others.
        if self._walked:
            yield from self._catalogue.unmatched()

    def _everywhere(self, path: Path) -> Iterator[Unreadable]:
        source = Source.of_file(path)
        try:
            _check(source)
            metadata = read_metadata(source)
            if metadata is None:
                raise UnreadableInputError("its rows are records with a text, not descriptions of files")
        except UnreadableInputError as error:
            yield Unreadable(source.origin, error.line, error.reason)
        except OSError as error:
            yield Unreadable(source.origin, None, error.strerror or "the file cannot be read")
        else:
            self._catalogue.use_everywhere(metadata)
            yield from metadata.problems

    def _named(self, path: Path) -> Iterator[Found]:
        # Unlike the path's own method this does not raise where a folder above is closed.
        if not os.path.isdir(path):  # noqa: PTH112
            yield from self._beside(path)
            yield from self._whole(Source.of_file(path), named=True)
            return
        self._walked = True
        for file in _files_below(path):
            if isinstance(file, Unreadable):
                yield file
            else:
                yield from self._whole(Source.of_file(file), named=False)
        yield from self._catalogue.unmatched(shown(path))

    def _beside(self, path: Path) -> Iterator[Found]:
        """Read the metadata files of the folder that a named file lies in."""
        folder = shown(path).rpartition("/")[0]
        if folder in self._asked or is_metadata_name(path.name):
            return
        self._asked.add(folder)
        for name in METADATA_NAMES:
            beside = path.with_name(name)
            if os.path.isfile(beside):  # noqa: PTH113
                yield from self._catalogue.add(Source.of_file(beside)) or ()

    def _whole(self, source: Source, *, named: bool) -> Iterator[Found]:
        """What ``source`` and everything in it yields, with a bound on the problems."""
        problems = 0
        for item in self._source(source, 0, named=named):
            problems += isinstance(item, Unreadable)
            if problems <= MAX_PROBLEMS or not isinstance(item, Unreadable):
                yield item
        if problems > MAX_PROBLEMS:
            reason = f"{problems - MAX_PROBLEMS:,} more of its records could not be read; they are not named"
            yield Unreadable(source.origin, None, reason)

    def _source(self, source: Source, depth: int, *, named: bool) -> Iterator[Found]:
        """What the reader of ``source`` yields, then what keeps it from yielding more."""
        anything = holds_others = False
        try:
            _check(source)
            if is_metadata_name(source.name) and (problems := self._catalogue.add(source)) is not None:
                yield from problems
                return
            source = self._catalogue.described(source)
            listed = format_of(source)
            if listed is None:
                if named:
                    ending = f"files ending in {source.suffix}" if source.suffix else "files of this kind"
                    raise UnreadableInputError(f"{ending} are not a format it reads")
                self.passed_over += 1
                return
            for item in self._call(listed, source, self._options):
                anything = True
                holds_others |= isinstance(item, Source)
                if not isinstance(item, Source):
                    yield _described(item, source)
                elif depth >= MAX_DEPTH:
                    yield Unreadable(
                        item.origin, None, f"archives in archives are opened {MAX_DEPTH} deep, not deeper"
                    )
                else:
                    yield from self._source(_inherited(item, source), depth + 1, named=False)
            if holds_others:
                yield from self._catalogue.unmatched(source.origin)
            if not anything:
                yield Unreadable(source.origin, None, "there are no records in it")
        except UnreadableInputError as error:
            yield Unreadable(source.origin, error.line, error.reason)
        except OSError as error:
            yield Unreadable(source.origin, None, error.strerror or "the file cannot be read")
        except Exception as error:
            # Whatever a reader stumbles over in one file must not keep the others out.
            yield Unreadable(
                source.origin, None, f"it could not be read: {type(error).__name__}: {str(error)[:300]}"
            )


def _described(item: Found, source: Source) -> Found:
    """``item`` with what a metadata file says of its source, and what was offered with its address."""
    if not isinstance(item, RawDocument):
        return item
    if source.stated and item.stated is None:
        item = item.model_copy(update={"stated": source.stated, "stated_in": source.stated_in})
    if source.offered and item.offered is None:
        item = item.model_copy(update={"offered": source.offered})
    if source.charset and item.charset is None and item.fields is None:
        item = item.model_copy(update={"charset": source.charset})
    return item


def _inherited(item: Source, archive: Source) -> Source:
    """A member of an archive with what is said of the archive, for want of something said of itself."""
    if archive.stated is None or item.stated is not None:
        return item
    return replace(item, stated=archive.stated, stated_in=archive.stated_in)


def _check(source: Source) -> None:
    """Raises UnreadableInputError for what is no regular file, OSError for a link to nowhere."""
    if source.path is None:
        return
    try:
        source.path.lstat()
    except FileNotFoundError:
        raise UnreadableInputError("there is no such file or folder") from None
    # Opening a pipe or a device would wait for ever, or never end.
    if not stat.S_ISREG(source.path.stat().st_mode):
        raise UnreadableInputError("this is not a regular file")


def _files_below(folder: Path) -> Iterator[Path | Unreadable]:
    """Every visible file, in the same order on every machine, and folders that cannot be listed.

    Links to folders are not followed.
    """
    closed: deque[OSError] = deque()
    for root, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        # What describes the files comes before them.
        files.sort(key=lambda name: (not is_metadata_name(name), name))
        yield from (Path(root, name) for name in files if not name.startswith("."))
        while closed:
            yield _closed_folder(closed.popleft())
    yield from map(_closed_folder, closed)


def _closed_folder(error: OSError) -> Unreadable:
    return Unreadable(shown(Path(error.filename)), None, f"the folder cannot be read: {error.strerror}")
