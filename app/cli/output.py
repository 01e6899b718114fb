"""What the commands share: the database, progress while work runs, summaries after it."""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from app.database import Database
from app.records import Record
from app.store.schema import migrate

if TYPE_CHECKING:
    # Only named here: commands that take nothing in start faster without them.
    from app.compare.comparison import Comparison
    from app.ingest.readers.base import Address
    from app.ingest.run import Counts, RunReport
    from app.records import ProblemRecord


# Headlines and file names are not markup.
out = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)

COUNTS = ("seen", "stored", "changed", "same", "copies", "rejected", "problems")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Group = Annotated[bool, typer.Option("--events/--no-events", help="Group into events afterwards.")]


@contextmanager
def open_database(context: typer.Context) -> Iterator[Database]:
    """The database of the data folder, brought up to date, for the length of the block."""
    database = Database(context.obj.database_path)
    try:
        migrate(database)
        yield database
    finally:
        database.close()


def print_json(value: Any) -> None:
    """Print ``value``, in which records may stand, as JSON."""
    # Written past rich, which would wrap and colour it.
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n")


def tell(value: Any, show: Callable[[], None], *, as_json: bool) -> None:
    """Print what a command did: ``value`` as JSON, or what ``show`` prints of it."""
    if as_json:
        print_json(value)
    else:
        show()


def _plain(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json")


class IngestProgress:
    """Lines on the terminal: pages fetched, articles taken in, then articles grouped into events."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._articles = progress.add_task("Taking in", total=None)
        self.events = _grouping(progress)
        self._fetched: TaskID | None = None

    def articles(self, counts: "Counts") -> None:
        """Show the counts of the run so far."""
        text = f"Taking in: {counts.stored:,} new, {counts.same:,} known, {counts.rejected:,} refused"
        if counts.changed:
            text += f", {counts.changed:,} changed"
        self._progress.update(self._articles, completed=counts.seen, description=text)

    def fetched(self, url: str) -> None:
        """Show that one more address was tried."""
        if self._fetched is None:
            self._fetched = self._progress.add_task("Fetching", total=None)
        host = escape(url.partition("//")[2].partition("/")[0][:40])
        self._progress.update(self._fetched, advance=1, description=f"Fetching: {host}")


@contextmanager
def ingest_progress(console: Console) -> Iterator[IngestProgress]:
    """Progress on ``console`` for the length of the block; silent when it is not a terminal."""
    with progress_lines(console) as progress:
        yield IngestProgress(progress)


@contextmanager
def grouping_progress(console: Console) -> Iterator[Callable[[int, int], None]]:
    """The same for grouping alone: to be called with how many articles are done, and how many there are."""
    with progress_lines(console) as progress:
        yield _grouping(progress)


def progress_lines(console: Console, how_far: ProgressColumn | None = None) -> Progress:
    """Lines that tell on ``console`` how far work is, by ``how_far`` or as counts; none if nobody looks."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        how_far or MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)


def _grouping(progress: Progress) -> Callable[[int, int], None]:
    task: list[TaskID] = []

    def show(done: int, total: int) -> None:
        if not task:
            task.append(progress.add_task("Finding events", total=total))
        progress.update(task[0], completed=done, total=total)

    return show


def conclude(
    database: Database,
    reports: Sequence["RunReport"],
    progress: IngestProgress,
    *,
    group: bool,
) -> "tuple[dict[str, Any], Callable[[], None]]":
    """Group what the runs took in into events. What to print of them: as JSON, and as a call that prints
    text. The counts are those of all runs together, the id that of the first."""
    from app.events.job import group_events
    from app.ingest import apart
    from app.store import runs

    # Grouping needs the memory.
    apart.shared().rest()
    report = _together(reports)
    began = time.monotonic()
    events = group_events(database, progress=progress.events).events if group else None
    seconds = report.seconds + time.monotonic() - began
    problems: list[ProblemRecord] = []
    with database.read_session() as session:
        for one in reports:
            problems += runs.problems(session, one.run.id, limit=20 - len(problems))
    said = report.run.model_dump(mode="json")
    said |= {"passed_over": report.passed_over, "addresses": len(report.addresses)}
    said |= {"seconds_to_searchable": round(report.seconds, 3), "seconds": round(seconds, 3)}
    said |= {"events": events, "runs": [one.run.id for one in reports]}
    return said, lambda: ingest_summary(out, report, problems, events)


def _together(reports: Sequence["RunReport"]) -> "RunReport":
    """Several runs as if they were one. Addresses are those that were not fetched."""
    counts: Mapping[str, int] = {
        name: sum(getattr(report.run, name) for report in reports) for name in COUNTS
    }
    last = reports[-1]
    paths = tuple(dict.fromkeys(path for report in reports[:1] for path in report.run.paths))
    update = {**counts, "id": reports[0].run.id, "started_at": reports[0].run.started_at, "paths": paths}
    return replace(
        last,
        run=last.run.model_copy(update=update),
        seconds=sum(report.seconds for report in reports),
        passed_over=sum(report.passed_over for report in reports),
        addresses=tuple(
            address
            for report in reports
            for address in report.addresses
            if address.is_feed or len(reports) == 1
        ),
    )


def counted(number: int, thing: str) -> str:
    """A number with its noun: ``1 article``, ``1,154 articles``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def ingest_summary(
    console: Console, report: "RunReport", problems: Sequence["ProblemRecord"], events: int | None
) -> None:
    """Say what a run did, and name its first problems."""
    run = report.run
    console.print(
        f"{counted(run.stored, 'article')} taken in, {run.same:,} were there already, "
        f"{run.rejected:,} refused ({report.seconds:.1f} s)."
    )
    if run.changed:
        console.print(
            f"{counted(run.changed, 'known article')} {'has' if run.changed == 1 else 'have'} a new text; "
            "the old one is kept."
        )
    if run.copies:
        repeat, count = ("repeats", "counts") if run.copies == 1 else ("repeat", "count")
        console.print(
            f"{run.copies:,} {repeat} the words of another article and {count} as one voice with it."
        )
    if report.passed_over:
        console.print(
            f"{counted(report.passed_over, 'file')} of other formats "
            f"{'was' if report.passed_over == 1 else 'were'} passed over."
        )
    if report.addresses:
        console.print(_named_addresses(report.addresses))
    if events is not None:
        console.print(f"The corpus now holds {counted(events, 'event')}.")
    for problem in problems:
        line = "" if problem.line is None else f", line {problem.line}"
        console.print(f"  {problem.file}{line}: {problem.reason}")
    if run.problems > len(problems):
        console.print(f"  … and {counted(run.problems - len(problems), 'more problem')} (run {run.id}).")


def _named_addresses(addresses: Sequence["Address"]) -> str:
    feeds = sum(address.is_feed for address in addresses)
    pages = len(addresses) - feeds
    return " ".join(
        [
            *([f"{pages:,} addresses of pages were named; --fetch takes them in too."] if pages else []),
            *([f"{feeds:,} feeds were named: parallax feeds import FILE polls them."] if feeds else []),
        ]
    )


def comparison_summary(console: Console, comparison: "Comparison") -> None:
    """Print the passages both sides share, and how many stand alone."""
    texts = {passage.id: passage.text for side in (comparison.a, comparison.b) for passage in side.passages}
    counts = Counter(link.relation for link in comparison.aligned)
    console.print(
        f"{counts['verbatim']} word for word, {counts['same']} same statement, "
        f"{counts['related']} possibly related; "
        f"only in A {len(comparison.only_a)} of {len(comparison.a.passages)} passages, "
        f"only in B {len(comparison.only_b)} of {len(comparison.b.passages)}"
    )
    for link in comparison.aligned:
        console.print()
        console.print(link.relation, style="bold")
        for name, ids in (("A", link.a), ("B", link.b)):
            for passage in ids:
                console.print(f"  {name}: {texts[passage]}")
