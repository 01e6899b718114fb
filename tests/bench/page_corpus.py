"""A corpus to measure pages on: a copy with what its readers would add, and the addresses of its pages."""

import random
import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from every_address import reads

from app.compare.compare import compare
from app.compare.frozen import freeze
from app.database import Database
from app.events import by_hand
from app.resources import DOCUMENTS
from app.store import articles, corrections, event_edits, feeds, frozen, notes, saved_searches
from app.store.notes import Sides
from app.store.schema import migrate
from app.text.anchors import Place, anchor

NOW = "2026-01-05T10:00:00+00:00"
# a server at rest has no import that waits for its turn, and one without a password nobody signs in to
_NEVER = {"/imports/waiting/{number}", "/sign-in"}
_OUTLETS = "SELECT slug FROM outlet JOIN article ON outlet_id = outlet.id GROUP BY slug"
_NOTES, _SEARCHES, _FEEDS, _FROZEN, _EDITS = 60, 12, 25, 20, 40


def copied(data: Path, work: Path) -> Path:
    """A copy of the data folder's database in the folder ``work``, with notes, saved searches, feeds, frozen
    comparisons, corrections and edits of events; its path."""
    work.mkdir(parents=True, exist_ok=True)
    path = work / "parallax.sqlite3"
    with closing(sqlite3.connect(data / path.name)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    database = Database(path)
    migrate(database)
    with closing(sqlite3.connect(path)) as connection:
        pairs = _pairs(connection, max(_NOTES, _FROZEN), random.Random(11))
        words = _words(connection, 5, 500)[:_SEARCHES]
    for place, pair in enumerate(pairs[:_NOTES]):
        with database.write_session() as session:
            _annotate(session, place, pair)
    with database.write_session() as session:
        for word in words:
            saved_searches.save(session, urlencode({"q": word}), word, NOW, seen_id=20_000)
        for number in range(_FEEDS):
            feed = feeds.add(
                session, f"https://paper-{number}.example/feed.xml", title=f"Paper {number}", now=NOW
            )
            assert feed is not None
            feeds.failed(
                session, feed, reason="It did not answer.", now=NOW, due_at="2099-01-01T00:00:00+00:00"
            )
        for a, _ in pairs[:_EDITS:2]:
            event = articles.cards(session, [a])[0].event_id
            assert event is not None
            event_edits.rename(session, event, f"The event of article {a}", NOW)
        by_hand.remove(session, [pairs[-1][0]], NOW)
    database.close()
    return path


def _annotate(session: Any, place: int, pair: tuple[int, int]) -> None:
    read = articles.get_many(session, list(pair))
    blocks = tuple(block.text for block in read[0].blocks)
    longest = max(range(len(blocks)), key=lambda index: len(blocks[index]))
    passage = anchor(blocks, Place(longest, 0, min(80, len(blocks[longest]))), read[0].version)
    assert passage is not None
    notes.on_passage(session, pair[0], passage, "Who said so, and to whom?", NOW)
    if place < _FROZEN:
        shown = compare(read[:1], read[1:], name_a=None, name_b=None)
        kept = freeze(shown, read, address="/compare", event=None, made_at=NOW)
        frozen.freeze(session, kept.model_dump(mode="json"), kept.title)
        sides = Sides(a=pair[:1], b=pair[1:], title=kept.title, address="/compare?a={}&b={}".format(*pair))
        notes.on_comparison(session, sides, "Only one of them names the place.", NOW)
        corrections.set_by_hand(session, pair[0], "section", "World", now=NOW)


def addresses(path: Path, each: int) -> dict[str, list[str]]:
    """For every page of the app: up to ``each`` addresses with what stands in this database, by its route.

    Raises AssertionError for a page that is not known here: tell of it when there is a new one.
    """
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        found = _Addresses(connection, each).all()
    pages = {read.path for read in reads() if read.is_page} - _NEVER
    assert pages == set(found), f"measured: {sorted(found)}, pages: {sorted(pages)}"
    return {route: some[:each] for route, some in found.items()}


class _Addresses:
    """Chooses addresses: rows of all sizes, evenly, the largest among them."""

    def __init__(self, connection: sqlite3.Connection, each: int) -> None:
        self._connection, self._each = connection, each
        self._chance = random.Random(7)

    def all(self) -> dict[str, list[str]]:
        return {**self._of_rows(), **self._of_searches(), **self._of_lists()}

    def _rows(self, query: str) -> list[Any]:
        """Of the first column of all rows: as many as wanted, evenly spread, in an order of chance."""
        found = [row[0] for row in self._connection.execute(query)]
        last, wanted = len(found) - 1, min(self._each, len(found))
        chosen = [found[round(place * last / max(wanted - 1, 1))] for place in range(wanted)]
        self._chance.shuffle(chosen)
        return chosen

    def _of_rows(self) -> dict[str, list[str]]:
        by_size = "SELECT event_id FROM event_member GROUP BY event_id HAVING count(*) > 1 ORDER BY count(*)"
        of_two = """SELECT event_id FROM event_member JOIN article ON article.id = article_id
            GROUP BY event_id HAVING count(DISTINCT outlet_id) > 1 ORDER BY sum(word_count)"""
        by_length = "SELECT id FROM article ORDER BY word_count"
        outlets = f"{_OUTLETS} ORDER BY count(*)"
        pairs = _pairs(self._connection, self._each, self._chance)
        events, compared, longest = self._rows(by_size), self._rows(of_two), self._rows(by_length)
        runs = self._rows("SELECT id FROM ingest_run")
        noted = self._rows("SELECT id FROM note")
        tokens = self._rows("SELECT token FROM frozen_comparison")
        return {
            "/articles/{article_id}": [f"/articles/{number}" for number in longest],
            "/articles/{article_id}/related": [f"/articles/{number}/related" for number in longest],
            "/articles/{article_id}/versions": [
                f"/articles/{number}/versions"
                for number in self._rows("SELECT id FROM article ORDER BY version")
            ],
            "/events/{event_id}": [f"/events/{number}" for number in events],
            "/events/{event_id}/log": [f"/events/{number}/log" for number in events],
            "/events/{event_id}/compare": [f"/events/{number}/compare" for number in compared],
            "/events/{event_id}/matrix": [f"/events/{number}/matrix" for number in compared],
            "/compare": ["/compare", *(f"/compare?{urlencode({'a': a, 'b': b})}" for a, b in pairs)],
            "/outlets/{slug}": [
                "/outlets/unknown",
                *(f"/outlets/{quote(slug, safe='')}" for slug in self._rows(outlets)),
            ],
            "/storylines/{storyline_id}": [
                f"/storylines/{number}"
                for number in self._rows(
                    """SELECT storyline_id FROM event_storyline WHERE storyline_id IS NOT NULL
                    GROUP BY storyline_id ORDER BY count(*)"""
                )
            ],
            "/imports/{run_id}": [f"/imports/{number}" for number in runs],
            "/imports/{run_id}/articles": [
                f"/imports/{number}/articles?page={p}" for number in runs for p in (1, 9)
            ],
            "/feeds/{feed_id}": [f"/feeds/{number}" for number in self._rows("SELECT id FROM feed")],
            "/searches/{search_id}": [f"/searches/{n}" for n in self._rows("SELECT id FROM saved_search")],
            "/frozen/{token}": [f"/frozen/{token}" for token in tokens],
            "/notes/new": [f"/notes/new?article={number}" for number in longest],
            "/notes/{note_id}/edit": [f"/notes/{number}/edit" for number in noted],
        }

    def _of_searches(self) -> dict[str, list[str]]:
        rare, middling = _words(self._connection, 3, 20), _words(self._connection, 200, 2_000)
        common = _words(self._connection, 5_000, 40_000)
        outlet = self._connection.execute(f"{_OUTLETS} ORDER BY count(*) DESC LIMIT 1").fetchone()[0]
        narrowed = (
            *({"q": q} for q in (rare[0], rare[1], middling[0], common[0], common[1], "")),
            *({"q": f"{a} {b}"} for a, b in zip(middling[1:4], common[2:5], strict=True)),
            {"q": f"{middling[4]} OR {middling[5]}"},
            {"q": f"{common[5]} -{middling[6]}"},
            {"q": f"title:{middling[7]}"},
            {"q": f"{middling[8][:5]}*"},
            {"q": f'"{middling[9]} {common[6]}"'},
            {"q": common[7], "outlet": outlet},
            {"q": common[8], "from": "2016-06-01", "to": "2016-08-31"},
            {"q": "", "outlet": outlet},
            {"q": f"{rare[2]}", "sort": "newest"},
            {"q": middling[10], "lang": "en"},
            {"q": f"{rare[3][:-1]}x~"},
        )
        ordered = (
            {"q": common[9], "page": 2},
            {"q": common[10], "sort": "newest", "page": 40},
            {"q": middling[11], "sort": "oldest"},
        )
        asked = [urlencode(given) for given in (*narrowed, *ordered)]
        both = [urlencode({"q": a, "b_q": b}) for a, b in zip(common[:8], middling[:8], strict=True)]
        self._chance.shuffle(asked)
        lines = [[("q", a), ("q", b)] for a, b in zip(middling[12:20], common[11:19], strict=True)]
        return {
            "/search": [f"/search?{query}" for query in asked],
            "/concordance": [f"/concordance?{query}" for query in asked],
            "/words": [f"/words?{query}" for query in [*both, *asked]],
            "/trends": [
                *(f"/trends?{urlencode(pairs)}" for pairs in lines),
                *(f"/trends?{urlencode([*pairs[1:], ('by', 'outlet')])}" for pairs in lines[:4]),
                *(f"/trends?{query}" for query in asked),
            ],
            "/suggest": [
                f"/suggest?{urlencode({'q': word[:length]})}" for word in common for length in (1, 3, 4)
            ],
        }

    def _of_lists(self) -> dict[str, list[str]]:
        def paged(path: str, last: int) -> list[str]:
            return [
                path,
                *(f"{path}?page={number}" for number in (2, last // 2 + 1, last) if 1 < number <= last),
            ]

        pages = {
            name: max(1, self._connection.execute(query).fetchone()[0])
            for name, query in (
                ("events", "SELECT count(*) / 25 FROM event WHERE article_count > 1"),
                ("storylines", "SELECT count(DISTINCT storyline_id) / 25 FROM event_storyline"),
                ("notes", "SELECT count(*) / 50 FROM note"),
            )
        }
        outlet = self._rows(_OUTLETS)
        narrowed = [f"/events?{urlencode({'outlet': slug})}" for slug in outlet[:6]]
        words = [f"/events?{urlencode({'q': word})}" for word in _words(self._connection, 200, 9_000)[:6]]
        names = (
            *("searches", "frozen", "outlets", "imports", "feeds", "removed"),
            *("add", "about", "how", "keys", "docs", "api/docs", "events/log"),
        )
        return {
            **{f"/{name}": [f"/{name}"] * 6 for name in names},
            "/": ["/"] * 6,
            "/events": [*paged("/events", pages["events"]), "/events?sort=covered", *narrowed, *words],
            "/storylines": [*paged("/storylines", pages["storylines"]), "/storylines?q=trump"],
            "/notes": [*paged("/notes", pages["notes"]), "/notes?q=who"],
            "/docs/{document}": [f"/docs/{path.stem}" for path in sorted(DOCUMENTS.glob("*.md"))],
        }


def _pairs(connection: sqlite3.Connection, most: int, chance: random.Random) -> list[tuple[int, int]]:
    """Two articles of one event, from different outlets."""
    query = """SELECT min(article_id), max(article_id)
        FROM event_member JOIN article ON article.id = article_id GROUP BY event_id
        HAVING count(DISTINCT outlet_id) > 1 ORDER BY event_id"""
    found = [(a, b) for a, b in connection.execute(query)]
    return chance.sample(found, min(most, len(found)))


def _words(connection: sqlite3.Connection, fewest: int, most: int) -> Sequence[str]:
    """Words that so many articles hold, in an order that nobody chose."""
    rows: Iterable[tuple[str]] = connection.execute(
        "SELECT term FROM article_words_vocab WHERE doc BETWEEN ? AND ? AND length(term) > 4", (fewest, most)
    )
    plain = sorted(term for (term,) in rows if re.fullmatch(r"[a-z]+", term))
    return random.Random(5).sample(plain, min(40, len(plain)))
