"""Checks of what must hold between tables, and of values that are packed or written as JSON."""

from collections.abc import Callable, Iterator

from sqlmodel import Session

from app.database import Database
from app.store import (
    corrections,
    imports,
    integrity,
    integrity_by_hand,
    integrity_packed,
    integrity_rules,
    integrity_texts,
)
from app.store.frozen import digest_of
from app.upkeep.findings import Finding, Nature, Tally, reading
from app.upkeep.tools import Progress, Tools

_RULES: tuple[tuple[str, str, Nature], ...] = (
    ("versions", "Versions of articles, without a gap", "original"),
    ("imports", "Counts of imports", "original"),
    ("fingerprints", "Fingerprints, by which copies are found", "derived"),
    ("copies", "Groups of copies", "derived"),
    ("terms", "Counted words, by which events are found", "derived"),
    ("links", "Links between articles", "derived"),
    ("events", "Events: articles and days", "derived"),
    ("storylines", "Storylines", "derived"),
    ("edits", "Edits of events by hand", "by hand"),
    ("corrections", "Corrections", "by hand"),
    ("outlets", "Merged outlets, and the outlets of articles", "by hand"),
    ("notes", "Notes", "by hand"),
    ("frozen", "Frozen comparisons", "by hand"),
    ("removed", "What was removed and can be brought back", "by hand"),
    ("changes", "Counters of changes", "derived"),
)


def between_tables(database: Database, tools: Tools, progress: Progress) -> Iterator[Finding]:
    """All of them, each on one instant of the corpus."""
    for number, (name, title, nature) in enumerate(_RULES):
        tally = Tally(name, title, nature)
        progress(title, number, len(_RULES))
        with reading(tally), database.read_session() as session:
            if name in integrity_rules.LOOKED_AT:
                tally.looked_at = integrity_rules.looked_at(session, name)
            for words in integrity_rules.broken(session, name):
                tally.add(words)
            tally.notes += integrity_rules.waiting(session, name)
            if name in _MORE:
                _MORE[name](session, tally, tools)
        yield tally.finding()


def _imports(session: Session, tally: Tally, tools: Tools) -> None:
    for number in imports.left_running(session):
        tally.notes.append(f"import {number} was ended before it was done; what it took in is here")
    tally.notes += tools.uploads()


def _links(session: Session, tally: Tally, tools: Tools) -> None:
    for article, problem in integrity_packed.links(session, tools.linked):
        tally.add(f"The links of article {article} {problem}.")


def _storylines(session: Session, tally: Tally, tools: Tools) -> None:
    tally.looked_at = integrity.row_count(session, "event_storyline")
    for event in integrity_packed.sketches(session, tools.sketched):
        tally.add(f"The sketch of event {event} cannot be read.")
    waiting = integrity_packed.unlinked_events(session)
    if waiting:
        tally.notes.append(f"{waiting:,} events wait to be looked at for storylines")


def _edits(session: Session, tally: Tally, _tools: Tools) -> None:
    for number, problem in integrity_by_hand.unreadable_edits(session):
        tally.add(f"Edit {number}: {problem}.")


def _corrections(session: Session, tally: Tally, _tools: Tools) -> None:
    tally.looked_at = integrity.row_count(session, "correction")
    for article, field in corrections.unapplied(session):
        tally.add(f"Article {article} does not show the {field} that a person set.")


def _outlets(session: Session, tally: Tally, _tools: Tools) -> None:
    tally.looked_at = integrity.row_count(session, "outlet")
    circles = integrity_by_hand.circles_of_outlets(session)
    for name in circles:
        tally.add(f"“{name}” is merged into itself by way of others.")
    for article, number in () if circles else integrity_by_hand.misplaced_articles(session):
        others = f" and {number - 1:,} more" if number > 1 else ""
        tally.add(f"Article {article}{others}: the outlet shown is not that of the document or of a merge.")


def _notes(session: Session, tally: Tally, _tools: Tools) -> None:
    tally.looked_at = integrity.row_count(session, "note")
    for number, problem in integrity_by_hand.unreadable_notes(session):
        tally.add(f"Note {number}: {problem}.")


def _frozen(session: Session, tally: Tally, tools: Tools) -> None:
    for token, title, digest, content in integrity_texts.frozen(session):
        tally.looked_at += 1
        try:
            tools.frozen(content)
            is_whole = digest_of(content) == digest
        except ValueError:
            is_whole = False
        if not is_whole:
            tally.add(f"The frozen comparison {token}, “{title}”, is not as it was frozen.")


def _removed(session: Session, tally: Tally, _tools: Tools) -> None:
    tally.looked_at = integrity.row_count(session, "removal")
    for number, title in integrity_by_hand.unreadable_removals(session):
        tally.add(f"“{title}”, removed under number {number}, cannot be brought back.")


_MORE: dict[str, Callable[[Session, Tally, Tools], None]] = {
    "imports": _imports,
    "links": _links,
    "storylines": _storylines,
    "edits": _edits,
    "corrections": _corrections,
    "outlets": _outlets,
    "notes": _notes,
    "frozen": _frozen,
    "removed": _removed,
}
