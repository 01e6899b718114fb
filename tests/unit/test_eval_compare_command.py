"""``parallax eval compare`` as a person or a script calls it."""

import json
import sys
from pathlib import Path

import pytest

from app import cli
from app.database import Database

FIRST = "000_ee04b4540acf9f9d.txt"


def _run(monkeypatch: pytest.MonkeyPatch, data: Path, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["parallax", "--data", str(data), "eval", "compare", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_labelled_pairs_are_scored(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], seeded: Database, tmp_path: Path
) -> None:
    sentence = "The council voted 7 to 2 on Tuesday to close the old power plant in Springfield."
    pair = {
        "pair": "plant",
        "a": {"id": FIRST, "sentences": ["Of the seed only this is labelled."]},
        "b": {"id": "nowhere", "sentences": [sentence]},
        "alignments": [],
    }
    whole = {**pair, "a": {"id": "elsewhere", "sentences": [sentence]}, "pair": "two"}
    whole["alignments"] = [{"a": [0], "b": [0], "relation": "verbatim"}]
    gold = tmp_path / "gold.json"
    gold.write_text(json.dumps([pair, whole]))
    data = seeded.path.parent
    assert _run(monkeypatch, data, str(gold), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["pairs"], found["statements"], found["found"]) == (2, 1, 1.0)
    assert found["from_sentences"] == ["elsewhere", "nowhere"]
    assert [one["pair"] for one in found["details"]] == ["plant", "two"]
    assert _run(monkeypatch, data, str(gold)) == 0
    shown = capsys.readouterr()
    assert "Statements found" in shown.out
    assert "2 articles are not in the corpus" in shown.err
    gold.write_text("[]")
    assert _run(monkeypatch, data, str(gold)) == 1
    assert "no labelled pair" in capsys.readouterr().err
