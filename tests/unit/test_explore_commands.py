"""The commands that look at what a search finds, on the five seeds."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app import cli

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], seeded_file: Path) -> Run:
    """Call a command on the seeds; exit code, standard output and standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["parallax", "--data", str(seeded_file.parent), *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        return int(ended.value.code or 0), shown.out, shown.err

    return call


def test_concordance_shows_hits_in_their_context(run: Run) -> None:
    code, out, _ = run("concordance", "sheinbaum", "--limit", "3", "--order", "left")
    assert code == 0
    first, *lines = out.splitlines()
    assert "hits in 3 articles" in first
    assert len(lines) == 3
    assert all("sheinbaum" in line.lower() for line in lines)
    found = json.loads(run("concordance", "sheinbaum", "--limit", "3", "--json")[1])
    assert len(found["lines"]) == 3


def test_trends_count_by_period(run: Run) -> None:
    found = json.loads(run("trends", "sheinbaum", "cartel", "--period", "year", "--share", "--json")[1])
    assert [series["query"] for series in found["series"]] == ["sheinbaum", "cartel"]
    assert found["measure"] == "share"
    for series in found["series"]:
        assert sum(series["counts"]) + series["undated"] + series["outside"] == series["total"]
    code, out, _ = run("trends", "sheinbaum", "--period", "year")
    assert code == 0
    assert "sheinbaum" in out
    assert "day unknown" in out


def test_words_compares_two_sides_and_says_what_is_too_little(run: Run) -> None:
    found = json.loads(run("words", "sheinbaum", "--json")[1])
    assert (found["a"]["found"], found["b"]["found"]) == (3, 2)
    assert not found["enough"]
    code, out, err = run("words", "sheinbaum", "--limit", "5")
    assert code == 0
    assert "More in A" in out
    assert "too few words" in err
    assert "nothing to compare" in run("words", "nowherefound")[1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["concordance", "x", "--order", "best"], "is not an order"),
        (["trends", "x", "--by", "author"], "makes no lines"),
        (["trends", "x", "--period", "fortnight"], "is not a period"),
        (["words", "x", "--b-from", "tomorrow"], "is not a day"),
    ],
)
def test_mistakes_are_answered_in_a_sentence(run: Run, arguments: list[str], sentence: str) -> None:
    code, _, err = run(*arguments)
    assert code == 1
    assert sentence in err
    assert "Traceback" not in err
