"""A disk that is full, closed or damaged: it is said where and what to do, and nothing is half written."""

import os
import random
import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from imports import settled
from mixed_folder import mixed_folder
from small_disk import SmallDisk, small_disk
from sqlalchemy import text
from whole_corpus import articles, check_indexes, nothing_half_written, partition, reading

from app.config import Settings
from app.database import Database
from app.errors import StoreError
from app.events.job import group_events
from app.ingest import apart
from app.ingest.run import ingest
from app.store.schema import current_revision, migrate
from app.web.app import create_app

pytestmark = pytest.mark.reliability

Run = Callable[..., tuple[int, str, str]]
_BACK_TO_0007 = (
    "DROP TABLE removal; DROP TABLE note; DROP TABLE frozen_comparison;"
    "UPDATE alembic_version SET version_num = '0007';"
)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 80 articles in several formats."""
    folder = tmp_path_factory.mktemp("inputs") / "in"
    mixed_folder(folder, Path("none"), 80)
    return folder


@pytest.fixture(scope="module")
def ungrouped(inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with these articles and no events. Read only: copy it to change it."""
    data = tmp_path_factory.mktemp("ungrouped")
    with opened(data) as database:
        ingest(database, [inputs])
    return data


@contextmanager
def opened(data: Path) -> Iterator[Database]:
    database = Database(data / "parallax.sqlite3")
    try:
        migrate(database)
        yield database
    finally:
        database.close()


@contextmanager
def served(data: Path) -> Iterator[TestClient]:
    app = create_app(Settings(data=data))
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        yield client


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk") as made:
        yield made


@pytest.fixture
def data(disk: SmallDisk, ungrouped: Path) -> Path:
    """A data folder on the small disk."""
    shutil.copytree(ungrouped, disk.place / "data")
    return disk.place / "data"


def check_same(data: Path, like: Path) -> None:
    assert articles(data) == articles(like)
    with reading(data) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    check_indexes(data)
    nothing_half_written(data)


def test_an_ingest_on_a_full_disk(
    disk: SmallDisk, inputs: Path, ungrouped: Path, effort: Callable[[int, int], int]
) -> None:
    for left in (600_000, 0, 200_000, 400_000, 800_000)[: effort(1, 5)]:
        data = disk.place / str(left)
        disk.fill(leave=left)
        with pytest.raises(StoreError, match=f"no room left on the disk of {data}|No space left"):
            take_in(data, inputs)
        disk.make_room()
        take_in(data, inputs)
        check_same(data, ungrouped)


def take_in(data: Path, inputs: Path) -> None:
    with opened(data) as database:
        ingest(database, [inputs])


def test_an_ingest_that_may_write_no_larger_file(tmp_path: Path, inputs: Path, ungrouped: Path) -> None:
    # for everybody, also where nobody may mount a disk
    apart.shared().warm()
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    with opened(tmp_path / "data") as database:
        largest = max(path.stat().st_size for path in (tmp_path / "data").iterdir() if path.is_file())
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 100_000, limit[1]))
        try:
            with pytest.raises(StoreError, match=r"The disk of .*parallax\.sqlite3"):
                ingest(database, [inputs])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        ingest(database, [inputs])
    check_same(tmp_path / "data", ungrouped)


def test_grouping_on_a_full_disk(disk: SmallDisk, data: Path, ungrouped: Path, run: Run) -> None:
    with opened(data) as database:
        disk.fill()
        for again in (False, True):
            with pytest.raises(StoreError, match="no room left"):
                group_events(database, rebuild=again)
    code, _, err = run("--data", data, "events", "rebuild")
    assert (code, "no room left" in err) == (1, True)
    assert partition(data) == set()
    disk.make_room()
    assert run("--data", data, "events", "rebuild")[0] == 0
    assert partition(data)
    check_same(data, ungrouped)


@pytest.mark.parametrize(
    "command", [("backup", "copy"), ("export", "out.zip"), ("outlets", "rename", "the-ledger", "Ledger")]
)
def test_other_commands_on_a_full_disk(
    disk: SmallDisk, data: Path, ungrouped: Path, run: Run, command: tuple[str, ...]
) -> None:
    name, *more = command
    files = [disk.place / word if word in ("copy", "out.zip") else word for word in more]
    disk.fill()
    code, _, err = run("--data", data, name, *files)
    assert code == 1, err
    assert str(disk.place) in err
    assert "room" in err or "full" in err
    disk.make_room()
    assert sorted(path.name for path in disk.place.iterdir()) == ["data"]
    check_same(data, ungrouped)


def test_an_upload_on_a_full_disk(disk: SmallDisk, inputs: Path, ungrouped: Path) -> None:
    data = disk.place / "data"
    files = [("files", (path.name, path.read_bytes())) for path in sorted(inputs.iterdir())]
    with served(data) as client:
        # not even the files fit
        disk.fill()
        refused = client.post("/add/files", files=files)
        assert refused.status_code == 503
        assert "No space left" in refused.text
        assert "Whoever runs this server" in refused.text
        disk.make_room()
        # they fit, and what is made of them does not
        disk.fill(leave=sum(len(data) for _, (_, data) in files) + 300_000)
        failed = settled(client, client.post("/add/files", files=files))
        assert "no room left" in (failed["activity"] or {}).get("error", "")
        assert client.get("/search.json?q=bridge").status_code == 200
    disk.make_room()
    with served(data) as client:
        # the next server goes on with it
        settled(client, client.post("/add/text", data={"text": "Bridge opens\n\nIt was zqdonqz to open."}))
    found = articles(data)
    assert found.keys() - {"zqdonqz"} == articles(ungrouped).keys()
    nothing_half_written(data)


def test_a_migration_on_a_full_disk(disk: SmallDisk, data: Path, ungrouped: Path, run: Run) -> None:
    with closing(sqlite3.connect(data / "parallax.sqlite3")) as connection:
        connection.executescript(_BACK_TO_0007)
    disk.fill(leave=100_000)
    code, _, err = run("--data", data, "events", "list")
    assert code == 1
    assert str(data) in err
    database = Database(data / "parallax.sqlite3")
    disk.make_room()
    assert current_revision(database) == "0007"
    database.close()
    assert run("--data", data, "events", "list")[0] == 0
    check_same(data, ungrouped)


def test_a_medium_that_can_only_be_read(
    disk: SmallDisk, data: Path, ungrouped: Path, inputs: Path, run: Run
) -> None:
    disk.close()
    code, out, _ = run("--data", data, "search", "bridge", "--json")
    assert code == 0
    assert '"total": 0' not in out
    code, _, err = run("--data", data, "ingest", inputs)
    assert code == 1
    assert "medium that can only be read" in err
    with served(data) as client:
        assert client.get("/search.json?q=bridge").json()["total"]
        refused = client.post("/add/text", data={"text": "Bridge opens\n\nIt opened."})
        assert refused.status_code == 503
        assert "Read-only file system" in refused.text
    assert run("--data", disk.place / "new", "search", "bridge")[0] == 1


def write_something(data: Path) -> None:
    with opened(data) as database, database.write_session() as session:
        session.execute(text("UPDATE outlet SET name = name"))


@contextmanager
def obeying_modes() -> Iterator[None]:
    """Root may do everything: for the length of the block it is somebody else."""
    if os.geteuid() == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        if os.getuid() == 0:
            os.seteuid(0)


@pytest.mark.parametrize("closed", ["folder", "file", "unreadable"])
def test_a_folder_of_somebody_else(ungrouped: Path, closed: str) -> None:
    # pytest's own folders are closed to others
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        data = shutil.copytree(ungrouped, Path(place) / "data")
        file = data / "parallax.sqlite3"
        file.chmod({"folder": 0o666, "file": 0o444, "unreadable": 0o000}[closed])
        data.chmod(0o555 if closed == "folder" else 0o777)
        with (
            obeying_modes(),
            pytest.raises(StoreError, match="belongs to another user or may only be read"),
        ):
            write_something(data)
        data.chmod(0o777)
        file.chmod(0o666)
        check_same(data, ungrouped)


def _nothing(path: Path) -> None:
    path.write_bytes(b"this is no database, but it is long enough to be read as one" * 400)


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3)


def _overwrite(path: Path) -> None:
    chance = random.Random(4)
    with path.open("r+b") as file:
        for _ in range(120):
            file.seek(chance.randrange(1, path.stat().st_size // 4096) * 4096)
            file.write(chance.randbytes(4096))


def _behead(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(random.Random(5).randbytes(100))


@pytest.mark.parametrize("damage", [_nothing, _cut, _overwrite, _behead])
def test_a_damaged_file(tmp_path: Path, ungrouped: Path, run: Run, damage: Callable[[Path], None]) -> None:
    shutil.copytree(ungrouped, tmp_path / "data")
    path = tmp_path / "data" / "parallax.sqlite3"
    damage(path)
    before = path.read_bytes()
    for command in (["search", "bridge"], ["events", "rebuild"]):
        code, _, err = run("--data", tmp_path / "data", *command)
        assert code == 1, command
        assert str(path) in err
        assert "parallax restore" in err
    with pytest.raises(StoreError, match="parallax restore"), served(tmp_path / "data"):
        pass
    code, out, err = run("--data", tmp_path / "data", "check")
    assert code == 1
    assert str(path) in out + err or "page" in out
    assert "Traceback" not in out + err
    assert path.read_bytes() == before
