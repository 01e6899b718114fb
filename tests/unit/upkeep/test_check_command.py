"""``parallax check`` as a person or a script calls it."""

import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app import cli
from app.database import Database

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(data: Path, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["parallax", "--data", str(data), "check", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        return int(ended.value.code or 0), shown.out, shown.err

    return call


def _execute(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


def test_exit_code_text_and_json_agree(run: Run, seeded: Database) -> None:
    data = seeded.path.parent
    (data / "uploads" / "000000000000000007").mkdir(parents=True)
    code, out, _ = run(data)
    assert (code, "wrong" in out, "All is well." in out) == (0, False, True)
    assert "1 upload in" in out
    _execute(seeded.path, "UPDATE event SET article_count = 40 WHERE id = 1")
    code, out, _ = run(data)
    assert (code, "Event 1 says that it has 40 articles" in out) == (1, True)
    code, out, _ = run(data, "--json")
    report = json.loads(out)
    assert (code, report["clean"]) == (1, False)
    assert [check["name"] for check in report["checks"] if check["wrong"]] == ["events"]
    code, out, _ = run(data, "--repair", "--json")
    repaired = json.loads(out)
    assert (code, repaired["clean"], repaired["not_done"]) == (0, True, [])
    assert (repaired["before"]["clean"], repaired["after"]["clean"]) == (False, True)
    _execute(seeded.path, "UPDATE document SET sha256 = 'ab' WHERE id = 1")
    code, out, _ = run(data, "--repair")
    assert (code, "Restore a backup" in out, "still wrong" in out) == (1, True, True)


@pytest.mark.parametrize(
    ("content", "sentence"), [(None, "no corpus"), (b"what is this? " * 400, "database")]
)
def test_what_is_no_corpus_is_told(run: Run, tmp_path: Path, content: bytes | None, sentence: str) -> None:
    if content is not None:
        (tmp_path / "parallax.sqlite3").write_bytes(content)
    for arguments in ((), ("--repair",)):
        code, out, err = run(tmp_path, *arguments)
        assert code == 1
        assert sentence in out + err
        assert "Traceback" not in err
    assert content is not None or not list(tmp_path.iterdir())


def test_an_older_schema_is_named_and_brought_up_to_date(run: Run, seeded: Database) -> None:
    _execute(seeded.path, "UPDATE alembic_version SET version_num = '0007'")
    _execute(seeded.path, "DROP TABLE removal")
    _execute(seeded.path, "DROP TABLE note")
    _execute(seeded.path, "DROP TABLE frozen_comparison")
    code, out, _ = run(seeded.path.parent)
    assert (code, "The schema is 0007" in out) == (1, True)
    assert run(seeded.path.parent, "--repair")[0] == 0
