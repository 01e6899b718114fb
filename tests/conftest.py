"""What all tests share: a fresh database, and a corpus made of the seeds."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.database import Database
from app.events.job import group_events
from app.ingest.run import ingest
from app.store.schema import migrate

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "seeds"
SHARED = ROOT.parent / "shared"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database."""
    opened = Database(tmp_path / "parallax.sqlite3")
    migrate(opened)
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


@pytest.fixture
def seeded(seeded_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A corpus of the five seeds that a test may change."""
    copy = tmp_path / "seeded" / "parallax.sqlite3"
    copy.parent.mkdir()
    shutil.copy(seeded_file, copy)
    opened = Database(copy)
    yield opened
    opened.close()
