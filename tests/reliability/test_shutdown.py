"""A server that is told to end: what it has accepted it answers, and what it has begun it leaves in order."""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
from served import PATIENCE, serving
from slow_site import slow_site

from app.database import Database
from app.store import corpus
from app.web.background.job_folders import JobFolders

pytestmark = pytest.mark.reliability

_FETCHING = {"PARALLAX_ALLOW_PRIVATE_ADDRESSES": "1", "PARALLAX_FETCH_DELAY": "0"}


def test_a_request_in_hand_is_answered_and_nobody_new_is_let_in(
    tmp_path: Path, effort: Callable[[int, int], int]
) -> None:
    for workers in ("2", "1")[: effort(1, 2)]:
        _finishes(tmp_path / workers, workers)


def _finishes(data: Path, workers: str) -> None:
    text = b"text=" + b"The+ferry+sank+in+the+harbour." * 10
    with serving(data, "--workers", workers) as server:
        host, port = server.address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as slow:
            head = f"POST /add/text HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(text)}\r\n"
            form = "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n"
            slow.sendall((head + form).encode() + text[:20])
            # accepted, and waiting for the rest
            time.sleep(0.5)
            # as systemd does: every process gets it, and those below once more from the one above
            os.killpg(server.process.pid, signal.SIGTERM)
            end = time.monotonic() + PATIENCE
            while True:
                try:
                    server.ask("GET", "/healthz")
                except httpx2.TransportError:
                    break
                assert time.monotonic() < end
                time.sleep(0.05)
            slow.sendall(text[20:])
            answer = slow.makefile("rb").read()
        assert answer.startswith(b"HTTP/1.1 303")
        assert server.process.wait(PATIENCE) == 0
    # it was promised to be taken in: that is done, or left for the next server
    with Database(data / "parallax.sqlite3").read_session() as session:
        taken_in = corpus.article_count(session)
    assert taken_in == 1 or len(list(JobFolders(data / "uploads").ordered())) == 1


def test_an_import_is_left_after_what_is_in_hand_and_the_next_server_goes_on(tmp_path: Path) -> None:
    with slow_site() as site:
        with serving(tmp_path, **_FETCHING) as server:
            typed = "\n".join(f"{site.address}/{number}" for number in range(3))
            server.ask("POST", "/add/addresses", data={"addresses": typed})
            assert site.asked.wait(PATIENCE)
            server.process.send_signal(signal.SIGTERM)
            threading.Timer(0.5, site.release.set).start()
            assert server.process.wait(PATIENCE) == 0
        assert not [line for line in server.lines if line["level"] == "error"], server.lines
        with serving(tmp_path, **_FETCHING) as server:
            found = server.until(
                "/imports.json", lambda found: found["imports"][0]["run"]["status"] == "finished"
            )
            assert [entry["run"]["status"] for entry in found["imports"]] == ["finished", "stopped"]
            assert found["imports"][0]["run"]["seen"] == 3


def test_a_second_signal_ends_it_at_once(tmp_path: Path, effort: Callable[[int, int], int]) -> None:
    for workers in ("1", "2")[: effort(1, 2)]:
        _ends_at_once(tmp_path / workers, workers)


def _ends_at_once(data: Path, workers: str) -> None:
    with slow_site() as site, serving(data, "--workers", workers, **_FETCHING) as server:
        server.ask("POST", "/add/addresses", data={"addresses": f"{site.address}/a"})
        assert site.asked.wait(PATIENCE)
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            server.process.wait(1.5)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(10) in (0, 128 + signal.SIGTERM)


def test_ending_under_load_loses_no_request_that_was_accepted(
    tmp_path: Path, effort: Callable[[int, int], int], measured: Callable[[str], None]
) -> None:
    """Each client writes as long as it can: whatever was answered is there afterwards."""
    turns = effort(0, 10)
    if not turns:
        pytest.skip("only in the long form")
    kept: list[str] = []
    for turn in range(turns):
        with serving(tmp_path, "--workers", "2") as server:
            ended = threading.Event()

            def write(client: int, turn: int = turn, server=server, ended=ended) -> None:
                number = 0
                while not ended.is_set():
                    url = f"https://feed{turn}x{client}x{number}.example/"
                    try:
                        answer = server.ask("POST", "/feeds/import", data={"opml": url})
                    except httpx2.TransportError:
                        continue
                    if answer.status_code == 303:
                        kept.append(url)
                    number += 1

            threads = [threading.Thread(target=write, args=(client,)) for client in range(4)]
            for thread in threads:
                thread.start()
            time.sleep(5)
            server.process.send_signal(signal.SIGTERM)
            assert server.process.wait(PATIENCE) == 0
            ended.set()
            for thread in threads:
                thread.join()
    with serving(tmp_path, PARALLAX_POLL_FEEDS="0") as server:
        known = {feed["url"] for feed in server.ask("GET", "/feeds.json").json()["feeds"]}
    assert kept
    assert set(kept) <= known
    measured(f"{len(kept)} writes answered before {turns} ends under load; all of them are there")
