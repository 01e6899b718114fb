"""The rules of the house: imports only point down, rooms keep to themselves, pure modules stay pure."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {
    "main": 4,
    "cli": 4,
    "web": 4,
    "ingest": 3,
    "search": 3,
    "events": 3,
    "compare": 3,
    "export": 3,
    "upkeep": 3,
    "store": 2,
    "fetch": 2,
    "child_process": 1,
    "clock": 1,
    "database": 2,
    "text": 1,
    "columns": 1,
    "models": 1,
    "records": 1,
    "errors": 1,
    "labelled": 1,
    "config": 1,
    "resources": 1,
}
# the rooms that work on what they are given, and in them the modules whose task is to reach out
PURE = (
    "text/",
    "records.py",
    "labelled.py",
    "ingest/",
    "export/",
    "search/",
    "events/",
    "compare/",
    "web/addresses.py",
    "web/charts.py",
    "web/compare/",
    "web/events/",
    "web/search/",
    "web/formats.py",
    "web/keys.py",
    "web/manual/markdown.py",
    "web/manual/pictures.py",
    "web/version_view.py",
)
IMPURE = (
    "ingest/run.py",
    "ingest/apart.py",
    "ingest/copies.py",
    "ingest/feeds.py",
    "ingest/retry.py",
    "ingest/watch.py",
    "ingest/web_pages.py",
    "search/arrivals.py",
    "search/catalogues.py",
    "search/concordance.py",
    "search/engine.py",
    "search/line_counts.py",
    "search/lookup.py",
    "search/page.py",
    "search/ranking.py",
    "search/related.py",
    "search/suggest.py",
    "search/trends.py",
    "search/vocabulary.py",
    "search/word_use.py",
    "events/arrivals.py",
    "events/batches.py",
    "events/by_hand.py",
    "events/job.py",
    "events/prior.py",
    "events/rebuild.py",
    "events/taken_over.py",
    "events/storyline_job.py",
    "events/titles.py",
    "events/train.py",
    "events/undecided.py",
    "compare/train.py",
    "web/compare/compare_sides.py",
    "web/compare/keeping.py",
    "web/events/event_context.py",
    "web/events/event_hand.py",
)
# what reaches the database, the clock, the network or the environment
IMPURE_MODULES = {
    "sqlalchemy",
    "sqlmodel",
    "sqlite3",
    "app.store",
    "app.database",
    "app.config",
    "app.clock",
    "socket",
    "urllib.request",
    "http.client",
    "subprocess",
    "time",
}
FILES = sorted((ROOT / "app").rglob("*.py"))


@cache
def imports_of(path: Path) -> set[str]:
    """Every module a file imports, also inside functions, with names out of ``from`` imports as modules."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room_of(module: str) -> str:
    return module.split(".")[1]


def own_room(path: Path) -> str | None:
    inner = path.relative_to(ROOT / "app")
    return (
        None if inner.name == "__init__.py" and len(inner.parts) == 1 else inner.parts[0].removesuffix(".py")
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_only_point_down(path: Path) -> None:
    room = own_room(path)
    if room is None:
        return
    assert room in FLOORS, f"{room} has no floor in the house"
    for module in imports_of(path):
        if not module.startswith("app."):
            continue
        other = room_of(module)
        assert other in FLOORS, module
        assert FLOORS[other] <= FLOORS[room], f"{path.name} on floor {FLOORS[room]} imports {module}"
        if FLOORS[room] == 3:
            assert other == room or FLOORS[other] < 3, f"{room} imports the room beside it: {module}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pure_modules_touch_nothing(path: Path) -> None:
    inner = str(path.relative_to(ROOT / "app"))
    if not inner.startswith(PURE) or inner in IMPURE:
        return
    assert not re.search(r"\.(now|today|utcnow)\(", path.read_text()), f"{inner} asks the clock"
    for module in imports_of(path):
        reached = {name for name in IMPURE_MODULES if module == name or module.startswith(f"{name}.")}
        assert not reached, f"{inner} imports {module}"


def test_routes_leave_storage_to_the_store() -> None:
    for path in (ROOT / "app/web/routes").glob("*.py"):
        for module in imports_of(path):
            assert module.split(".")[0] not in {"sqlalchemy", "sqlmodel", "whoosh", "pathlib", "os"}, (
                f"{path.name} imports {module}"
            )


def test_only_the_settings_read_the_environment() -> None:
    for path in FILES:
        if path.name != "config.py":
            assert not re.search(r"\bos\.environ\b|\bgetenv\b|import environ", path.read_text()), path


def test_rooms_stay_small() -> None:
    for folder in ("app", "tests", "static/css", "static/js"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".css", ".js"}:
                assert len(path.read_text().splitlines()) <= 400, f"{path} holds more than one thing"
