"""Checks of the file itself: its pages, its schema, and that what is named is there."""

import re
from collections.abc import Iterator
from pathlib import Path

from app.database import Database
from app.errors import StoreError
from app.store import integrity, schema
from app.store.integrity import Lost, Part
from app.upkeep.findings import Finding, Nature, Tally, reading

# Tables of which nothing is lost with a row: all is made anew from the articles.
DERIVED = frozenset(
    {
        "article_fingerprint",
        "article_copy",
        "article_terms",
        "article_links",
        "article_undecided",
        "article_stems_pending",
        "event_storyline",
        "storyline",
        "corpus_change",
    }
)
_BY_HAND = frozenset({"correction", "note", "article_alone", "event_member"})
_INDEX = re.compile(r"index (\w+)$")
_FULL_TEXT = re.compile("article_(fts|words|stems)(_|$)")


def is_derived(table: str) -> bool:
    """Whether a table holds only what is made from others."""
    return table in DERIVED or _FULL_TEXT.match(table) is not None


def pages(database: Database) -> Iterator[Finding]:
    """SQLite's own check of every page: damage of indexes and derived tables apart from that of originals."""
    originals = Tally("pages", "The pages of the database file", "original")
    derived = Tally("derived-pages", "Pages of indexes and derived tables", "derived")
    with reading(originals):
        with database.read_session() as session:
            originals.looked_at = integrity.page_count(session)
            derived.looked_at = sum(map(is_derived, integrity.tables(session)))
        for kind, name, message in damaged_parts(database):
            is_made_anew = kind == "index" or is_derived(name)
            (derived if is_made_anew else originals).add(message if name in message else f"{name}: {message}")
    yield originals.finding()
    yield derived.finding()


def damaged_parts(database: Database) -> list[tuple[str, str, str]]:
    """Indexes and tables with damaged pages: kind (``index``, ``table`` or ``file``), name and a message.

    ``index`` with the name of a table stands for all its indexes.
    """
    with database.read_session() as session:
        messages = integrity.page_messages(session)
        if not messages:
            return []
        found = []
        for table in integrity.tables(session):
            of_table = integrity.page_messages(session, table)
            named = [(message, _INDEX.search(message)) for message in of_table]
            found += [("index", index[1], message) for message, index in named if index]
            others = [message for message, index in named if not index]
            if others:
                kind = "index" if integrity.is_readable(session, table) else "table"
                found += [(kind, table, message) for message in others]
    return found or [("file", "The file", message) for message in messages]


def parts(database: Database) -> Iterator[Finding]:
    """Tables, indexes and triggers, held against those of a new database."""
    originals = Tally("tables", "The tables that hold originals", "original")
    derived = Tally("schema", "Derived tables, indexes and triggers", "derived")
    with reading(originals):
        expected, there = schema_parts(database)
        for name, part in expected.items():
            tally = originals if part.type == "table" and not is_derived(name) else derived
            tally.looked_at += 1
            if name not in there:
                tally.add(f"The {part.type} {name} is gone.")
            elif not is_as_made(there[name], part):
                tally.add(f"The {part.type} {name} is not as this version of Parallax makes it.")
    yield originals.finding()
    yield derived.finding()


def schema_parts(database: Database) -> tuple[dict[str, Part], dict[str, Part]]:
    """The parts that a new database has, and those that this one has."""
    expected = integrity.expected_parts()
    with database.read_session() as session:
        return expected, integrity.parts(session)


def is_as_made(part: Part, expected: Part) -> bool:
    """Whether an index or a trigger is the expected one. Tables that came by way of older schemas may be
    written otherwise."""
    return part.type == "table" or _words(part.sql) == _words(expected.sql)


def _words(sql: str) -> str:
    return " ".join(sql.replace('"', "").lower().split())


def references(database: Database) -> Iterator[Finding]:
    """That every row which another one names is there: documents of articles, members of events, the rest."""
    originals = Tally("references", "Articles, versions and problems have their documents", "original")
    by_hand = Tally("references-by-hand", "What a person decided is about things that are there", "by hand")
    derived = Tally("derived-references", "What is derived is about things that are there", "derived")
    tallies: dict[Nature, Tally] = {"original": originals, "by hand": by_hand, "derived": derived}
    tables: list[str] = []
    with reading(originals), database.read_session() as session:
        tables = integrity.referring_tables(session)
    for table in tables:
        with reading(derived if is_derived(table) else originals), database.read_session() as session:
            originals.looked_at += integrity.row_count(session, table)
            for lost in integrity.lost_references(session, table):
                tallies[nature_of(lost)].add(_told(lost))
    yield originals.finding()
    yield by_hand.finding()
    yield derived.finding()


def nature_of(lost: Lost) -> Nature:
    """What a row that names one which is not there is."""
    if is_derived(lost.table) or (lost.table == "event_member" and not lost.by_person):
        return "derived"
    return "by hand" if lost.table in _BY_HAND else "original"


def _told(lost: Lost) -> str:
    what = lost.table.replace("_", " ").capitalize()
    return f"{what} {lost.row} names {lost.parent.replace('_', ' ')} {lost.value}, which is not there."


def revision(database: Database) -> tuple[str | None, Finding]:
    """The schema's revision, and whether this version of the program works with it."""
    tally = Tally("revision", "The version of the schema", "derived", looked_at=1)
    found = None
    with reading(tally):
        found, known = schema.current_revision(database), schema.revisions()
        if found is None:
            raise StoreError(f"{database.path} is no database of Parallax.")
        if found not in known:
            raise StoreError(f"Schema {found} is that of a newer version of Parallax. Update Parallax.")
        if found != known[-1]:
            tally.add(
                f"The schema is {found}, this version works with {known[-1]}: it is brought up to date."
            )
    return found, tally.finding()


def is_database(path: Path) -> bool:
    """Whether there is a file with something in it."""
    return path.is_file() and path.stat().st_size > 0
