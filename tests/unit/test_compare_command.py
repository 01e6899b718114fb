"""``parallax compare`` on the corpus and on files, in every form, and ``parallax cite``."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
A, B = "000_ee04b4540acf9f9d.txt", "001_86d726aede60c637.txt"
Run = Callable[..., tuple[int, str, str]]


def test_two_files_are_compared_without_a_corpus(run: Run, tmp_path: Path, seeded_file: Path) -> None:
    nowhere = tmp_path / "nowhere"
    code, out, _ = run("--data", nowhere, "compare", SEEDS / A, SEEDS / B, "--json")
    assert code == 0
    assert not nowhere.exists()
    found = json.loads(out)
    stored = json.loads(run("--data", seeded_file.parent, "compare", A, B, "--json")[1])
    assert found["aligned"] == stored["aligned"]
    assert [link["number"] for link in found["aligned"]] == list(range(1, len(found["aligned"]) + 1))


def test_a_file_is_compared_with_an_article(run: Run, seeded_file: Path) -> None:
    for pair in ((SEEDS / A, B), (A, SEEDS / B)):
        code, out, _ = run("--data", seeded_file.parent, "compare", *pair, "--json")
        assert code == 0
        assert [side["articles"][0]["external_id"] for side in map(json.loads(out).get, "ab")] == [A, B]


def test_every_form_is_printed(run: Run) -> None:
    pair = (SEEDS / A, SEEDS / B)
    assert run("compare", *pair, "--md")[1].startswith("# Two texts, side by side\n")
    assert run("compare", *pair, "--csv")[1].startswith("\ufeffnumber,relation,score,")
    page = run("compare", *pair, "--html")[1]
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert "src=" not in page


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["compare", SEEDS / A, "nowhere"], "No article “nowhere”"),
        (["compare", SEEDS / A, SEEDS / B, "--md", "--json"], "Choose one of"),
        (["compare", SEEDS / A, "{several}"], "holds several articles"),
        (["compare", "{empty}", SEEDS / A], "the file is empty"),
        (["cite", A, "nowhere"], "No article “nowhere”"),
    ],
)
def test_mistakes_are_told(
    run: Run, tmp_path: Path, seeded_file: Path, arguments: list[object], sentence: str
) -> None:
    named = {"{several}": tmp_path / "several.jsonl", "{empty}": tmp_path / "empty.txt"}
    text = "The bridge closes on Monday, the council said."
    named["{several}"].write_text("".join(json.dumps({"id": n, "text": text}) + "\n" for n in "12"))
    named["{empty}"].write_text("")
    code, _, err = run("--data", seeded_file.parent, *(named.get(str(one), one) for one in arguments))
    assert code == 1
    assert sentence in err


def test_articles_are_cited(run: Run, seeded_file: Path) -> None:
    data = seeded_file.parent
    assert len(json.loads(run("--data", data, "cite", A, B, "--as", "csl")[1])) == 2
    assert run("--data", data, "cite", A, B, "--as", "ris")[1].count("TY  - NEWS") == 2
    assert run("--data", data, "cite", A, "--as", "bibtex")[1].startswith("@")
    assert run("--data", data, "cite", A)[1].endswith(".\n")
