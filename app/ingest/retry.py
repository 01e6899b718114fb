"""Trying again what could not be taken in: from problems to inputs of a new run."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.database import Database
from app.errors import UnreadableInputError
from app.ingest.readers import format_of
from app.ingest.readers.base import Address, ReadOptions, Source, Unreadable
from app.ingest.reading import Found, Inputs
from app.records import DocumentRecord, RawDocument
from app.store import imports
from app.store.imports import Rejected

_WEB = ("http://", "https://")
# runs whose problems are named by the address that was fetched
_FETCHED = ("address", "feeds", "retry")
_GONE = "neither the file nor its bytes are here any more"


@dataclass(slots=True)
class Again:
    """The inputs of a run that tries problems of an earlier one again. Iterate, then read the rest.

    ``tried`` are the problems whose inputs were found, ``files`` those that were read again as a whole,
    ``addresses`` what must be fetched anew: that is the caller's to do.
    """

    database: Database
    problems: Iterable[int]
    tried: list[int] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)

    def __iter__(self) -> Iterator[Path | Source | Found]:
        for number in self.problems:
            with self.database.read_session() as session:
                found = imports.to_retry(session, number)
            if found is not None:
                yield from self._again(found)

    def _again(self, found: Rejected) -> Iterator[Path | Source | Found]:
        problem, document = found.problem, found.document
        path = file_of(problem.file) if found.is_local else None
        if path is not None and (document is None or _changed(path, found.run.started_at)):
            self.tried.append(problem.id)
            if problem.file not in self.files:
                self.files.append(problem.file)
                yield path
        elif found.run.source in _FETCHED and problem.file.startswith(_WEB):
            self.tried.append(problem.id)
            self.addresses.append(Address(problem.file, problem.file))
        elif document is not None:
            self.tried.append(problem.id)
            yield from _kept(found, document)
        else:
            yield Unreadable(problem.file, problem.line, _GONE)


def options_of(run_options: dict[str, Any]) -> ReadOptions:
    """What a person said about the inputs of a run, out of what was kept of it."""
    field_map, url, metadata = (run_options.get(name) for name in ("field_map", "url", "metadata"))
    return ReadOptions(
        field_map={str(ours): str(theirs) for ours, theirs in field_map.items()}
        if isinstance(field_map, dict)
        else {},
        url=url if isinstance(url, str) else None,
        # A table that is gone by now must not fail what is tried again.
        metadata=Path(metadata) if isinstance(metadata, str) and Path(metadata).is_file() else None,
    )


def file_of(shown: str) -> Path | None:
    """The file that a problem's name leads to: itself, or the archive it lay in. None when it is gone."""
    try:
        path = Path(shown)
        for place in (path, *path.parents):
            if place.is_file():
                return place
    except (OSError, ValueError):
        pass
    return None


def _changed(path: Path, since: str) -> bool:
    try:
        return path.stat().st_mtime > datetime.fromisoformat(since).timestamp()
    except (OSError, ValueError):
        return False


def _kept(found: Rejected, document: DocumentRecord) -> Iterator[Source | Found]:
    """The kept bytes under the name they had."""
    problem, run = found.problem, found.run
    name = problem.file.replace("\\", "/").rstrip("/").rpartition("/")[2] or problem.file
    stated = run.options.get("stated")
    source = Source(
        name=name,
        origin=problem.file,
        data=document.data,
        media_type=document.media_type,
        stated=stated if isinstance(stated, dict) else None,
        stated_in="the form" if stated else None,
    )
    if problem.line is None:
        yield source
        return
    yield from _record(source, found)


def _record(source: Source, found: Rejected) -> Iterator[Source | Found]:
    """One record, read alone as if it stood where it stood."""
    problem = found.problem
    assert problem.line is not None
    try:
        listed = format_of(source)
    except (OSError, UnreadableInputError):
        listed = None
    if listed is not None and listed.apart:
        yield source
        return
    read = False
    for item in Inputs([source], options_of(found.run.options)):
        if isinstance(item, RawDocument):
            read = True
            # a record without an id is called after its line
            nameless = item.external_id == f"{source.name}:{item.line}"
            name = f"{source.name}:{problem.line}" if nameless else item.external_id
            yield item.model_copy(update={"line": problem.line, "external_id": name})
        elif isinstance(item, Unreadable) and item.line is not None:
            read = True
            yield replace(item, line=problem.line)
    if not read:
        # taken out of its file the record says less than it did there
        yield Unreadable(problem.file, problem.line, problem.reason, source.data or b"")
