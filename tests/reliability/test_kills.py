"""Work that is killed at any instant leaves nothing half done, and the next goes on from there."""

import http.client
import json
import random
import shutil
import socket
import sqlite3
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from killed import PATIENCE, Command, left_behind
from local_web import LocalWeb, local_web
from mixed_folder import mixed_folder, own_word
from whole_corpus import articles, check_whole, nothing_half_written, partition, reading

pytestmark = pytest.mark.reliability

Effort = Callable[[int, int], int]
Measured = Callable[[str], None]
REAL = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "allsides-37k.jsonl.gz"


@dataclass
class Corpus:
    """A folder of inputs, and what an undisturbed run made of it in ``data``: its articles and its events.
    ``grouped`` holds no events yet; ``seconds`` is how long each kind of work took."""

    folder: Path
    words: list[str]
    data: Path
    ungrouped: Path
    articles: dict[str, tuple[object, ...]] = field(default_factory=dict)
    events: set[frozenset[str]] = field(default_factory=set)
    seconds: dict[str, float] = field(default_factory=dict)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory, effort: Effort) -> Corpus:
    place = tmp_path_factory.mktemp("kills")
    words = mixed_folder(place / "in", REAL, effort(120, 600))
    made = Corpus(place / "in", words, place / "data", place / "ungrouped")
    made.data.mkdir()
    made.seconds["ingest"] = done(made.data, "ingest", made.folder, "--no-events", code=1)
    shutil.copytree(made.data, made.ungrouped)
    made.seconds["events"] = done(made.data, "events")
    made.seconds["rebuild"] = done(made.data, "events", "rebuild")
    made.articles, made.events = articles(made.data), partition(made.data)
    assert made.articles.keys() == set(words)
    assert len(made.events) > 10
    return made


def done(data: Path, *arguments: object, code: int = 0, **env: str) -> float:
    """Let a command end by itself; how many seconds it took."""
    command = Command(data / "work", "--data", data, *arguments, env=env)
    ended, seconds = command.ended()
    assert ended == code, command.out + command.err
    return seconds


@dataclass
class Kills:
    """Kills of one kind of work, at instants anywhere between its beginning and ``seconds`` later."""

    chance: random.Random
    seconds: float
    made: int = 0
    leaders: list[int] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def kill(self, data: Path, *arguments: object, **env: str) -> bool:
        """Start a command and kill it; whether it was running still."""
        command = Command(data / "work", "--data", data, *arguments, env=env)
        running = command.kill_at(self.chance.uniform(0.02, self.seconds))
        self.made += running
        self.leaders.append(command.pid)
        return running

    def figure(self, what: str) -> str:
        """What was done, once nothing is left of what was killed."""
        assert left_behind(self.leaders) == []
        return (
            f"{self.made} kills of {what} in {time.monotonic() - self.began:.0f} s: nothing lost or doubled"
        )


def check(corpus: Corpus, data: Path) -> None:
    """What an undisturbed run would have left."""
    check_whole(data, corpus.words)
    nothing_half_written(data)
    assert articles(data) == corpus.articles


def test_ingest(corpus: Corpus, tmp_path: Path, effort: Effort, measured: Measured) -> None:
    kills = Kills(random.Random(2026), corpus.seconds["ingest"])
    folders = iter(tmp_path / str(number) for number in range(1000))
    data, wanted = next(folders), effort(2, 45)
    data.mkdir()
    while kills.made < wanted:
        # the short form leaves the grouping to the last
        grouping = kills.made % 4 == 3
        if not kills.kill(data, "ingest", corpus.folder, *([] if grouping else ["--no-events"])):
            done(data, "ingest", corpus.folder, "--no-events", code=1)
            check(corpus, data)
            data = next(folders)
            data.mkdir()
    done(data, "ingest", corpus.folder, code=1)
    check(corpus, data)
    with reading(data) as opened:
        last = opened.execute("SELECT status, rejected FROM ingest_run ORDER BY id").fetchall()
    assert last[-1] == ("finished", 2)
    assert {status for status, _ in last} <= {"finished", "stopped"}
    measured(kills.figure("ingest"))


def test_grouping_and_storylines(corpus: Corpus, tmp_path: Path, effort: Effort, measured: Measured) -> None:
    wanted, kinds = effort(2, 30), (("events",), ("events", "rebuild"))
    kills = Kills(random.Random(7), 0)
    for number, kind in enumerate(kinds):
        data = tmp_path / str(number)
        shutil.copytree(corpus.ungrouped, data)
        kills.seconds = corpus.seconds[kind[-1]]
        tries = 0
        while kills.made < (wanted + number) // 2 + number * (wanted // 2) and tries < 3 * wanted:
            tries += 1
            kills.kill(data, *kind)
        done(data, "events", "rebuild")
        check(corpus, data)
        assert partition(data) == corpus.events
    measured(kills.figure("event grouping and rebuilds"))


class Server:
    """A server on ``data``, and what a browser does with it."""

    def __init__(self, data: Path) -> None:
        self._command = Command(
            data / "work", "--data", data, "serve", "--port", "0", env={"PARALLAX_HEAVY_PROCESSES": "0"}
        )
        self.pid = self._command.pid
        until = time.monotonic() + PATIENCE
        while "Parallax is at" not in self._command.out:
            assert self._command.running, self._command.err
            assert time.monotonic() < until
            time.sleep(0.02)
        self.port = int(self._command.out.partition("Parallax is at http://127.0.0.1:")[2].split()[0])

    def kill(self) -> None:
        assert self._command.kill()

    def stop(self) -> None:
        assert self._command.terminated() in (0, -15, 143)

    def get(self, path: str) -> dict:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("GET", path)
            return json.loads(connection.getresponse().read())

    def upload(self, body: bytes, boundary: str, *, part: float = 1.0) -> bool:
        """Send a form with files, or the first ``part`` of it; whether it was accepted."""
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=60)) as connection:
            head = (
                f"POST /add/files HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Length: {len(body)}\r\n"
                f"Content-Type: multipart/form-data; boundary={boundary}\r\n\r\n"
            )
            connection.sendall(head.encode() + body[: int(len(body) * part)])
            if part < 1:
                return False
            with connection.makefile("rb") as answer:
                return b" 303 " in answer.readline()

    def at_rest(self) -> bool:
        listed = self.get("/imports.json")
        if listed["waiting"] or any(one["run"]["status"] == "running" for one in listed["imports"]):
            return False
        return all(
            (self.get(f"/imports/{one['run']['id']}.json")["activity"] or {"stage": "done"})["stage"]
            == "done"
            for one in listed["imports"][:1]
        )


def form_of(folder: Path) -> tuple[bytes, str]:
    boundary = uuid.UUID(int=7).hex
    parts = [
        b'--%s\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\n%s\r\n'
        % (boundary.encode(), path.name.encode(), path.read_bytes())
        for path in sorted(folder.iterdir())
    ]
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), boundary


def test_imports_of_the_server(corpus: Corpus, tmp_path: Path, effort: Effort, measured: Measured) -> None:
    # a server that was ended three times by an import takes it for the cause: so every third is let go on
    chance, kills, wanted = random.Random(1), Kills(random.Random(), 0), effort(2, 15)
    body, boundary = form_of(corpus.folder)
    number = 0
    while kills.made < wanted:
        number += 1
        data = tmp_path / str(number)
        data.mkdir()
        server = Server(data)
        server.upload(body, boundary, part=chance.uniform(0.2, 0.9))
        for accepted in (False, True, True)[:wanted]:
            if (
                accepted
                and server.get("/imports.json")["total"] + len(server.get("/imports.json")["waiting"]) == 0
            ):
                assert server.upload(body, boundary)
            time.sleep(chance.uniform(0, corpus.seconds["ingest"]))
            server.kill()
            kills.made += 1
            kills.leaders.append(server.pid)
            server = Server(data)
        until = time.monotonic() + PATIENCE
        while not server.at_rest():
            assert time.monotonic() < until
            time.sleep(0.1)
        server.stop()
        done(data, "events", "rebuild")
        check_whole(data, corpus.words)
        nothing_half_written(data)
        assert articles(data).keys() == corpus.articles.keys()
        assert partition(data) == corpus.events
    measured(kills.figure("the server while it takes in an upload"))


def test_a_merge_of_outlets(corpus: Corpus, tmp_path: Path, effort: Effort, measured: Measured) -> None:
    merge = ("outlets", "merge", "the-ledger", "the-courier")
    kills, wanted, number = Kills(random.Random(3), 0), effort(1, 5), 0
    while kills.made < wanted:
        data = tmp_path / str(number)
        shutil.copytree(corpus.data, data)
        if number == 0:
            kills.seconds = done(data, *merge)
            merged = articles(data)
        elif kills.kill(data, *merge):
            assert articles(data) in (corpus.articles, merged)
            check_whole(data, corpus.words)
        number += 1
    measured(kills.figure("a merge of outlets"))


def test_a_poll_of_feeds(tmp_path: Path, effort: Effort, measured: Measured) -> None:
    words = [own_word(number) for number in range(20)]
    env = {"PARALLAX_ALLOW_PRIVATE_ADDRESSES": "1", "PARALLAX_FETCH_DELAY": "0"}
    kills, wanted, number = Kills(random.Random(5), 0), effort(0, 5), 0
    if not wanted:
        pytest.skip("in the long form alone: its processes take seconds to start")
    with local_web() as web:
        _publish(web, words)
        while kills.made < wanted:
            data = tmp_path / str(number)
            data.mkdir()
            done(data, "feeds", "add", f"http://127.0.0.1:{web.port}/feed", **env)
            if number == 0:
                kills.seconds = done(data, "feeds", "poll", **env)
            else:
                kills.kill(data, "feeds", "poll", **env)
                done(data, "feeds", "poll", **env)
            check_whole(data, words)
            nothing_half_written(data)
            number += 1
    measured(kills.figure("a poll of a feed"))


def _publish(web: LocalWeb, words: list[str]) -> None:
    entries = ""
    for number, word in enumerate(words):
        link = f"http://127.0.0.1:{web.port}/{number}"
        entries += (
            f"<item><title>Bridge {number} closes</title><link>{link}</link><guid>{number}</guid></item>"
        )
        told = f"<p>The council voted on Tuesday to close bridge {number} for repairs, {word} said.</p>"
        page = f"<article><h1>Bridge {number} closes</h1>{told * 3}</article>"
        web.put(
            f"/{number}",
            f"<html><head><title>Bridge {number} closes</title></head><body>{page}</body></html>",
        )
    feed = f'<rss version="2.0"><channel><title>Bridges</title>{entries}</channel></rss>'
    web.put("/feed", feed, media_type="application/rss+xml")


_BACK_TO_0006 = """
    DROP TABLE removal; DROP TABLE note; DROP TABLE frozen_comparison; DROP TABLE event_storyline;
    DROP TABLE storyline;
    UPDATE alembic_version SET version_num = '0006';
"""


def test_a_migration(corpus: Corpus, tmp_path: Path, effort: Effort, measured: Measured) -> None:
    old = tmp_path / "old"
    shutil.copytree(corpus.data, old)
    with closing(sqlite3.connect(old / "parallax.sqlite3")) as opened:
        opened.executescript(_BACK_TO_0006)
    kills, wanted, number = Kills(random.Random(6), 0), effort(1, 5), 0
    while kills.made < wanted:
        data = tmp_path / str(number)
        shutil.copytree(old, data)
        if number == 0:
            kills.seconds = done(data, "events", "list")
        elif kills.kill(data, "events", "list"):
            with reading(data) as opened:
                (revision,) = opened.execute("SELECT version_num FROM alembic_version").fetchone()
                later = opened.execute("SELECT count(*) FROM sqlite_master WHERE name = 'note'").fetchone()
            assert later == (int(revision != "0006"),)
        done(data, "events", "rebuild")
        check(corpus, data)
        assert partition(data) == corpus.events
        number += 1
    measured(kills.figure("a migration"))
