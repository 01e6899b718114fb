"""What the command line shows to a person: progress while work runs, summaries after it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

if TYPE_CHECKING:
    # Only named here: commands that take nothing in start faster without them.
    from app.compare.comparison import Comparison
    from app.ingest.run import Counts, RunReport
    from app.records import ProblemRecord


class IngestProgress:
    """Two lines on the terminal: articles taken in, then articles grouped into events."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._articles = progress.add_task("Taking in", total=None)
        self.events = _grouping(progress)

    def articles(self, counts: "Counts") -> None:
        """Show the counts of the run so far."""
        text = f"Taking in: {counts.stored:,} new, {counts.same:,} known, {counts.rejected:,} refused"
        if counts.changed:
            text += f", {counts.changed:,} changed"
        self._progress.update(self._articles, completed=counts.seen, description=text)


@contextmanager
def ingest_progress(console: Console) -> Iterator[IngestProgress]:
    """Progress on ``console`` for the length of the block; silent when it is not a terminal."""
    with _progress(console) as progress:
        yield IngestProgress(progress)


@contextmanager
def grouping_progress(console: Console) -> Iterator[Callable[[int, int], None]]:
    """The same for grouping alone: to be called with how many articles are done, and how many there are."""
    with _progress(console) as progress:
        yield _grouping(progress)


def _progress(console: Console) -> Progress:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
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


def ingest_summary(
    console: Console, report: "RunReport", problems: Sequence["ProblemRecord"], events: int | None
) -> None:
    """Say what a run did, and name its first problems."""
    run = report.run
    console.print(
        f"{run.stored:,} articles taken in, {run.same:,} were there already, {run.rejected:,} refused "
        f"({report.seconds:.1f} s)."
    )
    if run.changed:
        console.print(f"{run.changed:,} known articles have a new text; the old one is kept.")
    if run.copies:
        console.print(f"{run.copies:,} repeat the words of another article and count as one voice with it.")
    if report.passed_over:
        console.print(f"{report.passed_over:,} files of other formats were passed over.")
    if events is not None:
        console.print(f"The corpus now holds {events:,} {'event' if events == 1 else 'events'}.")
    for problem in problems:
        line = "" if problem.line is None else f", line {problem.line}"
        console.print(f"  {problem.file}{line}: {problem.reason}")
    if run.problems > len(problems):
        console.print(f"  … and {run.problems - len(problems):,} more problems (run {run.id}).")


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
