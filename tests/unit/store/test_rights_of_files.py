"""Who on this machine may read a corpus: its owner, and whom the owner let into the folder."""

import os
import stat
from pathlib import Path

import pytest

from app.database import Database
from app.store.schema import migrate
from app.upkeep.backup import back_up

pytestmark = pytest.mark.skipif(os.name == "nt", reason="rights of another kind")


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def filled(path: Path) -> Path:
    database = Database(path)
    migrate(database)
    database.close()
    return path


def test_a_new_corpus_and_its_backup_are_for_the_owner_alone(tmp_path: Path) -> None:
    made = filled(tmp_path / "outer" / "data" / "parallax.sqlite3")
    assert rights(made.parent) == 0o700
    assert rights(made) == 0o600
    back_up(made, tmp_path / "copy.backup")
    assert rights(tmp_path / "copy.backup") == 0o600


def test_a_folder_that_was_opened_to_a_group_stays_open_to_it(tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    ours.mkdir()
    ours.chmod(0o750)
    made = filled(ours / "parallax.sqlite3")
    assert rights(ours) == 0o750
    assert rights(made) == 0o640
    filled(made)
    assert rights(made) == 0o640
