"""``parallax events`` and ``parallax eval`` as a person or a script calls them."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.database import Database
from app.models import Event, EventStoryline, Storyline

Run = Callable[..., tuple[int, str, str]]
FIRST, SECOND, THIRD = "000_ee04b4540acf9f9d.txt", "001_86d726aede60c637.txt", "3"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], seeded: Database) -> Run:
    """Call the command on the seeds; exit code, standard output and standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["parallax", "--data", str(seeded.path.parent), *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        return int(ended.value.code or 0), shown.out, shown.err

    return call


def _json(run: Run, *arguments: str) -> Any:
    code, out, err = run(*arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_events_are_listed_and_shown(run: Run) -> None:
    everything = _json(run, "events")
    assert [one["articles"] for one in everything] == [[FIRST, SECOND]]
    listed = _json(run, "events", "list")
    assert (listed["total"], [one["id"] for one in listed["events"]]) == (1, [1])
    assert _json(run, "events", "list", "--q", "elephant")["total"] == 0
    shown = _json(run, "events", "show", everything[0]["title"])
    assert [card["external_id"] for card in shown["articles"]] == [FIRST, SECOND]
    assert shown["by_hand"] == {"title_by_person": False, "articles_by_person": False, "locked": False}
    assert everything[0]["title"] in run("events", "show", "1")[1]
    assert "1 of 1 event" in run("events", "list")[1]
    code, _, err = run("events", "show", "no such event")
    assert (code, "There is no event “no such event”" in err) == (1, True)
    assert run("events", "--json", "list")[0] == 2
    assert run("events", "list", "--sort", "best")[0] == 1


def test_storylines_are_listed_and_an_event_tells_its_own(run: Run, seeded: Database) -> None:
    assert _json(run, "events", "storylines") == {"total": 0, "storylines": []}
    assert _json(run, "events", "show", "1")["storyline"] is None
    with seeded.write_session() as session:
        session.add(Event(id=8, title="What came of it", article_count=2))
        session.add(Storyline(id=7, title="What came of it"))
        session.flush()
        for place, number in enumerate((1, 8)):
            values = {"event_id": number, "first_day": place + 1, "last_day": place + 1, "sketch": b""}
            session.merge(EventStoryline(storyline_id=7, article_count=2, **values))
    listed = _json(run, "events", "storylines", "--sort", "covered")
    assert [(one["id"], one["event_count"]) for one in listed["storylines"]] == [(7, 2)]
    assert "1 of 1 storyline" in run("events", "storylines", "--q", "came")[1]
    shown = _json(run, "events", "show", "1")["storyline"]
    assert (shown["title"], shown["events"]) == ("What came of it", [1, 8])
    assert "Storyline 7, event 1 of 2: What came of it" in run("events", "show", "1")[1]
    assert run("events", "storylines", "--sort", "best")[0] == 1


def test_every_edit_stays_in_a_rebuild_and_can_be_undone(run: Run) -> None:
    before = _json(run, "events")
    assert _json(run, "events", "rename", "1", "A vote")["what"].endswith("to “A vote”.")
    new = _json(run, "events", "split", SECOND, "--title", "Another vote")
    assert (new["action"], new["into"]) == ("split", 2)
    assert _json(run, "events", "merge", "Another vote", "a vote")["action"] == "merge"
    assert _json(run, "events", "move", SECOND, "--out")["action"] == "remove"
    assert _json(run, "events", "move", THIRD, "--to", "1")["action"] == "move"
    assert _json(run, "events", "lock", "1")["events"] == [1]
    assert _json(run, "events", "rebuild")["events"] == 1
    (after,) = _json(run, "events")
    assert (after["title"], len(after["articles"]), SECOND in after["articles"]) == ("A vote", 2, False)
    assert "By hand: title, articles, locked" in run("events", "show", "1")[1]
    code, _, err = run("events", "rename", "1", "Locked")
    assert (code, "is locked. Unlock it first." in err) == (1, True)
    assert _json(run, "events", "unlock", "1")["action"] == "unlock"
    code, _, err = run("events", "undo", "1")
    assert (code, "Undo that first." in err) == (1, True)
    assert len(run("events", "log")[1].splitlines()) == 7
    assert [edit["action"] for edit in _json(run, "events", "log", "2")["edits"]] == ["merge", "split"]
    for _ in range(7):
        code, out, _ = run("events", "undo", "--event", "1")
        assert (code, out.startswith("Undone: ")) == (0, True)
    assert _json(run, "events") == before
    assert all("Undone" in line for line in run("events", "log", "A vote")[1].splitlines())
    code, _, err = run("events", "undo")
    assert (code, "Nothing was done by hand" in err) == (1, True)


@pytest.mark.parametrize("rest", [[], ["--to", "1", "--out"]])
def test_a_move_says_where_to(run: Run, rest: list[str]) -> None:
    code, _, err = run("events", "move", THIRD, *rest)
    assert (code, "--to EVENT, or --out" in err) == (1, True)


def test_events_are_scored_against_labels(run: Run, tmp_path: Path) -> None:
    gold = tmp_path / "gold.json"
    labels = [
        {"name": "the vote", "articles": [FIRST, SECOND], "near_misses": ["004_8d9ae26d9d0ab36b.txt"]},
        {"name": "elsewhere", "articles": ["no such article", "nor this"]},
    ]
    gold.write_text(json.dumps(labels))
    code, out, err = run("eval", "events", str(gold))
    assert code == 0
    assert "2 labelled articles are not in the corpus" in err
    assert "Exact                       1 of 2" in out
    assert "elsewhere: its 2 articles stand in 2 groups" in out
    found = _json(run, "eval", "events", str(gold))
    assert found["b3"] == {"precision": 1.0, "recall": 0.75, "f1": pytest.approx(6 / 7)}
    assert (found["exact"], found["strays"], found["taken_in"]) == (1, 0, 0)
    assert found["unknown"] == ["no such article", "nor this"]
    for text, reason in (("{", "is no JSON"), ("[]", "no labelled event"), ('[{"name": 1}]', "docs/")):
        gold.write_text(text)
        code, _, err = run("eval", "events", str(gold))
        assert (code, reason in err) == (1, True), err
    assert "cannot be read" in run("eval", "events", str(tmp_path / "none.json"))[2]
