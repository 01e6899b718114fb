"""Grouping into events: one new article, and all anew, beside what the same costs without any shortcut.

    python tests/bench/events.py DATABASE [--first 37540 --first 75101] [--articles 40] [--peer 4000]

DATABASE is one whose articles have been grouped; it is copied to a scratch folder, and for each ``--first``
cut down to so many articles that came in first (none: all). Of each are measured, in a process of its own:

- a rebuild: seconds, processor seconds, and the most memory held resident,
- one new article: articles chosen by chance are taken out, one at a time, and decided on as new ones.

The peers stand in the same run. For one article: its cosines to all others, whose vectors are in memory (a
product of sparse matrices), which is the least that a method without windows of days and without an index
has to do. For a rebuild: scikit-learn's AgglomerativeClustering by average link on the cosine distances of
the first ``--peer`` articles, counting and vectors not included; memory and time grow with their square.
Each runs on one core: set OMP_NUM_THREADS=1 and OPENBLAS_NUM_THREADS=1. Where other programs run beside,
processor time is what to compare.
"""

import argparse
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sklearn.cluster import AgglomerativeClustering
from sqlalchemy import text

from app.database import Database
from app.events import prior
from app.events.arrivals import arrive
from app.events.links import TermVectors
from app.events.rebuild import rebuild
from app.store import terms
from app.store.schema import migrate
from app.text import term_counts


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("database", type=Path)
    parser.add_argument("--first", type=int, action="append", help="only so many articles that came in first")
    parser.add_argument("--articles", type=int, default=40)
    parser.add_argument("--peer", type=int, default=4_000)
    parser.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        measured = MEASURES[arguments.measure](Database(arguments.database), arguments)
        print(json.dumps(measured))
        return
    for first in arguments.first or [None]:
        with tempfile.TemporaryDirectory(dir=arguments.database.parent) as scratch:
            path = Path(scratch, "parallax.sqlite3")
            shutil.copyfile(arguments.database, path)
            print(f"{cut(path, first):,} articles")
            for name in MEASURES:
                shares = {key: value for key, value in apart(name, path, arguments).items() if value}
                print(f"  {name}: " + ", ".join(f"{key} {value:,.1f}" for key, value in shares.items()))


def apart(name: str, path: Path, arguments: argparse.Namespace) -> dict[str, float]:
    """A measurement in a process of its own."""
    options = ["--articles", str(arguments.articles), "--peer", str(arguments.peer), "--measure", name]
    done = subprocess.run(
        [sys.executable, __file__, path, *options], stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def cut(path: Path, first: int | None) -> int:
    """Leave the terms of the articles that came in first; to the grouping there are no others."""
    database = Database(path)
    migrate(database)
    with database.write_session() as session:
        if first is not None:
            for table in ("article_terms", "article_links", "event_member"):
                session.execute(
                    text(
                        f"DELETE FROM {table} WHERE article_id NOT IN "
                        f"(SELECT article_id FROM article_terms ORDER BY article_id LIMIT {first:d})"
                    )
                )
        session.execute(text("DELETE FROM article_undecided"))
        count = terms.count(session, term_counts.VERSION)
    database.close()
    return count


def measure_rebuild(database: Database, _arguments: argparse.Namespace) -> dict[str, float]:
    """All articles anew."""
    began, used = time.perf_counter(), time.process_time()
    count = rebuild(database, None)
    used = time.process_time() - used
    return {
        "seconds": time.perf_counter() - began,
        "processor seconds": used,
        "articles a processor second": count / used,
        "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def measure_dated(database: Database, arguments: argparse.Namespace) -> dict[str, float]:
    """One new article with a day."""
    return one_by_one(database, "day IS NOT NULL", arguments.articles)


def measure_undated(database: Database, arguments: argparse.Namespace) -> dict[str, float]:
    """One new article without a day."""
    return one_by_one(database, "day IS NULL", arguments.articles)


def one_by_one(database: Database, condition: str, articles: int) -> dict[str, float]:
    """Articles taken out and decided on again; the first, which loads the model, is not counted."""
    with database.read_session() as session:
        query = f"SELECT id FROM article JOIN article_terms ON article_id = id WHERE {condition}"
        ids = list(session.execute(text(query)).scalars())
    taken = random.Random(20).sample(ids, min(articles + 1, len(ids)))
    walls, used = [], []
    for number in taken:
        with database.write_session() as session:
            for table in ("event_member", "article_terms"):
                session.execute(text(f"DELETE FROM {table} WHERE article_id = {number:d}"))
        wall, processor = time.perf_counter(), time.process_time()
        assert arrive(database, number)
        walls.append((time.perf_counter() - wall) * 1000)
        used.append((time.process_time() - processor) * 1000)
    return {
        "ms, median": statistics.median(walls[1:]),
        "p95": sorted(walls[1:])[int(len(walls[1:]) * 0.95)],
        "processor ms, median": statistics.median(used[1:]),
    }


def vectors(database: Database, most: int | None) -> TermVectors:
    """The vectors of the articles that came in first, or of all."""
    with database.read_session() as session:
        blobs = terms.newest(session, term_counts.VERSION, most or -1, None if most is None else most)
    counts, starts = term_counts.join(blobs)
    frequencies = prior.load()
    frequencies.add(counts, len(blobs))
    return TermVectors(counts, starts, frequencies.usage())


def measure_scan(database: Database, arguments: argparse.Namespace) -> dict[str, float]:
    """The peer of one article: its cosines to all that are there."""
    before = time.process_time()
    whole = vectors(database, None).whole
    turned = whole.T.tocsr()
    before = time.process_time() - before
    taken = random.Random(20).sample(range(whole.shape[0]), arguments.articles)
    times = [seconds(lambda row: whole[[row]] @ turned, row) * 1000 for row in taken]
    return {
        "processor ms, median": statistics.median(times),
        "processor seconds before the first": before,
        "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def measure_agglomeration(database: Database, arguments: argparse.Namespace) -> dict[str, float]:
    """The peer of a rebuild, on some of the articles and on half of them."""
    found = {}
    for count in (arguments.peer // 2, arguments.peer):
        whole = vectors(database, count).whole
        distances = 1 - (whole @ whole.T).toarray()
        clustering = AgglomerativeClustering(
            n_clusters=None, metric="precomputed", linkage="average", distance_threshold=0.7
        )
        found[f"processor seconds for {count:,}"] = seconds(clustering.fit, distances)
    return {**found, "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def seconds(call: Callable[..., object], *given: Any) -> float:
    """How long a call keeps the processor busy."""
    began = time.process_time()
    call(*given)
    return time.process_time() - began


MEASURES: dict[str, Callable[[Database, argparse.Namespace], dict[str, float]]] = {
    "rebuild": measure_rebuild,
    "one new article": measure_dated,
    "one without a day": measure_undated,
    "peer of one: cosines to all": measure_scan,
    "peer of all: scikit-learn": measure_agglomeration,
}

if __name__ == "__main__":
    main()
