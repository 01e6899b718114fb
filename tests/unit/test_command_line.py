"""The ``parallax`` command as a person or a script calls it."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ended import ended

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"
PICTURE = ROOT / "docs" / "tour" / "compare.webp"
PARALLAX = [sys.executable, "-m", "app.cli"]
A, B = "000_ee04b4540acf9f9d.txt", "001_86d726aede60c637.txt"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(seeded_file: Path) -> Path:
    return seeded_file.parent


def test_ingest_says_its_counts_and_a_second_run_stores_nothing(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("--data", tmp_path / "d", "ingest", SEEDS, "--json")
    counts = json.loads(out)
    assert code == 0
    assert (counts["seen"], counts["stored"], counts["same"], counts["rejected"]) == (5, 5, 0, 0)
    assert counts["events"] == 1
    assert 0 < counts["seconds_to_searchable"] <= counts["seconds"]
    code, out, _ = run("--data", tmp_path / "d", "ingest", SEEDS)
    assert code == 0
    assert "0 articles taken in, 5 were there already" in out


def test_a_refused_input_is_named_and_changes_the_exit_code(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "1", "text": "The bridge closes on Monday, the council said."}\n{broken\n')
    code, out, _ = run("--data", tmp_path / "d", "ingest", bad, "--no-events")
    assert code == 1
    assert "1 article taken in" in out
    assert f"{bad}, line 2: not valid JSON" in out


def test_extract_shows_what_is_known_and_stores_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("extract", SEEDS / "002_f7313eefdddd6988.txt", "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["outlet"], found["author"]) == ("Gold Coast Bulletin", "Jamie Seidel")
    assert list(tmp_path.iterdir()) == []


def test_headlines_are_not_markup(run: Run, tmp_path: Path) -> None:
    record = {"id": "x", "title": "Senate [/red] passes [bill] :smile:", "text": "It passed. " * 9}
    for number in (1, 2):
        record["id"] = f"x{number}"
        (tmp_path / f"{number}.jsonl").write_text(json.dumps(record))
    code, out, _ = run("extract", tmp_path / "1.jsonl")
    assert code == 0
    assert record["title"] in out
    run("--data", tmp_path / "d", "ingest", tmp_path / "1.jsonl", tmp_path / "2.jsonl")
    for command in (["events"], ["search", "senate"]):
        code, out, _ = run("--data", tmp_path / "d", *command)
        assert code == 0
        assert "[/red]" in out


def test_search_prints_hits(run: Run, data: Path) -> None:
    code, out, _ = run("--data", data, "search", "cartel* AND NOT hegseth", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["total"] == len(found["hits"]) == 3
    code, out, _ = run("--data", data, "search", "sheinbaum")
    assert code == 0
    assert "3 of 5 articles" in out


def test_events_groups_what_is_not_grouped_yet(run: Run, tmp_path: Path) -> None:
    run("--data", tmp_path, "ingest", SEEDS, "--no-events")
    code, out, _ = run("--data", tmp_path, "events", "--json")
    (event,) = json.loads(out)
    assert code == 0
    assert event["articles"] == [A, B]
    assert run("--data", tmp_path, "events", "--rebuild", "--json")[1] == out


def test_compare_answers_the_schema(run: Run, data: Path) -> None:
    code, out, _ = run("--data", data, "compare", A, B, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["schema"] == "parallax.compare/1"
    sides = {key: {passage["id"] for passage in found[f"passages_{key}"]} for key in "ab"}
    for link in found["aligned"]:
        assert link["relation"] in ("verbatim", "same", "related")
        assert set(link["a"]) <= sides["a"]
        assert set(link["b"]) <= sides["b"]
    assert set(found["only_a"]) < sides["a"]
    assert run("--data", data, "compare", A, B)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["extract", "nothing.txt"], "no such file"),
        (["extract", str(PICTURE)], "not a format"),
        (["compare", A, "nowhere"], "No article “nowhere”"),
        (["compare", A, A], "both article"),
        (["search", "x", "--from", "tomorrow"], "is not a day"),
        (["search", "x", "--from", "2025-02-01", "--to", "2025-01-01"], "later day"),
        (["search", "x", "--sort", "best"], "is not an order"),
        (["ingest", ".", "--map", "nonsense"], "--map nonsense"),
    ],
)
def test_mistakes_are_answered_in_a_sentence(
    run: Run, data: Path, arguments: list[str], sentence: str
) -> None:
    code, _, err = run("--data", data, *arguments)
    assert code == 1
    assert sentence in err
    assert "Traceback" not in err


def test_a_bad_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_PORT", "abc")
    code, _, err = run("events")
    assert code == 1
    assert "PARALLAX_PORT cannot be “abc”" in err


def test_a_damaged_database_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "parallax.sqlite3").write_bytes(b"no database at all, but long enough for one" * 50)
    code, _, err = run("--data", tmp_path, "events")
    assert code == 1
    assert "parallax.sqlite3 cannot be used" in err


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server on an empty corpus that was told to take in one good and one bad file, and its address."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "bad.jsonl").write_text("{broken\n")
    (tmp_path / "in" / "good.txt").write_bytes((SEEDS / A).read_bytes())
    command = [*PARALLAX, "--data", str(tmp_path / "d"), "serve", "--port", "0"]
    server = subprocess.Popen(
        [*command, "--when-empty", str(tmp_path / "in")],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    with ended(server):
        yield server, next(line.split()[3] for line in server.stdout if line.startswith("Parallax is at"))


def test_serve_takes_in_when_empty_serves_and_stops(served: tuple[subprocess.Popen[str], str]) -> None:
    server, address = served
    with urllib.request.urlopen(f"{address}/index.json", timeout=30) as answer:
        assert json.load(answer)["counts"]["articles"] == 1
    again = [*PARALLAX, "serve", "--port", address.rpartition(":")[2]]
    taken = subprocess.run(again, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert taken.returncode == 1
    assert "cannot listen" in taken.stderr
    server.send_signal(signal.SIGINT)
    assert server.wait(timeout=30) in (0, 130)
