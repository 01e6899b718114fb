"""``parallax outlets`` as a person or a script calls it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from made_up_corpus import fill

from app import cli
from app.database import Database

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
        monkeypatch.setattr(sys, "argv", ["parallax", "--data", str(tmp_path), "outlets", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        return int(ended.value.code or 0), shown.out, shown.err

    return call


def test_outlets_are_listed_merged_renamed_and_parted(run: Run) -> None:
    code, out, _ = run("list", "--json")
    assert code == 0
    before = json.loads(out)
    first, second = before[0], before[1]
    code, out, _ = run("merge", second["slug"], first["name"], "--json")
    assert (code, json.loads(out)["slug"]) == (0, first["slug"])
    merged = json.loads(run("list", "--json")[1])
    assert len(merged) == len(before) - 1
    (shown,) = [outlet for outlet in merged if outlet["slug"] == first["slug"]]
    assert shown["article_count"] == first["article_count"] + second["article_count"]
    assert [alias["slug"] for alias in shown["aliases"]] == [second["slug"]]
    assert second["name"] in run("list")[1]
    code, out, _ = run("unmerge", second["slug"])
    assert (code, out) == (0, f"“{second['name']}” stands on its own.\n")
    assert json.loads(run("list", "--json")[1]) == before
    code, out, _ = run("rename", second["slug"], "Another Name", "--json")
    assert (code, json.loads(out)["name"]) == (0, "Another Name")


def test_mistakes_are_one_sentence_and_exit_code_1(run: Run) -> None:
    slug = json.loads(run("list", "--json")[1])[0]["slug"]
    for arguments in (("merge", slug, "nowhere"), ("merge", slug, slug), ("rename", slug, "?")):
        code, out, err = run(*arguments)
        assert (code, out) == (1, "")
        assert err.count("\n") == 1
