"""What a corpus must be after anything whatever happened to it, read past the program."""

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from killed import Command

OWN_WORD = re.compile(r"zq\w+qz")

# how many rows break what always holds
_BROKEN = {
    "articles without document": (
        "SELECT count(*) FROM article WHERE document_id NOT IN (SELECT id FROM document)"
    ),
    "articles without words": "SELECT count(*) FROM article WHERE body = '' OR title = ''",
    "articles without fingerprint": (
        "SELECT count(*) FROM article"
        " WHERE id NOT IN (SELECT article_id FROM article_fingerprint WHERE checked)"
    ),
    "versions nobody made": "SELECT count(*) FROM article_version",
    "documents kept twice": "SELECT count(*) - count(DISTINCT sha256) FROM document",
    "events of one": (
        "SELECT count(*) FROM (SELECT event_id FROM event_member GROUP BY event_id HAVING count(*) < 2)"
    ),
    "events without articles": (
        "SELECT count(*) FROM event WHERE id NOT IN (SELECT event_id FROM event_member)"
    ),
    "members that are no articles": (
        "SELECT count(*) FROM event_member WHERE article_id NOT IN (SELECT id FROM article)"
    ),
}


@contextmanager
def reading(data: Path) -> Iterator[sqlite3.Connection]:
    """The database of a data folder, to be read."""
    with closing(sqlite3.connect(f"file:{data / 'parallax.sqlite3'}?mode=ro", uri=True)) as opened:
        yield opened


def articles(data: Path) -> dict[str, tuple[object, ...]]:
    """Everything an article says, by its own word. Fails when one is there twice."""
    wanted = (
        "SELECT body, title, external_id, published, article.language, outlet.name, document.sha256, byline,"
        " dek FROM article JOIN document ON document.id = document_id"
        " LEFT JOIN outlet ON outlet.id = outlet_id"
    )
    found: dict[str, tuple[object, ...]] = {}
    with reading(data) as opened:
        for row in opened.execute(wanted):
            (word,) = set(OWN_WORD.findall(row[0]))
            assert word not in found, f"{word} is there twice"
            found[word] = row
    return found


def partition(data: Path) -> set[frozenset[str]]:
    """The events, each as the own words of its articles."""
    events: dict[int, set[str]] = defaultdict(set)
    with reading(data) as opened:
        for event, body in opened.execute(
            "SELECT event_id, body FROM event_member JOIN article ON article.id = article_id"
        ):
            events[event].add(OWN_WORD.findall(body)[0])
    return {frozenset(members) for members in events.values()}


def check_whole(data: Path, words: Sequence[str]) -> None:
    """Fail unless each of ``words`` finds its one article, and everything holds together."""
    with reading(data) as opened:

        def one(sql: str, *values: object) -> object:
            return opened.execute(sql, values).fetchone()[0]

        assert one("SELECT count(*) FROM article") == len(words)
        for word in words:
            assert one("SELECT count(*) FROM article_fts WHERE article_fts MATCH ?", word) == 1, word
        broken = {name: number for name, sql in _BROKEN.items() if (number := one(sql))}
        assert not broken
        assert one("PRAGMA integrity_check") == "ok"
        assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
    check_indexes(data)
    check = Command(data / "check", "--data", data, "check", "--json")
    assert check.ended()[0] == 0, check.out + check.err
    assert json.loads(check.out)["clean"]


def check_indexes(data: Path) -> None:
    """Fail when a full-text index does not hold what its table holds."""
    with closing(sqlite3.connect(data / "parallax.sqlite3")) as opened:
        for index in ("article_fts", "article_words"):
            opened.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
        opened.rollback()


def nothing_half_written(data: Path) -> None:
    """Fail when something lies in the data folder that belongs to no one."""
    left = {
        str(path.relative_to(data))
        for path in data.rglob("*")
        if not path.is_dir() and path.suffix not in (".out", ".err")
    }
    database = {f"parallax.sqlite3{end}" for end in ("", "-wal", "-shm")}
    told = {name for name in left if name.startswith("jobs/") and name.endswith((".json", ".addresses"))}
    kept = {name for name in left if ".before-" in name and not name.endswith(".part")}
    assert left - database - told - kept <= {"uploads/.lock"}, left
    assert [path for path in data.glob("uploads/*") if path.is_dir()] == []
