"""Imports in the background: in line, stopped, left by a server that ended, by its own will or not."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from imports import settled
from page_selection import select, texts
from slow_site import Slow, slow_site
from sqlmodel import select as sql_select

from app.config import Settings
from app.database import Database
from app.models import Article, IngestRun
from app.store import runs
from app.store.schema import migrate
from app.web.app import create_app
from app.web.background import job_folders
from app.web.background.job_folders import FILES, Job, JobFolders, Order
from app.web.background.job_work import JobWork
from app.web.routes import add
from app.web.uploads import UploadedFile


@pytest.fixture
def slow() -> Iterator[Slow]:
    with slow_site() as site:
        yield site


def client_of(data: Path) -> TestClient:
    app = create_app(Settings(data=data, allow_private_addresses=True, fetch_delay=0))
    return TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)


def text_of(number: int) -> str:
    body = f"The bridge number {number} across the river opened on Tuesday after years of work."
    return f"Bridge {number} opens\n\n{body}\n"


def leave(data: Path, order: Order, *texts: str) -> Path:
    """What a server that ended leaves: an order and its files."""
    folders = JobFolders(data / "uploads")
    folder = folders.make()
    for file, text in zip(order.files, texts, strict=True):
        (folder / FILES / file.place).write_text(text)
    job_folders.write(folder, order)
    return folder


def uploaded(*names: str, attempts: int = 0) -> Order:
    listed = tuple(UploadedFile(name=name, place=name) for name in names)
    return Order(source="upload", names=names, files=listed, attempts=attempts)


def test_an_import_is_stopped_and_its_folder_goes(tmp_path: Path, slow: Slow) -> None:
    with client_of(tmp_path) as client:
        typed = "\n".join(f"{slow.address}/{n}" for n in range(5))
        answer = client.post("/add/addresses", data={"addresses": typed})
        assert slow.asked.wait(60)
        number = answer.headers["location"].rpartition("/")[2]
        running = client.get(f"/imports/{number}.json").json()
        assert running["activity"]["stage"] == "reading"
        assert (running["activity"]["done"], running["activity"]["total"]) == (0, 5)
        assert client.post(f"/imports/{number}/stop").status_code == 303
        assert client.get(f"/imports/{number}.json").json()["activity"]["stopping"]
        slow.release.set()
        assert settled(client, answer)["run"]["status"] == "stopped"
        assert [path.name for path in (tmp_path / "uploads").iterdir()] == [".lock"]


def test_an_import_that_is_about_to_begin_is_listed_once(tmp_path: Path, monkeypatch) -> None:
    """From the line to its first line in the database it takes seconds, while its processes start."""
    begins, carry_out = threading.Event(), JobWork.carry_out

    def late(work: JobWork, job: Job) -> None:
        begins.wait(60)
        carry_out(work, job)

    monkeypatch.setattr(add, "_PATIENCE", 0.05)
    monkeypatch.setattr(JobWork, "carry_out", late)
    with client_of(tmp_path) as client:
        files = {"files": ("bridge.txt", text_of(1).encode())}
        answer = client.post("/add/files", files=files)
        listed = client.get("/imports.json").json()
        assert ([one["ahead"] for one in listed["waiting"]], listed["imports"]) == ([0], [])
        begins.set()
        assert settled(client, answer)["run"]["stored"] == 1
        listed = client.get("/imports.json").json()
        assert (listed["waiting"], len(listed["imports"])) == ([], 1)


def test_others_wait_in_line_and_can_be_taken_out(tmp_path, slow, parse, monkeypatch) -> None:
    monkeypatch.setattr(add, "_PATIENCE", 0.05)
    with client_of(tmp_path) as client:
        first = client.post("/add/addresses", data={"addresses": f"{slow.address}/a"})
        assert slow.asked.wait(60)
        second = client.post("/add/text", data={"text": text_of(1)})
        third = client.post("/add/text", data={"text": text_of(2)})
        assert "/imports/waiting/" in second.headers["location"]
        page = parse(client.get(second.headers["location"]))
        assert texts(page, "h1") == ["Waiting to be taken in"]
        assert "1 import is before it" in texts(page, ".standfirst")[0]
        assert page.xpath("//noscript/meta[@http-equiv='refresh']")
        listed = client.get("/imports.json").json()
        assert [job["ahead"] for job in listed["waiting"]] == [1, 2]
        assert len(select(parse(client.get("/imports")), ".queued")) == 2
        client.post(f"{second.headers['location']}/stop")
        assert "taken out" in parse(client.get(second.headers["location"])).text_content()
        slow.release.set()
        assert settled(client, first)["run"]["stored"] == 1
        assert settled(client, third)["run"]["stored"] == 1
        assert client.get("/imports.json").json()["total"] == 2
        assert client.get("/imports/waiting/12345").status_code == 404


def test_a_running_import_shows_how_far_it_is_with_and_without_javascript(tmp_path, slow, parse) -> None:
    with client_of(tmp_path) as client:
        answer = client.post("/add/addresses", data={"addresses": f"{slow.address}/a\n{slow.address}/b"})
        assert slow.asked.wait(60)
        address = answer.headers["location"]
        page = parse(client.get(address))
        assert "0 of 2 addresses done" in texts(page, "[role=status]")[0]
        assert select(page, "#live div")[0].get("hx-trigger") == "every 1s"
        assert page.xpath("//head//noscript/meta[@http-equiv='refresh']")
        partial = {"HX-Request": "true", "HX-Request-Type": "partial"}
        part = client.get(address, headers=partial).text
        assert part.startswith("<title>Running: Import 1")
        assert "<html" not in part
        slow.release.set()
        settled(client, answer)
        page = parse(client.get(address))
        assert not page.xpath("//*[@hx-trigger] | //noscript")
        assert "hx-trigger" not in client.get(address, headers=partial).text


def test_a_server_that_is_ended_goes_on_when_it_starts_again(tmp_path: Path, slow: Slow) -> None:
    with client_of(tmp_path) as client:
        client.post("/add/addresses", data={"addresses": f"{slow.address}/a\n{slow.address}/b"})
        assert slow.asked.wait(60)
        # waiting behind it
        client.post("/add/text", data={"text": text_of(1)})
        ending = threading.Timer(0, client.app.state.jobs.close)  # type: ignore[attr-defined]
        ending.start()
        client.app.state.jobs._ending.wait(60)  # type: ignore[attr-defined]
        slow.release.set()
        ending.join()
        assert client.get("/imports/1.json").json()["run"]["status"] == "stopped"
    with client_of(tmp_path) as client:
        deadline = threading.Event()
        while client.get("/imports.json").json()["total"] < 3:
            deadline.wait(0.05)
        answer = client.get("/imports.json").json()["imports"][0]
        assert answer["run"]["source"] == "paste"
        settled(client, client.post("/add/text", data={"text": text_of(1)}))
        with client.app.state.database.read_session() as session:  # type: ignore[attr-defined]
            titles = sorted(session.exec(sql_select(Article.title)).all())
        assert titles == ["Bridge 1 opens", "Ferry sinks", "Ferry sinks"]


def test_what_was_left_is_taken_in_and_half_an_upload_removed(tmp_path: Path) -> None:
    leave(tmp_path, uploaded("a.txt", "b.txt"), text_of(1), text_of(2))
    JobFolders(tmp_path / "uploads").make()
    with client_of(tmp_path) as client:
        again = settled(client, client.post("/add/text", data={"text": text_of(3)}))
        assert again["run"]["id"] == 2
        assert client.get("/imports/1.json").json()["run"]["stored"] == 2
        assert [path.name for path in (tmp_path / "uploads").iterdir()] == [".lock"]


def test_what_ends_the_server_again_and_again_is_given_up_and_named(tmp_path: Path) -> None:
    leave(tmp_path, uploaded("a.txt", attempts=3), text_of(1))
    with client_of(tmp_path) as client:
        settled(client, client.post("/add/text", data={"text": text_of(3)}))
        given_up = client.get("/imports/1.json").json()
    assert given_up["run"]["stored"] == 0
    assert [problem["file"] for problem in given_up["problems"]] == ["a.txt"]
    assert "several times" in given_up["problems"][0]["reason"]


def test_runs_of_dead_processes_are_closed_and_those_of_living_ones_are_not(tmp_path: Path) -> None:
    database = Database(Settings(data=tmp_path).database_path)
    migrate(database)
    with database.write_session() as session:
        session.add(IngestRun(started_at="2026-01-01T00:00:00+00:00", paths=["x"], options={}))
    with database.write_session() as session:
        living = runs.start(session, ["y"], "2026-01-01T00:00:00+00:00")
    with client_of(tmp_path) as client:
        assert client.get("/imports/1.json").json()["run"]["status"] == "stopped"
        assert client.get(f"/imports/{living}.json").json()["run"]["status"] == "running"
        assert "another program" in client.get(f"/imports/{living}").text
        with database.write_session() as session:
            runs.finish(session, living, "finished", "2026-01-01T00:00:01+00:00")
        assert client.get(f"/imports/{living}.json").json()["run"]["status"] == "finished"
    database.close()


KILLED = """
import os, signal, sys, threading
from pathlib import Path
from fastapi.testclient import TestClient
from app.config import Settings
from app.web.app import create_app

if __name__ == "__main__":
    data = Path(sys.argv[1])
    app = create_app(Settings(data=data))
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        line = '{"id": "%d", "title": "T%d", "text": "The bridge number %d opened on Tuesday after years."}'
        lines = "\\n".join(line % (n, n, n) for n in range(2_000)).encode()
        client.post("/add/files", files=[("files", ("records.jsonl", lines))])
        while client.get("/imports.json").json()["imports"][0]["run"]["stored"] < int(sys.argv[2]):
            pass
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("after", [0, 200])
def test_a_server_killed_while_it_takes_in_loses_and_doubles_nothing(tmp_path: Path, after: int) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    data = tmp_path / "data"
    root = Path(__file__).resolve().parents[2]
    ended = subprocess.run(
        [sys.executable, str(script), str(data), str(after)],
        cwd=root,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"},
        check=False,
        timeout=120,
    )
    assert ended.returncode == -signal.SIGKILL
    with client_of(data) as client:
        settled(client, client.post("/add/text", data={"text": text_of(1)}))
        listed = client.get("/imports.json").json()["imports"]
        assert [entry["run"]["status"] for entry in listed] == ["finished", "finished", "stopped"]
        with client.app.state.database.read_session() as session:  # type: ignore[attr-defined]
            ids = session.exec(sql_select(Article.external_id)).all()
    assert len(ids) == len(set(ids)) == 2_001
