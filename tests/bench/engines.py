"""SQLite FTS5 beside whoosh's own index, in one run: why the full text lives in the former.

    python tests/bench/engines.py ARTICLES.jsonl.gz [--articles 5000]

Both index title and body of the same articles with stemming, and answer the same queries of one and two
words with all hits, ranked. Quote the ratios.
"""

import argparse
import gzip
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in
from whoosh.qparser import QueryParser

QUERIES = ("trump", "supreme court", "health care", "immigration", "tax", "russia", "climate", "shutdown")
ROUNDS = 5
Rows = list[tuple[str, str]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Index and search with FTS5 and with whoosh.")
    parser.add_argument("articles", type=Path)
    parser.add_argument("--articles", type=int, default=5_000, dest="count")
    arguments = parser.parse_args()
    with gzip.open(arguments.articles, "rt", encoding="utf-8") as lines:
        records = (json.loads(line) for line in islice(lines, arguments.count))
        rows = [(record["title"], record["content_original"]) for record in records]
    with tempfile.TemporaryDirectory() as folder:
        ours = report("FTS5", len(rows), *with_fts5(rows, Path(folder, "fts5.sqlite3")))
        theirs = report("whoosh", len(rows), *with_whoosh(rows, Path(folder)))
    print(
        f"whoosh against FTS5: {theirs[0] / ours[0]:.0f} times to build, {theirs[1] / ours[1]:.0f} to search"
    )


def report(name: str, count: int, seconds: float, search: Callable[[str], int]) -> tuple[float, float]:
    """Print an engine's figures: seconds to build, and median milliseconds a query."""
    times = []
    for query in QUERIES * ROUNDS:
        began = time.perf_counter()
        search(query)
        times.append((time.perf_counter() - began) * 1000)
    median, slowest = statistics.median(times), max(times)
    print(
        f"{name}: {count / seconds:,.0f} articles/s; query median {median:.1f} ms, slowest {slowest:.1f} ms"
    )
    return seconds, median


def with_fts5(rows: Rows, path: Path) -> tuple[float, Callable[[str], int]]:
    """Seconds to build, and a search that gives the number of hits."""
    began = time.perf_counter()
    connection = sqlite3.connect(path)
    connection.execute("CREATE VIRTUAL TABLE article USING fts5(title, body, tokenize='porter unicode61')")
    connection.executemany("INSERT INTO article VALUES (?, ?)", rows)
    connection.commit()
    seconds = time.perf_counter() - began
    sql = "SELECT rowid FROM article WHERE article MATCH ? ORDER BY bm25(article)"
    return seconds, lambda query: len(connection.execute(sql, (query,)).fetchall())


def with_whoosh(rows: Rows, folder: Path) -> tuple[float, Callable[[str], int]]:
    """The same for whoosh, with its default settings and ranking."""
    analyser = StemmingAnalyzer()
    schema = Schema(number=ID(stored=True), title=TEXT(analyzer=analyser), body=TEXT(analyzer=analyser))
    began = time.perf_counter()
    index = create_in(folder, schema)
    writer = index.writer(limitmb=256)
    for number, (title, body) in enumerate(rows):
        writer.add_document(number=str(number), title=title, body=body)
    writer.commit()
    seconds = time.perf_counter() - began
    searcher, parser = index.searcher(), QueryParser("body", schema)
    return seconds, lambda query: len(searcher.search(parser.parse(query), limit=None))


if __name__ == "__main__":
    main()
