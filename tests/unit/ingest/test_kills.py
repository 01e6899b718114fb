"""A run that is killed at any instant leaves no half article, and the next goes on from there."""

import json
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.database import Database

KILLS = 50
RECORDS = 1_500
INPUTS = RECORDS + 3 * 40
BODY = (
    "The council voted on Tuesday to close the bridge of quarter {0}. Traffic will be led over the old road. "
    "Shop owners in street {0} said that they had not been asked, and that {0} of them would go to court. "
)
PAGE = (
    "<html><head><title>Bridge {0}</title></head><body><article><h1>Bridge {0} closes</h1>"
    "<p>{1}</p><p>{1}</p></article></body></html>"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Inputs of several kinds: records, texts, pages, an archive, and two records that cannot be read."""
    path = tmp_path_factory.mktemp("inputs")
    for part in range(4):
        lines = [
            json.dumps(
                {"id": f"r{part}-{number}", "title": f"Bridge {number}", "text": BODY.format(number) * 4}
            )
            for number in range(RECORDS // 4)
        ]
        lines.insert(100, "{broken")
        (path / f"records-{part}.jsonl").write_text("\n".join(lines))
    for number in range(40):
        (path / f"note-{number}.txt").write_text(f"Bridge {number} closes\n\n{BODY.format(number) * 3}\n")
        (path / f"page-{number}.html").write_text(PAGE.format(number, BODY.format(number) * 3))
    with zipfile.ZipFile(path / "box.zip", "w") as box:
        for number in range(40):
            box.writestr(f"inner/note-{number}.txt", f"Bridge {number} opens\n\n{BODY.format(number) * 3}\n")
    return path


def ingest(data: Path, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-P", "-m", "app.cli", "--data", str(data), "ingest", str(folder)]
    return subprocess.Popen(
        [*command, "--json", "--no-events"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def articles_in(path: Path) -> int:
    """How many articles are committed, as another program sees it."""
    if not path.exists():
        return 0
    database = Database(path)
    try:
        with database.read_session() as session:
            found = session.execute(
                text("SELECT count(*) FROM sqlite_master WHERE name = 'article'")
            ).scalar_one()
            return int(session.execute(text("SELECT count(*) FROM article")).scalar_one()) if found else 0
    finally:
        database.close()


def instants() -> Iterator[tuple[int, float]]:
    """When to kill: once so many more articles are committed, and a moment after that; or any time after the
    start."""
    chance = random.Random(20_26)
    for number in range(KILLS):
        at_the_start = number % 5 == 0
        yield (0 if at_the_start else 1), chance.uniform(0.0, 2.0 if at_the_start else 0.3)


def in_session(leader: int) -> list[int]:
    """The processes that a killed run has left behind."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found


def kill_once(data: Path, folder: Path, more: int, moment: float) -> tuple[int, bool]:
    """Start a run and kill it; its process id, and whether it was still running."""
    path = data / "parallax.sqlite3"
    wanted = min(articles_in(path) + more, INPUTS)
    run = ingest(data, folder)
    until = time.monotonic() + 20
    while run.poll() is None and time.monotonic() < until and articles_in(path) < wanted:
        time.sleep(0.02)
    time.sleep(moment)
    running = run.poll() is None
    run.kill()
    run.communicate()
    return run.pid, running


def finish_and_check(data: Path, folder: Path) -> None:
    """Let a run end by itself: every input is there once, and whole."""
    last = ingest(data, folder)
    counts = json.loads(last.communicate(timeout=300)[0])
    assert counts["stored"] + counts["same"] == INPUTS
    database = Database(data / "parallax.sqlite3")
    with database.read_session() as session:

        def one(sql: str) -> object:
            return session.execute(text(sql)).scalar_one()

        assert one("SELECT count(*) FROM article") == INPUTS
        assert one("SELECT count(DISTINCT external_id || origin) FROM article") == INPUTS
        assert one("SELECT count(*) FROM article_version") == 0
        # whole: with its bytes, its text, its full-text row and its fingerprint
        assert one("SELECT count(*) FROM article WHERE body = '' OR title = ''") == 0
        assert one("SELECT count(*) FROM article JOIN document ON document.id = document_id") == INPUTS
        assert one("SELECT count(*) FROM article_fingerprint WHERE checked") == INPUTS
        assert one("SELECT count(*) FROM article_fts WHERE article_fts MATCH 'council'") == INPUTS
        assert one("SELECT count(*) FROM document") == one("SELECT count(DISTINCT sha256) FROM document")
        assert one("PRAGMA integrity_check") == "ok"
        assert one(f"SELECT count(*) FROM ingest_problem WHERE run_id = {counts['id']}") == 4
    with database.write_session() as session:
        for index in ("article_fts", "article_words"):
            session.execute(text(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)"))
    database.close()


def test_fifty_kills_lose_and_double_nothing(folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "0"
    leaders, killed = [], 0
    for more, moment in instants():
        leader, running = kill_once(data, folder, more, moment)
        leaders.append(leader)
        killed += running
        if articles_in(data / "parallax.sqlite3") == INPUTS:
            finish_and_check(data, folder)
            data = tmp_path / str(len(leaders))
    finish_and_check(data, folder)
    assert killed >= KILLS * 0.8
    until = time.monotonic() + 10
    while (left := [pid for leader in leaders for pid in in_session(leader)]) and time.monotonic() < until:
        time.sleep(0.1)
    assert left == []
