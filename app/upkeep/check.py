"""The check of a whole corpus: every check in turn, and what they found."""

import time
from collections.abc import Iterator

from app.database import Database
from app.errors import NotFoundError, StoreError
from app.store import corpus
from app.upkeep.check_index import full_text, stems
from app.upkeep.check_pages import is_database, pages, parts, references, revision
from app.upkeep.check_rules import between_tables
from app.upkeep.check_texts import documents, texts
from app.upkeep.findings import Finding, Report
from app.upkeep.tools import Progress, Tools


def check(database: Database, tools: Tools, progress: Progress) -> Report:
    """Look at everything in ``database`` and change nothing.

    Each check reads one instant of the corpus, or what never changes, so that others may write meanwhile.
    Raises NotFoundError when there is no corpus, KeyboardInterrupt when a person stops it.
    """
    if not is_database(database.path):
        raise NotFoundError(f"There is no corpus in {database.path.parent}. Name its folder with --data.")
    began = time.monotonic()
    found, first = revision(database)
    findings = [first]
    for finding in _checks(database, tools, progress, current=not first.wrong):
        findings.append(finding)
    return Report(
        database=str(database.path),
        schema_revision=found,
        clean=not any(finding.wrong for finding in findings),
        articles=_articles(database),
        seconds=round(time.monotonic() - began, 2),
        checks=tuple(findings),
    )


def _checks(database: Database, tools: Tools, progress: Progress, *, current: bool) -> Iterator[Finding]:
    progress("The pages of the database file", 0, None)
    yield from pages(database)
    if not current:
        return
    progress("Tables, indexes and references", 0, None)
    yield from parts(database)
    yield from references(database)
    yield from documents(database, progress)
    yield from texts(database, progress)
    yield from full_text(database, progress)
    yield from stems(database, progress)
    yield from between_tables(database, tools, progress)


def _articles(database: Database) -> int:
    try:
        with database.read_session() as session:
            return corpus.article_count(session)
    except StoreError:
        return 0
