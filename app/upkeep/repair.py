"""The repair of a corpus: what is derived is made anew, in an order in which each step finds what it needs.

Originals and what a person decided are never written to. Each step is a transaction of its own, or several,
so that others may write in between.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.database import Database
from app.errors import StoreError
from app.store import fulltext, imports, integrity, integrity_packed, repairs, schema
from app.store.integrity import Part
from app.upkeep.check import check
from app.upkeep.check_pages import damaged_parts, is_as_made, is_derived, nature_of, schema_parts
from app.upkeep.findings import RepairReport, Report, reason, wrong_names
from app.upkeep.tools import Progress, Tools

_GROUPING = frozenset({"terms", "links", "events", "storylines", "derived-references"})
# checks whose notes tell of work that can be done at once
_WAITS = frozenset({"terms", "fingerprints", "storylines", "stems", "imports"})


@dataclass(slots=True)
class _Work:
    """A repair on its way.

    ``wrong`` and ``waiting`` are names of checks of what is derived. ``anew`` asks for all articles to be
    grouped anew, for what is wrong cannot be told from what is right; ``compact`` for the file to be written
    anew.
    """

    database: Database
    tools: Tools
    progress: Progress
    wrong: set[str]
    waiting: set[str]
    anew: bool = False
    compact: bool = False
    done: list[str] = field(default_factory=list)
    not_done: list[str] = field(default_factory=list)


def repair(database: Database, tools: Tools, progress: Progress) -> RepairReport:
    """Check, make anew what is derived and wrong, do what waits, and check once more.

    Raises as ``check`` does, StoreError when the schema cannot be brought up to date, and BusyError when
    another program writes all the time.
    """
    before = found = check(database, tools, progress)
    migrated: list[str] = []
    if "revision" in wrong_names(before):
        schema.migrate(database)
        migrated.append("The schema was brought up to date.")
        # only now the rest can be looked at
        found = check(database, tools, progress)
    work = _Work(
        database,
        tools,
        progress,
        wrong={it.name for it in found.checks if it.wrong and it.nature == "derived"},
        waiting={it.name for it in found.checks if it.notes},
        done=migrated,
    )
    if not work.wrong and not work.waiting & _WAITS:
        return _report(work, before, found)
    for step in _STEPS:
        try:
            step(work)
        except StoreError as error:
            work.not_done.append(f"A step of the repair failed: {reason(error)}.")
    return _report(work, before, check(database, tools, progress))


def _report(work: _Work, before: Report, after: Report) -> RepairReport:
    return RepairReport(
        clean=after.clean,
        before=before,
        done=tuple(work.done),
        not_done=(*work.not_done, *_left(after)),
        after=after,
    )


def _left(report: Report) -> Iterator[str]:
    for finding in report.checks:
        if finding.wrong:
            things = "1 thing is" if finding.wrong == 1 else f"{finding.wrong:,} things are"
            yield f"{finding.title}: {things} still wrong."


def _parts(work: _Work) -> None:
    if "schema" not in work.wrong:
        return
    expected, there = schema_parts(work.database)
    wanted = [
        part
        for name, part in expected.items()
        if (part.type != "table" or is_derived(name))
        and (name not in there or not is_as_made(there[name], part))
    ]
    with work.database.write_session() as session:
        repairs.make_parts(session, there, wanted)
    work.done.append(f"Parts of the schema were made anew: {', '.join(part.name for part in wanted)}.")
    for part in wanted:
        if part.type == "table":
            _was_emptied(work, part.name)


def _damaged(work: _Work) -> None:
    if "derived-pages" not in work.wrong:
        return
    with work.database.read_session() as session:
        parts = integrity.parts(session)
    for kind, name in dict.fromkeys((kind, name) for kind, name, _ in damaged_parts(work.database)):
        try:
            if kind == "index":
                _make_indexes(work, name, parts)
            elif is_derived(name):
                _make_table(work, name, parts)
        except StoreError as error:
            work.not_done.append(f"{name} could not be made anew: {reason(error)}.")


def _make_indexes(work: _Work, name: str, parts: dict[str, Part]) -> None:
    """Make an index anew, or all indexes of a table."""
    try:
        with work.database.write_session() as session:
            repairs.reindex(session, name)
    except StoreError as error:
        wanted = [it for it in parts.values() if it.type == "index" and name in (it.name, it.table)]
        if not wanted:
            raise StoreError(f"its index is part of the table ({reason(error)})") from None
        with work.database.write_session() as session:
            for part in wanted:
                repairs.make_index(session, part)
        work.compact = True
    work.done.append(f"Indexes were made anew: {name}.")


def _make_table(work: _Work, table: str, parts: dict[str, Part]) -> None:
    for index in schema.INDEXES:
        if table in [f"{index}_{shadow}" for shadow in integrity.SHADOWS]:
            work.wrong.add(_check_of(index))
            return
    with work.database.write_session() as session:
        repairs.make_empty(session, table, list(parts.values()))
    work.compact = True
    work.done.append(f"The table {table} was emptied, to be filled anew.")
    _was_emptied(work, table)


def _check_of(index: str) -> str:
    return "stems" if index == fulltext.STEMS else f"full-text-{index.removeprefix('article_')}"


def _was_emptied(work: _Work, table: str) -> None:
    """Have the jobs fill a derived table that has lost its rows."""
    if table == "article_copy":
        with work.database.write_session() as session:
            repairs.uncheck_all(session)
    if table in ("article_copy", "article_fingerprint"):
        work.wrong.add("fingerprints")
    elif table == "corpus_change":
        work.wrong.add("changes")
    elif table == "article_stems_pending":
        work.wrong.add("stems")
    else:
        work.wrong |= {"terms", "derived-references"}


def _counters(work: _Work) -> None:
    if work.wrong:
        with work.database.write_session() as session:
            repairs.restore_counters(session)
    if "changes" in work.wrong:
        work.done.append("The counters of changes were made anew.")


def _references(work: _Work) -> None:
    if "derived-references" not in work.wrong:
        return
    with work.database.read_session() as session:
        lost = [
            row
            for table in integrity.referring_tables(session)
            for row in integrity.lost_references(session, table)
            if nature_of(row) == "derived"
        ]
    with work.database.write_session() as session:
        repairs.drop_lost(session, lost)
    work.anew = True
    if lost:
        work.done.append(f"{len(lost):,} derived rows about things that are not there were removed.")


def _full_text(work: _Work) -> None:
    for index in schema.INDEXES:
        if _check_of(index) not in work.wrong:
            continue

        def told(done: int, index: str = index) -> None:
            work.progress(f"Making {index} anew", done, None)

        try:
            work.compact |= fulltext.make_anew(work.database, index, told)
        except StoreError as error:
            work.not_done.append(f"The full-text index {index} could not be made anew: {reason(error)}.")
        else:
            work.done.append(f"The full-text index {index} was made anew.")
    if "stems" in work.waiting:
        schema.migrate(work.database)
        work.done.append("Stems that waited were made.")


def _copies(work: _Work) -> None:
    if not {"fingerprints", "copies"} & (work.wrong | work.waiting):
        return
    with work.database.write_session() as session:
        repairs.drop_torn_marks(session)
        repairs.release_copies(session)
    work.progress("Finding copies", 0, None)
    work.tools.find_copies(work.database)
    work.done.append("Fingerprints were completed and copies found anew.")


def _events(work: _Work) -> None:
    concerned = _GROUPING & (work.wrong | work.waiting)
    if not concerned:
        return
    with work.database.read_session() as session:
        links = [number for number, _ in integrity_packed.links(session, work.tools.linked)]
        sketches = list(integrity_packed.sketches(session, work.tools.sketched))
    with work.database.write_session() as session:
        repairs.list_undecided(session)
        repairs.drop_links(session, links)
        repairs.drop_sketches(session, sketches)
        shrunk = repairs.measure_events(session)
    # Which articles an event has lost is not known: all are decided on once more, as they were before.
    anew = work.anew or shrunk or bool({"terms", "links"} & work.wrong)
    work.progress("Grouping into events", 0, None)
    work.tools.group_events(work.database, anew)
    work.done.append(
        "All articles were grouped into events anew; what a person decided stayed."
        if anew
        else "Sizes and days of events were brought up to date, and what waited was grouped."
    )


def _left_running(work: _Work) -> None:
    with work.database.read_session() as session:
        left = imports.left_running(session)
    if left:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with work.database.write_session() as session:
            imports.close_as_stopped(session, left, now)
        work.done.append(f"Imports whose process is gone were closed: {', '.join(map(str, left))}.")


def _compact(work: _Work) -> None:
    if work.compact:
        work.progress("Writing the file anew", 0, None)
        repairs.compact(work.database.path)
        work.done.append("The file was written anew without its damaged pages.")


_STEPS: tuple[Callable[[_Work], None], ...] = (
    _parts,
    _damaged,
    _counters,
    _references,
    _full_text,
    _copies,
    _events,
    _left_running,
    _compact,
)
