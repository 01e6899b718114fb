"""One FTS5 table as a peer of a search: asked in SQL as applications do, and over HTTP through Datasette."""

import json
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from search_peers import SNIPPETS, Answer, Peer
from search_queries import Article, Question

_FILE = "peer.sqlite3"
# Datasette knows a full-text table by double quotes.
_SCHEMA = """
CREATE TABLE article (
    id INTEGER PRIMARY KEY, title TEXT, dek TEXT, body TEXT, byline TEXT, outlet TEXT,
    day INTEGER, month INTEGER
);
CREATE INDEX article_outlet ON article (outlet);
CREATE INDEX article_month ON article (month);
CREATE INDEX article_day ON article (day);
CREATE VIRTUAL TABLE article_fts USING fts5(
    title, dek, body, byline, content="article", content_rowid="id", tokenize="porter unicode61"
);
"""
_WORDS_IN_SNIPPET = 40
_STARTS_WITHIN = 30.0


def write_table(path: Path, corpus: Iterable[Article]) -> None:
    """The articles in one table, their text in one full-text table over it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript(_SCHEMA)
    connection.executemany(
        "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ((a.id, a.title, a.dek, a.body, a.byline, a.outlet, a.day, a.month) for a in corpus),
    )
    connection.execute("INSERT INTO article_fts (article_fts) VALUES ('rebuild')")
    connection.execute("INSERT INTO article_fts (article_fts) VALUES ('optimize')")
    connection.commit()
    connection.execute("ANALYZE")
    connection.close()


def expression(question: Question) -> str | None:
    """The question in FTS5's language, which knows no slips."""
    words = question.words
    if question.kind == "fuzzy":
        return None
    if question.kind == "phrase":
        return f'"{" ".join(words)}"'
    if question.kind == "prefix":
        return f"{words[0]}*"
    return {"or": " OR ", "not": " NOT "}.get(question.kind, " AND ").join(f'"{word}"' for word in words)


class Fts5(Peer):
    """Four statements a question: total, the best with their passages, outlets, months.

    A beginning is looked for among stems.
    """

    name = "FTS5 in SQL"

    def build(self, corpus: Iterable[Article]) -> None:
        """The table both peers of this module ask."""
        write_table(self.folder / _FILE, corpus)
        (self.folder / "done").touch()

    def open(self) -> None:
        """A connection of its own."""
        self._connection = sqlite3.connect(self.folder / _FILE)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def ask(self, question: Question) -> Answer | None:
        """All four statements."""
        match = expression(question)
        if match is None:
            return None
        values = {"match": match, "outlet": question.outlet, "first": question.first, "last": question.last}
        narrowed = question.outlet is not None
        source = (
            "FROM article_fts JOIN article ON article.id = article_fts.rowid WHERE article_fts MATCH :match"
        )
        if narrowed:
            source += " AND outlet = :outlet AND day BETWEEN :first AND :last"
        counted = source if narrowed else "FROM article_fts WHERE article_fts MATCH :match"
        order = "day DESC, id DESC" if question.kind == "newest" else "bm25(article_fts, 6.0, 3.0, 1.0, 2.0)"
        run = self._connection.execute
        total = run(f"SELECT count(*) {counted}", values).fetchone()[0]
        # The passages are made for the rows that are shown, not for all that are sorted.
        shown = run(
            f"""WITH best AS MATERIALIZED (SELECT article_fts.rowid AS number {source}
                ORDER BY {order} LIMIT {SNIPPETS})
            SELECT article.title, snippet(article_fts, 2, '<b>', '</b>', '…', {_WORDS_IN_SNIPPET})
            FROM article_fts JOIN article ON article.id = article_fts.rowid
            WHERE article_fts MATCH :match AND article_fts.rowid IN (SELECT number FROM best)""",
            values,
        ).fetchall()
        facets = [
            run(f"SELECT {name}, count(*) {source} GROUP BY 1 ORDER BY 2 DESC", values).fetchall()
            for name in ("outlet", "month")
        ]
        marked = sum("<b>" in passage for _, passage in shown)
        return Answer(total, len(facets[0]), len(facets[1]), len(shown), marked)


class Datasette(Peer):
    """A Datasette server over the same table, asked for JSON on one connection.

    It ranks nothing and marks nothing: its rows come by id, with the beginning of nothing but their columns.
    """

    name = "Datasette, HTTP"
    _SETTINGS = {  # noqa: RUF012
        **dict.fromkeys(("sql_time_limit_ms", "facet_time_limit_ms"), "60000"),
        **{"suggest_facets": "off", "default_cache_ttl": "0"},
    }

    def __init__(self, folder: Path) -> None:
        """``folder`` is that of Fts5, which must be built."""
        super().__init__(folder)
        self._server: subprocess.Popen[bytes] | None = None

    def is_built(self) -> bool:
        """Raises ImportError when it is not installed."""
        if find_spec("datasette") is None:
            raise ImportError("datasette")
        return super().is_built()

    def open(self) -> None:
        """Start the server the first time; it stays: to start it takes a second."""
        if self._server is None:
            self._port = free_port()
            settings = [part for pair in self._SETTINGS.items() for part in ("--setting", *pair)]
            self._server = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "datasette",
                    "serve",
                    self.folder / _FILE,
                    "-p",
                    str(self._port),
                    *settings,
                ],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            wait_for(self._port)
        self._connection = HTTPConnection("127.0.0.1", self._port, timeout=120)
        self._connection.connect()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def stop(self) -> None:
        """End the server."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait()

    def ask(self, question: Question) -> Answer | None:
        """One request: the page of a table with search and facets."""
        match = expression(question)
        if match is None:
            return None
        asked: list[tuple[str, Any]] = [("_search", match), ("_searchmode", "raw"), ("_size", SNIPPETS)]
        asked += [("_facet", "outlet"), ("_facet", "month"), ("_facet_size", "max")]
        asked += [("_col", name) for name in ("title", "outlet", "day")]
        if question.kind == "newest":
            asked.append(("_sort_desc", "day"))
        if question.outlet is not None:
            asked += [
                ("outlet__exact", question.outlet),
                ("day__gte", question.first),
                ("day__lte", question.last),
            ]
        self._connection.request("GET", f"/peer/article.json?{urlencode(asked)}")
        response = self._connection.getresponse()
        page = json.loads(response.read())
        if response.status != 200:
            raise RuntimeError(page)
        facets = page["facet_results"]
        facets = facets.get("results", facets)
        return Answer(
            total=page["filtered_table_rows_count"],
            outlets=len(facets["outlet"]["results"]),
            months=len(facets["month"]["results"]),
            shown=len(page["rows"]),
            marked=0,
        )


def free_port() -> int:
    """A port of this machine that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Return when something listens at ``port``. Raises TimeoutError when nothing does in half a minute."""
    end = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nothing listens at {port}")
