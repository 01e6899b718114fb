"""What all tests share: a fresh database, and a corpus made of the seeds."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from made_up_corpus import fill

from app import cli
from app.database import Database
from app.events.job import group_events
from app.ingest.run import ingest
from app.store.schema import migrate

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "seeds"
SHARED = ROOT.parent / "shared"
_FIGURE = "figure"
# Hundreds of tests start an app: processes beside each would cost seconds. Tests of these ask for them.
os.environ.setdefault("PARALLAX_HEAVY_PROCESSES", "0")
# how long one example takes says how busy the machine is
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--soak``: tests of reliability run in their long form."""
    parser.addoption("--soak", action="store_true", help="run tests marked reliability in their long form")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name bytes by their length: packed ones hold the time, and all processes must find the same tests."""
    return f"{len(val)} bytes" if isinstance(val, bytes) and len(val) > 16 else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests of reliability measured, for docs/reliability.md."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    lines = [
        f"{report.nodeid}: {value}"
        for report in reports
        for name, value in report.user_properties
        if name == _FIGURE
    ]
    if lines:
        terminalreporter.section("measured")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def effort(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """How much to do: ``effort(short, long)`` is the second number in ``run.py soak``, else the first."""
    long_form = bool(request.config.getoption("--soak"))
    return lambda short, long: long if long_form else short


@pytest.fixture
def measured(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Call it with a figure in words; all of them are printed when the tests are done."""
    return lambda words: record_property(_FIGURE, words)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated database file. Read only: copies of it spare each test the migrations."""
    path = tmp_path_factory.mktemp("migrated") / "parallax.sqlite3"
    opened = Database(path)
    migrate(opened)
    opened.close()
    return path


@pytest.fixture
def database(empty_file: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database."""
    opened = Database(Path(shutil.copy(empty_file, tmp_path / "parallax.sqlite3")))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the five seeds, grouped into events. Read only: copy it to change it."""
    path = tmp_path_factory.mktemp("seeded") / "parallax.sqlite3"
    opened = Database(path)
    migrate(opened)
    ingest(opened, [SEEDS])
    group_events(opened)
    opened.close()
    return path


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose corpus holds the made-up articles."""
    data = tmp_path_factory.mktemp("filled")
    database = Database(data / "parallax.sqlite3")
    migrate(database)
    fill(database)
    database.close()
    return data


@pytest.fixture
def seeded(seeded_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A corpus of the five seeds that a test may change."""
    copy = tmp_path / "seeded" / "parallax.sqlite3"
    copy.parent.mkdir()
    shutil.copy(seeded_file, copy)
    opened = Database(copy)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def rich(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with a row of everything that is original or made by a person. Read only."""
    from rich_corpus import enrich

    folder = tmp_path_factory.mktemp("rich")
    path = folder / "data" / "parallax.sqlite3"
    path.parent.mkdir()
    shutil.copy(seeded_file, path)
    opened = Database(path)
    enrich(opened, folder / "files")
    opened.close()
    return path


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Call ``parallax`` with arguments as a person would; exit code, standard output and standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["parallax", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        return int(ended.value.code or 0), shown.out, shown.err

    return call
