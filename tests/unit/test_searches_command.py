"""``parallax searches`` as a person or a timer calls it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from made_up_corpus import fill

from app import cli
from app.database import Database
from app.store import saved_searches

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    database: Database,
    tmp_path: Path,
) -> Run:
    """Call the command on the made-up corpus; exit code, standard output and standard error."""
    fill(database)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["parallax", "--data", str(tmp_path), "searches", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        return int(ended.value.code or 0), shown.out, shown.err

    return call


def _forget_what_was_seen(database: Database, seen_id: int) -> None:
    with database.write_session() as session:
        saved_searches.mark_seen(session, 1, seen_id, "2025-01-01T00:00:00+00:00")


def test_a_search_is_saved_listed_and_removed(run: Run) -> None:
    code, out, _ = run("save", "bridge OR ferry", "--json")
    assert code == 0
    saved = json.loads(out)
    assert (saved["name"], saved["query"]) == ("bridge OR ferry", "q=bridge+OR+ferry")
    listed = json.loads(run("list", "--json")[1])
    assert [(one["search"]["name"], one["new"]) for one in listed] == [("bridge OR ferry", 0)]
    assert "bridge OR ferry" in run("list")[1]
    assert run("remove", "BRIDGE or ferry")[0] == 0
    assert json.loads(run("list", "--json")[1]) == []
    code, _, err = run("remove", "bridge OR ferry")
    assert code == 1
    assert "No saved search is called" in err


def test_what_was_removed_is_listed_and_brought_back(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    saved = json.loads(run("save", "bridge", "--json")[1])
    run("remove", "bridge")

    def removed(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["parallax", "--data", str(tmp_path), "removed", *arguments])
        with pytest.raises(SystemExit):
            cli.main()
        return capsys.readouterr().out

    (one,) = json.loads(removed("--json"))
    assert (one["kind"], one["title"]) == ("search", "bridge")
    assert "Saved search" in removed()
    assert "“bridge” is back." in removed("--undo", str(one["id"]))
    assert json.loads(run("list", "--json")[1])[0]["search"] == saved
    assert "Nothing was removed" in removed()


def test_what_is_new_is_printed_once(run: Run, database: Database) -> None:
    run("save", "council", "--name", "The council")
    assert run("new") == (0, "", "")
    _forget_what_was_seen(database, 61)
    _, out, _ = run("new", "the council")
    assert "The council: 2 new since 2025-01-01" in out
    assert "Minutes of council meeting 60 · Town Hall Minutes" in out
    code, out, _ = run("new", "--seen", "--json")
    assert code == 0
    assert [one["id"] for one in json.loads(out)[0]["articles"]] == [62, 63]
    assert run("new") == (0, "", "")
