"""Take a corpus in, then search it: figures beside a peer that does none of the understanding.

    python tests/bench/corpus.py ARTICLES.jsonl.gz [--rounds 5]

The peer is ``sqlite-utils insert`` and ``sqlite-utils enable-fts`` on the same file. Each figure stands
beside the peer's, taken in the same run on the same machine; quote the ratio. Memory is what all processes of
a run hold resident together, sampled ten times a second. Everything is written to a scratch folder.
"""

import argparse
import gzip
import json
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
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
        seconds = insert_with_sqlite_utils(arguments.articles, peer)
        count = sqlite3.connect(peer).execute("SELECT count(*) FROM article").fetchone()[0]
        rate = f"{count:,} records in {seconds:.1f} s, {count / seconds:,.0f}/s"
        print(f"peer, sqlite-utils insert and enable-fts: {rate}, {megabytes(peer)}")
        take_in(arguments.articles, Path(scratch, "data"), seconds)
        time_searches(Path(scratch, "data", "parallax.sqlite3"), peer, arguments.rounds)


def megabytes(path: Path) -> str:
    """The size of a file in words."""
    return f"{path.stat().st_size / 1e6:,.0f} MB"


def insert_with_sqlite_utils(articles: Path, path: Path) -> float:
    """The peer; seconds."""
    began = time.perf_counter()
    tool = [sys.executable, "-m", "sqlite_utils"]
    lines = path.with_suffix(".jsonl")
    opener = gzip.open if articles.suffix == ".gz" else open
    with opener(articles, "rb") as packed, lines.open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    fields = ("title", "content_original")
    subprocess.run([*tool, "insert", path, "article", lines, "--nl", "--silent"], check=True)
    subprocess.run([*tool, "enable-fts", path, "article", *fields, "--tokenize", "porter"], check=True)
    lines.unlink()
    return time.perf_counter() - began


class Memory:
    """The most that the processes of a session held resident together, in MB; alone, the largest of them."""

    def __init__(self, session: int) -> None:
        self.together = self.alone = 0.0
        self._session = session
        self._over = threading.Event()
        self._sampling = threading.Thread(target=self._sample)
        self._sampling.start()

    def _sample(self) -> None:
        while not self._over.wait(0.1):
            sizes = [0.0]
            for status in Path("/proc").glob("[0-9]*/stat"):
                try:
                    fields = status.read_text().rpartition(")")[2].split()
                    if int(fields[3]) == self._session:
                        pages = int(status.with_name("statm").read_text().split()[1])
                        sizes.append(pages * resource.getpagesize() / 1e6)
                except (OSError, IndexError):
                    continue
            self.together = max(self.together, sum(sizes))
            self.alone = max(self.alone, *sizes)

    def stop(self) -> None:
        """End the sampling."""
        self._over.set()
        self._sampling.join()


def take_in(articles: Path, data: Path, peer_seconds: float) -> None:
    """Ingest with grouping, as a person would, in a process of its own."""
    command = [sys.executable, "-P", "-m", "app.cli", "--data", str(data), "ingest", str(articles), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        memory = Memory(process.pid)
        output, _ = process.communicate()
        memory.stop()
    if not output:
        sys.exit("The ingest failed; what it says stands above.")
    run = json.loads(output)
    searchable = run["seconds_to_searchable"]
    print(
        f"Parallax: {run['stored']:,} stored, {run['changed']:,} new versions, {run['copies']:,} copies, "
        f"{run['rejected']:,} refused; searchable after {searchable:.1f} s, "
        f"{run['seen'] / searchable:,.0f}/s ({searchable / peer_seconds:.1f} times the peer)"
    )
    print(
        f"  with {run['events']:,} events after {run['seconds']:.1f} s; "
        f"resident together {memory.together:,.0f} MB, the largest process {memory.alone:,.0f} MB; "
        f"database {megabytes(data / 'parallax.sqlite3')}"
    )


def time_searches(path: Path, peer: Path, rounds: int) -> None:
    """Each query's median for a page with facets and snippets; the peer only counts the hits of one word."""
    database = Database(path)
    bare = sqlite3.connect(peer)
    began = time.perf_counter()
    bare.execute("SELECT count(*) FROM article_fts WHERE article_fts MATCH 'trump'").fetchone()
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
