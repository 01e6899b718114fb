"""Whether the server lives and can work, as a monitor asks; and its figures."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from app.config import Settings
from app.web.app import create_app
from app.web.operation import readiness

BASE = "http://127.0.0.1:8000"


def ready(client: TestClient) -> tuple[int, dict[str, Any]]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


def test_a_server_that_can_work_says_so_and_how_much_it_holds(client: TestClient) -> None:
    status, said = ready(client)
    assert (status, said["status"]) == (200, "ready")
    assert list(said["checks"]) == ["database", "schema", "folder", "room", "imports"]
    assert said["articles"] > 60


def test_living_asks_no_database(writing_client: TestClient, tmp_path: Path) -> None:
    path = tmp_path / "copy" / "parallax.sqlite3"
    writing_client.app.state.database.close()  # type: ignore[attr-defined]
    for name in (path, path.with_name(f"{path.name}-wal")):
        name.write_bytes(b"no database at all" * 500)
    assert writing_client.get("/healthz").json() == {"status": "ok"}
    status, said = ready(writing_client)
    assert (status, said["status"], said["checks"]["database"]) == (503, "failing", "failed")
    assert str(path) in said["details"]["database"]
    assert said["articles"] is None


def test_little_room_is_a_warning_and_none_a_failure(
    writing_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for free, status, outcome in ((10**12, 200, "ok"), (10**8, 200, "low"), (10**6, 503, "failed")):
        usage = SimpleNamespace(free=free)
        monkeypatch.setattr(readiness.shutil, "disk_usage", lambda _, usage=usage: usage)
        found, said = ready(writing_client)
        assert (found, said["checks"]["room"]) == (status, outcome)
        assert ("room" in said["details"]) == (outcome != "ok")


def test_starting_ending_and_dead_threads_are_told_apart(filled: Path, tmp_path: Path) -> None:
    shutil.copytree(filled, tmp_path / "copy")
    app = create_app(Settings(data=tmp_path / "copy"))
    assert ready(TestClient(app, base_url=BASE))[1]["status"] == "starting"
    with TestClient(app, base_url=BASE) as opened:
        assert ready(opened)[0] == 200
        app.state.jobs.close()
        status, said = ready(opened)
        assert (status, said["checks"]["imports"]) == (503, "failed")
        app.state.ending = True
        answer = opened.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "ending")
    assert answer.headers["retry-after"] == "5"


TOKEN = "a token for Prometheus"


@pytest.fixture(scope="module")
def measured_app(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    data = tmp_path_factory.mktemp("measured") / "copy"
    shutil.copytree(filled, data)
    settings = Settings(
        data=data,
        password=SecretStr("words"),
        public_read=True,
        metrics=True,
        metrics_token=SecretStr(TOKEN),
    )
    with TestClient(create_app(settings), base_url=BASE, follow_redirects=False) as opened:
        yield opened


def test_figures_are_for_those_who_may_have_them(measured_app: TestClient, client: TestClient) -> None:
    assert measured_app.get("/metrics", headers={"Accept": "text/plain"}).status_code == 401
    for wrong in ("", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}é"):
        given = {"Authorization": wrong.encode("latin-1"), "Accept": "text/plain"}
        assert measured_app.get("/metrics", headers=given).status_code == 401
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    assert measured_app.get("/metrics", headers=bearer).status_code == 200
    # the token opens nothing else
    assert measured_app.get("/imports.json", headers=bearer).status_code == 401
    assert measured_app.post("/metrics", headers=bearer).status_code == 401
    # where nothing is measured there is nothing, for whoever may write
    assert client.get("/metrics").status_code == 404


def test_requests_are_counted_by_route_and_never_by_what_was_asked(measured_app: TestClient) -> None:
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    for path in ("/search?q=zebra", "/articles/1", "/articles/2", "/nothing/zebra"):
        measured_app.get(path)
    measured_app.head("/articles/1")
    text = measured_app.get("/metrics", headers=bearer).text
    assert "zebra" not in text
    route = "/articles/{article_id:number}"
    assert f'parallax_requests_total{{method="GET",route="{route}",status="200"}} 2.0' in text
    assert f'parallax_requests_total{{method="HEAD",route="{route}",status="200"}} 1.0' in text
    assert 'parallax_requests_total{method="GET",route="-",status="404"} 1.0' in text
    assert f'parallax_request_seconds_count{{route="{route}"}} 3.0' in text
    assert "parallax_requests_in_progress 1.0" in text
    for name in ("articles", "database_bytes", "wal_bytes", "imports_waiting", "process_cpu_seconds_total"):
        assert re.search(rf"^parallax_{name}(\{{.*\}})? \d", text, re.MULTILINE), name
