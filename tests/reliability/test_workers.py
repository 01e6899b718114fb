"""Two processes over one corpus: what one writes the other tells at once, and one carries imports out."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from made_up_corpus import fill
from served import PATIENCE, Served, serving
from slow_site import Slow, slow_site

from app.database import Database
from app.store.schema import migrate
from app.web.background.job_folders import JobFolders

pytestmark = pytest.mark.reliability


def filled(data: Path) -> Path:
    database = Database(data / "parallax.sqlite3")
    migrate(database)
    fill(database)
    database.close()
    return data


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = filled(tmp_path_factory.mktemp("pair"))
    open_to = {"PARALLAX_ALLOW_PRIVATE_ADDRESSES": "1", "PARALLAX_FETCH_DELAY": "0", "PARALLAX_METRICS": "1"}
    with serving(data, "--workers", "2", **open_to) as server:
        yield server


@pytest.fixture
def slow() -> Iterator[Slow]:
    with slow_site() as site:
        yield site


def test_what_one_process_writes_both_tell_at_once(pair: Served, effort: Callable[[int, int], int]) -> None:
    for number in range(effort(1, 20)):
        for path in ("/search.json?q=bridge", "/articles/1.json", "/events/1.json", "/outlets.json"):
            pair.of_both(path)
        title = f"Bridge number {number} shuts"
        pair.ask("POST", "/articles/1/corrections", data={"field": "title", "value": title})
        assert all(one.json()["title"] == title for one in pair.of_both("/articles/1.json"))
        assert all(title in one.text for one in pair.of_both("/search.json?q=bridge"))

        pair.ask("POST", "/events/1/title", data={"title": title})
        assert all(one.json()["title"] == title for one in pair.of_both("/events/1.json"))

        pair.ask("POST", "/outlets/the-daily-ledger/merge", data={"into": "northern-courier"})
        merged = pair.of_both("/search.json?q=bridge&outlet=the-daily-ledger")
        assert all("The Daily Ledger" not in one.text for one in pair.of_both("/outlets.json"))
        pair.ask("POST", "/outlets/the-daily-ledger/unmerge")
        apart = pair.of_both("/search.json?q=bridge&outlet=the-daily-ledger")
        assert {one.json()["total"] for one in apart}.isdisjoint({one.json()["total"] for one in merged})

        form = {"event": "1", "a": "the-daily-ledger", "b": "northern-courier", "back": "/notes"}
        pair.ask("POST", "/notes", data={**form, "text": f"Note {number} on the baker."})
        assert all(f"Note {number} on the baker." in one.text for one in pair.of_both("/notes"))

        text = f"Title{number} of a paste\n\nThe zebra{number} crossed the harbour bridge on Tuesday.\n"
        pair.ask("POST", "/add/text", data={"text": text})
        pair.until(f"/search.json?q=zebra{number}", lambda found: found["total"] == 1)
        assert all(one.json()["total"] == 1 for one in pair.of_both(f"/search.json?q=zebra{number}"))


def test_an_import_is_seen_and_stopped_from_either_process(pair: Served, slow: Slow) -> None:
    typed = "\n".join(f"{slow.address}/{number}" for number in range(5))
    address = pair.ask("POST", "/add/addresses", data={"addresses": typed}).headers["location"]
    assert slow.asked.wait(60)
    if "/waiting/" in address:
        # the other process had not said by then which run it became
        address = pair.ask("GET", address).headers["location"]
    pair.until(f"{address}.json", lambda found: found["activity"] is not None)
    for answer in pair.of_both(f"{address}.json"):
        activity = answer.json()["activity"]
        assert (activity["stage"], activity["done"], activity["total"]) == ("reading", 0, 5)
    waits = pair.ask("POST", "/add/text", data={"text": "Behind it\n\nThis text waits behind the others.\n"})
    waiting = waits.headers["location"]
    assert "/imports/waiting/" in waiting
    assert all("1 import is before it" in one.text for one in pair.of_both(waiting))
    assert all(len(one.json()["waiting"]) == 1 for one in pair.of_both("/imports.json"))
    scrape = pair.of_both("/metrics")
    assert all("parallax_imports_running 1.0" in one.text for one in scrape)
    assert all("parallax_imports_waiting 1.0" in one.text for one in scrape)
    pair.ask("POST", f"{waiting}/stop")
    pair.ask("POST", f"{address}/stop")
    assert all(one.json()["activity"]["stopping"] for one in pair.of_both(f"{address}.json"))
    assert all(not one.json()["waiting"] for one in pair.of_both("/imports.json"))
    slow.release.set()
    pair.until(f"{address}.json", lambda found: found["run"]["status"] == "stopped")
    pair.until(f"{address}.json", lambda found: found["activity"]["stage"] == "done")
    assert all("taken out of the line" in one.text for one in pair.of_both(waiting))


def test_whichever_process_is_asked_counts_for_both(pair: Served) -> None:
    def counted() -> float:
        found = re.search(
            r'parallax_requests_total\{method="GET",route="/about",status="200"\} (\S+)',
            pair.ask("GET", "/metrics").text,
        )
        return float(found[1]) if found else 0.0

    before = counted()
    asked = len(pair.of_both("/about?q=secret"))
    text = pair.ask("GET", "/metrics").text
    assert counted() == before + asked
    assert len(set(re.findall(r'parallax_process_resident_memory_bytes\{pid="(\d+)"\}', text))) == 2
    assert "secret" not in text


def test_another_process_takes_over_from_one_that_is_killed(pair: Served, slow: Slow) -> None:
    def begins(line: dict[str, Any]) -> bool:
        return line["message"] == "an import begins"

    earlier = {line["number"] for line in pair.lines if begins(line)}
    pair.ask("POST", "/add/addresses", data={"addresses": f"{slow.address}/a\n{slow.address}/b"})
    assert slow.asked.wait(60)
    begun = pair.said(lambda line: begins(line) and line["number"] not in earlier)
    os.kill(begun["pid"], signal.SIGKILL)
    slow.release.set()

    def is_done(found: dict[str, Any]) -> bool:
        newest = found["imports"][0]
        return newest["run"]["status"] == "finished" and newest["activity"]["stage"] == "done"

    found = pair.until("/imports.json", is_done)
    newest, killed = (entry["run"] for entry in found["imports"][:2])
    assert (newest["source"], newest["seen"], killed["status"]) == ("address", 2, "stopped")
    again = pair.said(lambda line: begins(line) and line["pid"] != begun["pid"])
    assert again["number"] == begun["number"]
    # and a new process answers in its place
    assert begun["pid"] not in {pair.pid_of(one) for one in pair.of_both("/healthz")}


def test_processes_that_start_at_once_share_one_schema_and_sign_in_and_end_with_their_parent(
    tmp_path: Path,
) -> None:
    words = "a day in May"
    with serving(tmp_path / "new", "--workers", "2", PARALLAX_PASSWORD=words) as server:
        answers = server.of_both("/readyz")
        assert {one.json()["status"] for one in answers} == {"ready"}
        answer = server.ask("POST", "/sign-in", data={"password": words})
        name, _, value = answer.headers["set-cookie"].partition(";")[0].partition("=")
        cookie = {"Cookie": f"{name}={value}"}
        assert {one.status_code for one in server.of_both("/imports.json", headers=cookie)} == {200}
        server.ask("POST", "/sign-out", headers=cookie)
        assert {one.status_code for one in server.of_both("/imports.json", headers=cookie)} == {401}
        log = "\n".join((*map(str, server.lines), *server.other))
        assert words not in log
        assert value not in log
        server.process.kill()
        server.process.wait()
        end = time.monotonic() + PATIENCE
        for pid in {server.pid_of(one) for one in answers}:
            while Path(f"/proc/{pid}/fd").exists() and time.monotonic() < end:
                time.sleep(0.05)
            assert not Path(f"/proc/{pid}/fd").exists()


def test_an_upload_in_progress_is_not_taken_for_left_over(tmp_path: Path) -> None:
    folders, other = JobFolders(tmp_path), JobFolders(tmp_path)
    left = folders.make()
    with folders.drafted() as folder:
        assert other.take_over()
        other.remove_half()
        assert folder.is_dir()
        assert not left.exists()
    assert not folder.exists()
    assert not folders.take_over()
    other.let_go()
    assert folders.take_over()
    folders.let_go()
