"""Many readers at a time while articles come in: no error, nobody waits long, nobody holds up the others.

The long form is that of fifty readers on allsides-37k. Its database is made from ``../shared``, which takes
ten minutes; PARALLAX_LOAD_DATA names a folder with one made before, which is copied.

    pytest --soak tests/reliability/test_load.py
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import pytest
from load_corpus import PARALLAX, Asked, asked_of, serving, with_long_texts
from made_up_corpus import fill
from readers_load import CLOSED_LOOP, PEOPLE, Pause, Readers, Reply, memory_of, quantile, table

from app.database import Database
from app.store.schema import migrate

pytestmark = pytest.mark.reliability

Measured = Callable[[str], None]
Effort = Callable[[int, int], int]

_ROOT = Path(__file__).resolve().parents[2]
_SHARED = _ROOT.parent / "shared" / "corpora" / "allsides-37k.jsonl.gz"
_DATABASE = "parallax.sqlite3"
_PROCESSES = {"PARALLAX_HEAVY_PROCESSES": "2"}
_READERS = 50
_MINUTES = 10
_MOST_MS = 1_000
_WARM_SECONDS = 20
# of the memory in the first half, by so much the second half may lie above it
_FLAT = 1.1
# articles to each file of those that are taken in meanwhile, so many that no run comes to its end in between
_MORE = 4_000


def _failed(replies: Sequence[Reply]) -> list[Reply]:
    """Those that are neither an answer nor a refusal that says when to come again."""
    return [one for one in replies if one.status != 200 and not (one.status == 503 and one.retry_after)]


def _told(measured: Measured, heading: str, replies: Sequence[Reply]) -> None:
    for kind, figures in table(replies).items():
        measured(f"{heading}, {kind}: {figures}")


# ------------------------------------------------------------------------------------------ the short form


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int]]:
    """A made-up corpus with an event, and five texts so long that comparing two of them takes long."""
    folder = tmp_path_factory.mktemp("load")
    database = Database(folder / _DATABASE)
    migrate(database)
    fill(database)
    database.close()
    return folder, with_long_texts(folder / _DATABASE, 4_000, 5)


def test_costly_requests_do_not_hold_up_the_others(small: tuple[Path, list[int]], measured: Measured) -> None:
    folder, long_texts = small
    light = asked_of(folder / _DATABASE)
    pairs = [f"/compare?a={a}&b={b}" for a in long_texts for b in long_texts if a != b]
    with serving(folder, **_PROCESSES) as (port, _):
        readers = Readers(port, light, count=8, pause=(0.0, 0.2))
        greedy = Readers(port, {"long": (1.0, pairs)}, count=8, pause=(0.1, 0.2))
        with readers.reading():
            time.sleep(2)
        # what is read once at the start is read by now
        readers.replies.clear()
        with readers.reading(), greedy.reading():
            time.sleep(3)
    assert _failed([*readers.replies, *greedy.replies]) == []
    assert readers.replies
    assert greedy.replies
    # a bound against hangs alone: the long form measures
    assert quantile([one for one in readers.replies if one.kind != "compare"], 0.9) < 30_000
    _told(measured, "beside eight who compare the longest texts", readers.replies)


# ------------------------------------------------------------------------------------------- the long form


@pytest.fixture(scope="module")
def large(effort: Effort, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with allsides-37k, grouped, that may be changed."""
    if not effort(0, 1):
        pytest.skip("the long form only: pytest --soak")
    folder = tmp_path_factory.mktemp("allsides")
    made = os.environ.get("PARALLAX_LOAD_DATA")
    if made:
        # with its log, if a writer left one behind
        for path in Path(made).glob(f"{_DATABASE}*"):
            shutil.copy(path, folder)
        return folder
    if not _SHARED.exists():
        pytest.skip("neither PARALLAX_LOAD_DATA nor ../shared/corpora/allsides-37k.jsonl.gz is there")
    subprocess.run([*PARALLAX, "--data", folder, "ingest", _SHARED], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def more(effort: Effort, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Further articles: those of allsides-37k again with their words in another order."""
    if not effort(0, 1) or not _SHARED.exists():
        pytest.skip("the long form only, with ../shared/corpora/allsides-37k.jsonl.gz")
    out = tmp_path_factory.mktemp("more") / "more.jsonl"
    script = _ROOT / "tests" / "bench" / "enlarged.py"
    subprocess.run(
        [sys.executable, script, _SHARED, out, "--only-again", "--times", "2"],
        check=True,
        capture_output=True,
    )
    yield out
    out.unlink()


@contextmanager
def _written_to(data: Path, more: Path) -> Iterator[Mapping[str, int]]:
    """While the block runs, articles are taken in and grouped, and all events are made anew, without a pause.

    Gives how many of each came to their end."""
    over = threading.Event()
    done = {"ingests": 0, "rebuilds": 0, "failed": 0}
    running: list[subprocess.Popen[bytes]] = []

    def repeat(kind: str, command: Callable[[int], list[str] | None]) -> None:
        for number in count():
            arguments = command(number)
            if over.is_set() or arguments is None:
                return
            with subprocess.Popen(
                [*PARALLAX, "--data", str(data), *arguments],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ) as process:
                running.append(process)
                code = process.wait()
            if not over.is_set():
                done[kind if code == 0 else "failed"] += 1

    def part(number: int) -> list[str] | None:
        path = more.with_name(f"part-{number}.jsonl")
        with more.open() as lines, path.open("w") as target:
            some = [line for place, line in enumerate(lines) if place // _MORE == number]
            target.writelines(some)
        return ["ingest", str(path)] if some else None

    threads = [
        threading.Thread(target=repeat, args=("ingests", part)),
        threading.Thread(target=repeat, args=("rebuilds", lambda _: ["events", "rebuild"])),
    ]
    for thread in threads:
        thread.start()
    try:
        yield done
    finally:
        over.set()
        for process in running:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for thread in threads:
            thread.join(60)
        for process in running:
            process.kill()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize(
    ("name", "pause", "minutes", "processes"),
    [
        # as docs/operators.md advises for so many
        ("with pauses", PEOPLE, _MINUTES, 2),
        ("with pauses", PEOPLE, 2, 1),
        ("without pauses", CLOSED_LOOP, 2, 2),
    ],
)
def test_fifty_readers_while_articles_come_in(
    large: Path, more: Path, measured: Measured, name: str, pause: Pause, minutes: int, processes: int
) -> None:
    asked = asked_of(large / _DATABASE)
    with serving(large, "--workers", str(processes), **_PROCESSES) as (port, process_id):
        readers = Readers(port, asked, _READERS, pause)
        with readers.reading():
            time.sleep(_WARM_SECONDS)
        # what is read once at the start is read by now
        readers.replies.clear()
        with _written_to(large, more) as done, memory_of(process_id) as held, readers.reading():
            log = _watched(large, minutes * 60)
    heading = f"{_READERS} readers {name}, server of {processes}, {minutes} minutes beside ingest and rebuild"
    _told(measured, heading, readers.replies)
    measured(f"{heading}: {dict(done)}; largest write-ahead log {log:.0f} MB")
    early, late = (sorted(mb for _, mb in half)[len(half) // 2] for half in _halves(held))
    most = max(mb for _, mb in held)
    measured(
        f"{heading}: memory {early:.0f} MB in the first half, {late:.0f} in the second, {most:.0f} at most"
    )
    assert _failed(readers.replies) == []
    assert done["failed"] == 0
    if minutes == _MINUTES:
        # of readers who never pause, and of more than one process has time for, it is measured how long they
        # wait, no more
        assert late <= early * _FLAT
        assert quantile(readers.replies, 0.99) <= _MOST_MS
        assert sum(one.status == 503 for one in readers.replies) <= len(readers.replies) / 100


def _watched(data: Path, seconds: float) -> float:
    """Let so much time go by; the megabytes to which the write-ahead log grows meanwhile."""
    most, end = 0, time.monotonic() + seconds
    log = data / f"{_DATABASE}-wal"
    while time.monotonic() < end:
        time.sleep(1)
        most = max(most, log.stat().st_size if log.exists() else 0)
    return most / 1_000_000


def _halves(held: Sequence[tuple[float, float]]) -> list[Sequence[tuple[float, float]]]:
    """What was held in the two halves of the time, the first minute left aside: caches fill in it."""
    settled = [one for one in held if one[0] > min(60.0, held[-1][0] / 5)]
    return [settled[: len(settled) // 2], settled[len(settled) // 2 :]]


def test_the_costliest_requests_do_not_hold_up_twenty_readers(large: Path, measured: Measured) -> None:
    """The widest queries, the matrices of the largest events and the longest comparisons, asked for by five
    who do not pause."""
    asked = asked_of(large / _DATABASE)
    costly = _costliest(large / _DATABASE)
    with serving(large, **_PROCESSES) as (port, _):
        readers = Readers(port, asked, 20, PEOPLE)
        greedy = Readers(port, costly, 5, CLOSED_LOOP)
        with readers.reading():
            time.sleep(_WARM_SECONDS)
        readers.replies.clear()
        with readers.reading():
            time.sleep(60)
        alone = quantile(readers.replies, 0.99)
        _told(measured, "20 readers alone", readers.replies)
        readers.replies.clear()
        with readers.reading(), greedy.reading():
            time.sleep(120)
    _told(measured, "20 readers beside five who ask for the costliest", readers.replies)
    _told(measured, "the five", greedy.replies)
    measured(
        f"p99 of 20 readers: {alone:.0f} ms alone, {quantile(readers.replies, 0.99):.0f} ms beside the five"
    )
    assert _failed([*readers.replies, *greedy.replies]) == []
    assert quantile(readers.replies, 0.99) <= _MOST_MS


def _costliest(path: Path) -> Asked:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        events = [
            row[0]
            for row in connection.execute(
                "SELECT event_id FROM event_member GROUP BY event_id ORDER BY count(*) DESC LIMIT 20"
            )
        ]
        articles = [
            row[0] for row in connection.execute("SELECT id FROM article ORDER BY word_count DESC LIMIT 12")
        ]
    pairs = [(a, b) for a in articles for b in articles if a < b]
    return {
        "widest query": (
            0.3,
            [f"/search?q={query}" for query in ("*", "t*+OR+s*+OR+a*", "NOT+zzz", "a*+b*")],
        ),
        "matrix": (0.25, [f"/events/{number}/matrix" for number in events]),
        "longest comparison": (0.25, [f"/compare?a={a}&b={b}" for a, b in pairs]),
        "export": (0.2, [f"/compare.{end}?a={a}&b={b}" for a, b in pairs for end in ("html", "md", "csv")]),
    }
