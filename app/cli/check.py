"""The command that checks a corpus, and makes anew what is derived."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import AsJson, counted, err, out, print_json, progress_lines
from app.database import Database

if TYPE_CHECKING:
    from pathlib import Path

    from app.upkeep.findings import Finding, RepairReport, Report
    from app.upkeep.tools import Progress as Told
    from app.upkeep.tools import Tools


def register(app: typer.Typer) -> None:
    """Add this command to ``app``."""
    app.command()(check)


def check(
    context: typer.Context,
    repair: Annotated[
        bool, typer.Option("--repair", help="Make anew what is derived. Originals are never touched.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check that nothing of the corpus is lost or damaged; it may be in use meanwhile.

    Exit code 0: all is well. 1: something is wrong, or still is after the repair.
    """
    from app.upkeep.check import check as run_check
    from app.upkeep.repair import repair as run_repair

    database = Database(context.obj.database_path)
    try:
        with _progress() as told:
            means = tools(context.obj.uploads_path)
            repaired = run_repair(database, means, told) if repair else None
            report = run_check(database, means, told) if repaired is None else repaired.after
    finally:
        database.close()
    if as_json:
        print_json(repaired or report)
    elif repaired is not None:
        _show_repair(repaired)
    else:
        _show(report)
    if not report.clean:
        raise typer.Exit(1)


def tools(uploads: "Path") -> "Tools":
    """What checks and repairs need of the other rooms."""
    from app.compare.frozen import Frozen
    from app.events import kept_links, storylines
    from app.events.job import group_events
    from app.ingest.copies import find_copies
    from app.upkeep.tools import Tools

    def linked(packed: bytes) -> Sequence[int]:
        found: list[int] = kept_links.unpack(packed)["other"].tolist()
        return found

    def frozen(content: Any) -> object:
        return Frozen.model_validate(content)

    return Tools(
        linked=linked,
        sketched=lambda packed: storylines.matrix([packed]),
        frozen=frozen,
        find_copies=find_copies,
        group_events=lambda database, anew: group_events(database, rebuild=anew),
        uploads=lambda: _waiting_uploads(uploads),
    )


def _waiting_uploads(place: "Path") -> list[str]:
    from app.web.background import job_folders

    if not place.is_dir():
        return []
    folders = [path for path in place.iterdir() if path.is_dir() and path.name.isdigit()]
    whole = sum(job_folders.read(folder) is not None for folder in folders)
    told = []
    half = len(folders) - whole
    if whole:
        told.append(f"{counted(whole, 'import')} in {place} to be carried out by the server")
    if half:
        told.append(
            f"{counted(half, 'upload')} in {place} that broke off; the server removes such when it starts"
        )
    return told


@contextmanager
def _progress() -> "Iterator[Told]":
    with progress_lines(err) as progress:
        task = progress.add_task("Checking", total=None)

        def told(what: str, done: int, total: int | None) -> None:
            progress.update(task, description=what, completed=done, total=total)

        yield told


def _show_repair(repaired: "RepairReport") -> None:
    if not repaired.before.clean:
        out.print("Before the repair:", style="bold")
        for finding in repaired.before.checks:
            if finding.wrong:
                _show_finding(finding)
        out.print()
    for words in repaired.done:
        out.print(words)
    for words in repaired.not_done:
        out.print(words, style="red")
    if repaired.done or repaired.not_done:
        out.print("After the repair:", style="bold")
    _show(repaired.after)


def _show(report: "Report") -> None:
    for finding in report.checks:
        _show_finding(finding)
    wrong = sum(finding.wrong for finding in report.checks)
    things = "1 thing is wrong" if wrong == 1 else f"{wrong:,} things are wrong"
    verdict = "All is well." if report.clean else f"{things}."
    out.print(f"{verdict} {report.articles:,} articles were checked in {report.seconds:.1f} s.")


def _show_finding(finding: "Finding") -> None:
    mark = f"{finding.wrong:,} wrong" if finding.wrong else "well"
    out.print(f"{finding.title}: {mark} ({finding.looked_at:,} looked at)")
    for example in finding.examples:
        out.print(f"  {example}")
    if finding.wrong > len(finding.examples):
        out.print(f"  … and {finding.wrong - len(finding.examples):,} more")
    if finding.advice:
        out.print(f"  {finding.advice}")
    for note in finding.notes:
        out.print(f"  {note}", style="dim")
