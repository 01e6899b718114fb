"""Take a corpus in, then search it: figures beside a peer that does none of the understanding.

    python tests/bench/corpus.py ARTICLES.jsonl.gz [--rounds 5]

The peer is Python's own sqlite3 inserting the same records into an FTS5 table. Each figure stands beside the
peer's, taken in the same run on the same machine; quote the ratio. Everything is written to a scratch folder.
"""

import argparse
import gzip
import json
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.database import Database
from app.search.page import search
from app.search.results import checked_parameters

QUERIES = (
    "trump",
    '"supreme court"',
    "health care reform",
    "immigra* AND (border OR wall)",
    "title:shutdown",
    "russia -trump",
    'outlet:"fox news" tax*',
    "date:[2016-06 to 2016-08] clinton",
    "climate OR energy OR coal",
    "*",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        peer = Path(scratch, "peer.sqlite3")
        seconds, count = insert_with_sqlite3(arguments.articles, peer)
        rate = f"{count:,} records in {seconds:.1f} s, {count / seconds:,.0f}/s"
        print(f"peer, sqlite3 + FTS5: {rate}, {megabytes(peer)}")
        take_in(arguments.articles, Path(scratch, "data"), seconds)
        time_searches(Path(scratch, "data", "parallax.sqlite3"), peer, arguments.rounds)


def megabytes(path: Path) -> str:
    """The size of a file in words."""
    return f"{path.stat().st_size / 1e6:,.0f} MB"


def insert_with_sqlite3(articles: Path, path: Path) -> tuple[float, int]:
    """The peer: seconds and records."""
    began = time.perf_counter()
    connection = sqlite3.connect(path)
    connection.execute("CREATE VIRTUAL TABLE article USING fts5(title, body, tokenize='porter unicode61')")
    opened = gzip.open if articles.suffix == ".gz" else open
    with opened(articles, "rt", encoding="utf-8") as lines:  # type: ignore[operator]
        records = (json.loads(line) for line in lines)
        rows = ((r.get("title"), r.get("content_original") or r.get("text")) for r in records)
        connection.executemany("INSERT INTO article VALUES (?, ?)", rows)
    connection.commit()
    count = connection.execute("SELECT count(*) FROM article").fetchone()[0]
    connection.close()
    return time.perf_counter() - began, count


def take_in(articles: Path, data: Path, peer_seconds: float) -> None:
    """Ingest with grouping, as a person would, in a process of its own."""
    command = [sys.executable, "-m", "app.cli", "--data", str(data), "ingest", str(articles), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout:
        sys.exit(done.stderr)
    run = json.loads(done.stdout)
    searchable = run["seconds_to_searchable"]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"Parallax: {run['stored']:,} stored, {run['rejected']:,} refused, {run['problems']:,} doubts; "
        f"searchable after {searchable:.1f} s, {run['seen'] / searchable:,.0f}/s "
        f"({searchable / peer_seconds:.1f} times the peer)"
    )
    print(
        f"  with {run['events']:,} events after {run['seconds']:.1f} s; peak memory {peak:,.0f} MB; "
        f"database {megabytes(data / 'parallax.sqlite3')}"
    )


def time_searches(path: Path, peer: Path, rounds: int) -> None:
    """Each query's median for a page with facets and snippets; the peer only counts the hits of one word."""
    database = Database(path)
    bare = sqlite3.connect(peer)
    began = time.perf_counter()
    bare.execute("SELECT count(*) FROM article WHERE article MATCH 'trump'").fetchone()
    print(f"peer counts the hits of trump in {(time.perf_counter() - began) * 1000:.1f} ms")
    for query in QUERIES:
        times = []
        for _ in range(rounds):
            began = time.perf_counter()
            with database.read_session() as session:
                page = search(session, checked_parameters(q=query))
            times.append((time.perf_counter() - began) * 1000)
        print(f"  {query:<40} {page.total:>7,} hits {statistics.median(times):8.1f} ms")
    bare.close()
    database.close()


if __name__ == "__main__":
    main()
