"""Checks of the full-text indexes and the stems."""

from collections.abc import Iterator

from app.database import Database
from app.store import fulltext, schema
from app.upkeep.findings import Finding, Tally, reading
from app.upkeep.tools import Progress

_NAMES = {
    "article_fts": "the index of English stems",
    "article_words": "the index of words",
    "article_stems": "the index of other languages' stems",
}


def full_text(database: Database, progress: Progress) -> Iterator[Finding]:
    """The indexes that hold all articles: each is there once, with the words it has now."""
    for number, index in enumerate(name for name in schema.INDEXES if name != fulltext.STEMS):
        tally = Tally(f"full-text-{index.removeprefix('article_')}", _title(index), "derived")
        progress(tally.title, number, 2)
        with reading(tally):
            with database.read_session() as session:
                tally.looked_at = fulltext.rows(session, index)
                for article in fulltext.missing(session, index):
                    tally.add(f"Article {article} is not in it.")
                for article in fulltext.left_over(session, index):
                    tally.add(f"It has article {article}, which is not there.")
            _compare(database, index, tally)
        yield tally.finding()


def stems(database: Database, progress: Progress) -> Iterator[Finding]:
    """The index of stems, against stems that are made anew."""
    tally = Tally("stems", _title(fulltext.STEMS), "derived")
    with reading(tally):
        with database.read_session() as session:
            current, waiting = fulltext.stems_are_current(session), fulltext.stems_waiting(session)
            tally.looked_at = fulltext.rows(session, fulltext.STEMS)
        if waiting or not current:
            tally.notes.append("some articles have their stems made when the corpus is opened next")
        if current:
            _compare_stems(database, tally, waiting, progress)
            _compare(database, fulltext.STEMS, tally)
    yield tally.finding()


def _compare_stems(database: Database, tally: Tally, waiting: set[int], progress: Progress) -> None:
    ought, last, more = set(waiting), 0, True
    while more:
        with database.read_session() as session:
            reached, some, stale = fulltext.stale_stems(session, last)
            lacking = set(some) - fulltext.stemmed_among(session, some) - waiting
        ought.update(some)
        for article in sorted(lacking):
            tally.add(f"Article {article} is not in it.")
        for article in stale:
            if article not in waiting:
                tally.add(f"It has an older text of article {article}.")
        more = reached is not None
        last = reached or last
        progress(tally.title, len(ought), None)
    with database.read_session() as session:
        for article in fulltext.superfluous_stems(session, ought):
            tally.add(f"It has article {article}, which has no stems of its own.")


def _compare(database: Database, index: str, tally: Tally) -> None:
    """Add what FTS5's own check says, unless rows that lack or are left over explain it."""
    told = None if tally.wrong else fulltext.disagreement(database, index)
    if told is not None:
        tally.add(f"It does not hold the words that the articles have now ({told}).")


def _title(index: str) -> str:
    name = _NAMES[index]
    return f"{name[0].upper()}{name[1:]}"
