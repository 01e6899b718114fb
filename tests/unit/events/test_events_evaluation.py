"""Scores of groupings: worked by hand, and against the script that measures from outside."""

import json
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import UnreadableInputError
from app.events.evaluation import Evaluation, GoldEvent, evaluate, parse_gold

SCRIPT = Path(__file__).resolve().parents[3].parent / "shared" / "eval" / "score_events.py"

GOLD = [
    GoldEvent(name="bridge", articles=("a", "b", "c"), near_misses=("x", "y")),
    GoldEvent(name="flood", articles=("d", "e")),
]


def test_figures_of_a_grouping_worked_by_hand() -> None:
    found = evaluate(GOLD, [["a", "b", "d", "x"], ["y", "z"]])
    # a and b: two of three labelled, two of four in all; d: one of three, one of four; c and e alone
    assert found.b3.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert found.b3_all.precision == pytest.approx((2 / 4 + 2 / 4 + 1 / 4 + 1 + 1) / 5)
    assert (
        found.b3.recall == found.b3_all.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2) / 5)
    )
    assert (found.pairs.precision, found.pairs.recall) == (pytest.approx(1 / 3), pytest.approx(1 / 4))
    assert (found.exact, found.strays, found.near_misses, found.taken_in) == (0, 1, 2, 1)
    low, high = found.interval
    assert low < found.b3_all.f1 < high
    bridge, flood = found.details
    assert (bridge.groups, bridge.strays, bridge.taken_in) == (2, 2, ("x",))
    assert (flood.groups, flood.strays) == (2, 3)


def test_the_right_grouping_has_full_marks() -> None:
    found = evaluate(GOLD, [["d", "e"], ["c", "b", "a"], ["x", "y"]])
    assert found.b3.f1 == found.b3_all.f1 == found.pairs.f1 == 1
    assert (found.exact, found.strays, found.taken_in) == (2, 0, 0)
    assert found.interval == (pytest.approx(1), pytest.approx(1))


def test_labels_come_as_a_list_or_by_name() -> None:
    listed = parse_gold([{"name": "a", "articles": ["1", "2"], "date": "2024-03-01"}])
    assert listed == parse_gold({"a": {"articles": ["1", "2"], "topic": 4}})
    assert listed == [GoldEvent(name="a", articles=("1", "2"))]


@pytest.mark.parametrize(
    "value",
    [
        [],
        "text",
        3,
        [1],
        {"a": ["1"]},
        [{"name": "a", "articles": []}],
        [{"name": "a", "articles": [7]}],
        [{"name": "a", "articles": ["1"]}, {"name": "b", "articles": ["1"]}],
    ],
)
def test_what_is_no_list_of_labels_is_refused(value: object) -> None:
    with pytest.raises(UnreadableInputError):
        parse_gold(value)


def _said_by_script(folder: Path, gold: list[GoldEvent], groups: list[list[str]]) -> dict[str, float]:
    (folder / "gold.json").write_text(json.dumps([event.model_dump() for event in gold]))
    (folder / "found.json").write_text(
        json.dumps([{"event": number, "articles": group} for number, group in enumerate(groups)])
    )
    command = [sys.executable, str(SCRIPT), "gold.json", "--predicted", "found.json"]
    out = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    found = re.fullmatch(
        r"events \d+  articles \d+  B3 P (?P<p>\S+) R (?P<r>\S+) F1 (?P<f>\S+)  "
        r"pairs P (?P<pp>\S+) R (?P<pr>\S+) F1 (?P<pf>\S+)  exact (?P<exact>\d+)/\d+\n"
        r"with every cluster member counted: B3 P (?P<ap>\S+) F1 (?P<af>\S+)  strays (?P<strays>\d+)  "
        r"near misses taken in (?P<near>\d+)/\d+\n",
        out,
    )
    assert found is not None, out
    return {name: float(value) for name, value in found.groupdict().items()}


def _said_by_us(found: Evaluation) -> dict[str, float]:
    return {
        "p": found.b3.precision,
        "r": found.b3.recall,
        "f": found.b3.f1,
        "pp": found.pairs.precision,
        "pr": found.pairs.recall,
        "pf": found.pairs.f1,
        "exact": found.exact,
        "ap": found.b3_all.precision,
        "af": found.b3_all.f1,
        "strays": found.strays,
        "near": found.taken_in,
    }


@pytest.mark.skipif(not SCRIPT.is_file(), reason="the scorers of ../shared are not beside the checkout")
@pytest.mark.parametrize("seed", range(4))
def test_figures_are_those_of_the_script(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    names = [f"article {number}" for number in range(120)]
    chance.shuffle(names)
    gold, free = [], names[60:]
    for place in range(0, 60, 5):
        near = tuple(chance.sample(free, chance.randrange(4)))
        gold.append(
            GoldEvent(name=f"event {place}", articles=tuple(names[place : place + 5]), near_misses=near)
        )
    # groups near the labelled ones, with articles missing, mixed up and added
    groups = [list(event.articles) for event in gold]
    for group in groups:
        if chance.random() < 0.6:
            group.append(free.pop())
        if chance.random() < 0.5:
            chance.choice(groups).append(group.pop(0))
        if chance.random() < 0.3:
            group.pop()
    groups.append(free[:4])
    said = _said_by_script(tmp_path, gold, groups)
    assert said == {
        name: pytest.approx(value, abs=5.1e-4) for name, value in _said_by_us(evaluate(gold, groups)).items()
    }
