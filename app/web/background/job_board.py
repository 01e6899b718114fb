"""What the imports of a server are doing, told in small files: any of its processes may be asked about it."""

import json
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from app.records import Record, RunSource
from app.web.background.job_folders import Job, Order, Stage

_ENDING = ".json"
_ADDRESSES = ".addresses"
_UNFINISHED = ".new"


class Posted(Record):
    """What is told of an import that has begun. The counts are those of ``Job``."""

    number: int
    source: RunSource
    names: tuple[str, ...]
    unasked: bool
    stage: Stage
    run_id: int | None
    done: int
    total: int | None
    error: str | None
    passed_over: int
    named_pages: int
    named_feeds: int


class Board:
    """A folder with a file for each import that has begun. Only the process that carries imports out writes
    here; the others read. What cannot be written is not told, and no import fails of that."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._last: Posted | None = None
        self._read: dict[str, tuple[tuple[int, int, int], Posted]] = {}

    def clear(self) -> None:
        """Take down what an earlier process said: it is not doing that any more."""
        with suppress(OSError):
            self._place.mkdir(parents=True, exist_ok=True)
            for path in list(self._place.iterdir()):
                path.unlink()

    def post(self, job: Job) -> None:
        """Tell how far ``job`` is, unless that was the last thing told."""
        said = _posted(job)
        if said != self._last:
            self._write(f"{job.number}{_ENDING}", said.model_dump_json())
            self._last = said

    def post_addresses(self, job: Job) -> None:
        """Tell which pages the files of ``job`` named: once, for they may be many."""
        if job.pages:
            self._write(f"{job.number}{_ADDRESSES}", json.dumps(job.pages))

    def forget(self, number: int) -> None:
        """Take down what was said of an import."""
        with suppress(OSError):
            for ending in (_ENDING, _ADDRESSES):
                (self._place / f"{number}{ending}").unlink(missing_ok=True)

    def posted(self) -> list[Posted]:
        """What is told of all imports, the oldest first."""
        found: dict[str, tuple[tuple[int, int, int], Posted]] = {}
        with suppress(OSError):
            for path in self._place.glob(f"*{_ENDING}"):
                with suppress(OSError, ValueError, ValidationError):
                    state = path.stat()
                    version = (state.st_ino, state.st_mtime_ns, state.st_size)
                    known = self._read.get(path.name)
                    if known is None or known[0] != version:
                        known = version, Posted.model_validate_json(path.read_text(encoding="utf-8"))
                    found[path.name] = known
        self._read = found
        return sorted((said for _, said in found.values()), key=lambda said: said.number)

    def addresses(self, number: int) -> tuple[str, ...]:
        """The pages that the files of an import named."""
        try:
            text = (self._place / f"{number}{_ADDRESSES}").read_text(encoding="utf-8")
            return tuple(json.loads(text))
        except (OSError, ValueError):
            return ()

    def _write(self, name: str, text: str) -> None:
        with suppress(OSError):
            self._place.mkdir(parents=True, exist_ok=True)
            new = self._place / f"{name}{_UNFINISHED}"
            new.write_text(text, encoding="utf-8")
            new.replace(self._place / name)


def job_of(said: Posted, folder: Path) -> Job:
    """An import as another process tells of it."""
    return Job(
        said.number,
        folder,
        Order(source=said.source, names=said.names, unasked=said.unasked),
        stage=said.stage,
        run_id=said.run_id,
        done=said.done,
        total=said.total,
        error=said.error,
        passed_over=said.passed_over,
        named_pages=said.named_pages,
        named_feeds=said.named_feeds,
    )


def _posted(job: Job) -> Posted:
    return Posted(
        number=job.number,
        source=job.order.source,
        names=job.order.names,
        unasked=job.order.unasked,
        stage=job.stage,
        run_id=job.run_id,
        done=job.done,
        total=job.total,
        error=job.error,
        passed_over=job.passed_over,
        named_pages=job.named_pages,
        named_feeds=job.named_feeds,
    )
