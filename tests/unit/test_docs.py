"""What a person can set, name or call is documented, and what is documented is there."""

import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import pytest
import typer

from app.cli import app as command_line
from app.config import Settings
from app.ingest.fields import FIELD_NAMES
from app.ingest.readers import formats
from app.search import days, language, nodes
from app.web.routes import ROUTERS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
# a line of a command, up to what the shell makes of it
CALLED = re.compile(r"(?:python3 run\.py|\bparallax)(?= )([^|>&;`\n]*)")
OF_RUN = {"test", "soak"}
# read by what starts the program or its tests, not by the program
NO_SETTING = {"PARALLAX_CHROMIUM"}


@cache
def text(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


@cache
def prose(page: Path) -> str:
    """A page without its blocks of code and its code within sentences."""
    return re.sub(r"`[^`\n]*`", "", FENCED.sub("", page.read_text()))


def rows(name: str) -> list[list[str]]:
    """The cells of all rows of the tables of a page."""
    lines = [line for line in text(name).splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r" ?\| ?", line)[1:-1]] for line in lines]


# settings


def test_every_setting_is_in_the_table_with_its_default() -> None:
    defaults = {row[0]: row[1] for row in rows("how-to.md") if row[0].startswith("`PARALLAX_")}
    assert sorted(defaults) == sorted(f"`PARALLAX_{name.upper()}`" for name in Settings.model_fields)
    for name, field in Settings.model_fields.items():
        default = str(getattr(field.default, "get_secret_value", lambda value=field.default: value)())
        stated = defaults[f"`PARALLAX_{name.upper()}`"].strip("`")
        assert stated == (default.lower() if isinstance(field.default, bool) else default), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_settings_that_pages_name_exist(page: Path) -> None:
    named = set(re.findall(r"\bPARALLAX_[A-Z][A-Z_]*", page.read_text()))
    assert named <= {f"PARALLAX_{name.upper()}" for name in Settings.model_fields} | NO_SETTING


# commands


def commands(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that can be called, with the words that call it."""
    within = getattr(command, "commands", {})
    if words and (not within or command.invoke_without_command):
        yield words, command
    for name, inner in within.items():
        yield from commands(inner, (*words, name))


COMMANDS = dict(commands(typer.main.get_command(command_line)))


GROUPS = [[words[0]] for words in COMMANDS if len(words) > 1 and words[:1] not in COMMANDS]


def options(command: Any) -> list[set[str]]:
    """The long names of each option; one that can be turned off has two."""
    found = ({*option.opts, *option.secondary_opts} for option in command.params)
    return [{name for name in names if name.startswith("--")} for names in found if "--" in "".join(names)]


def called(line: str) -> tuple[tuple[str, ...], set[str]] | None:
    """The command and the options that a line calls; None for what names no single command of ours."""
    words = shlex.split(line.replace("…", " "), comments=True)
    if words[:1] == ["--data"]:
        words = words[2:]
    if not words or words[0] in OF_RUN or words[0].isupper() or words in GROUPS:
        return None
    given = {word.split("=")[0] for word in words if word.startswith("--")}
    for length in (2, 1):
        if tuple(words[:length]) in COMMANDS:
            return tuple(words[:length]), given
    raise AssertionError(f"there is no command “{line.strip()}”")


def test_every_command_stands_in_the_reference_with_all_its_options() -> None:
    documented = {}
    for row in rows("commands.md"):
        if row[0].startswith("`parallax "):
            found = called(row[0].strip("`").removeprefix("parallax"))
            assert found is not None, row
            documented[found[0]] = set(re.findall(r"`(--[a-z-]+)", row[1]))
    assert documented.keys() == COMMANDS.keys()
    for words, command in COMMANDS.items():
        known = options(command)
        missing = [names for names in known if not names & documented[words]]
        assert missing == [], words
        assert documented[words] <= set().union(*known), words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_that_pages_call_exist(page: Path) -> None:
    source = page.read_text().replace("\\\n", " ")
    blocks = [block for _, block in FENCED.findall(source)]
    for code in (*blocks, *re.findall(r"`([^`\n]+)`", FENCED.sub("", source))):
        for line in CALLED.findall(code):
            found = called(line) if re.match(r" (?:--data|[a-z])", line) else None
            if found is not None:
                words, given = found
                assert given <= set().union({"--help"}, *options(COMMANDS[words])), (page.name, line)


def test_the_shell_can_read_what_the_front_page_has_one_type() -> None:
    blocks = [block for kind, block in FENCED.findall((ROOT / "README.md").read_text()) if kind in ("", "sh")]
    assert blocks
    for block in blocks:
        subprocess.run(["sh", "-n"], input=block, text=True, check=True, timeout=60)


# addresses


def test_every_address_is_documented() -> None:
    documented = set(re.findall(r"^\| `([A-Z]+ )?(/[^`]*)`", text("api.md"), re.MULTILINE))
    wanted = {
        # pages have no method in their table: they are opened
        ("" if method == "GET" and not route.include_in_schema else f"{method} ", route.path_format)
        for router in ROUTERS
        for route in router.routes
        for method in route.methods
    }
    stated = {(method or "", path) for method, path in documented}
    missing = {(method, path) for method, path in wanted if not {(method, path), ("GET ", path)} & stated}
    assert missing == set()
    assert {path for _, path in stated} - {path for _, path in wanted} == set()


# the query language


def test_every_field_and_operator_of_queries_is_documented() -> None:
    page = text("query-language.md")
    for field in language.FIELDS:
        assert f"`{field}:" in page, field
    for field, values in (("has", language.HAS), ("is", language.IS)):
        for value in values:
            assert f"`{field}:{value}`" in page, value
    for operator in ("AND", "OR", "NOT"):
        assert f"`{operator}`" in page, operator
    for word in (*days._DAYS_BACK, *(word for word in days._MEANING if word.isalpha())):
        assert re.search(rf"\b{word}\b", page), word


def test_the_documented_queries_use_every_kind_of_condition() -> None:
    seen = set()

    def walk(node: Any) -> None:
        seen.add(type(node))
        for name in getattr(node, "__dataclass_fields__", ()):
            value = getattr(node, name)
            for inner in value if isinstance(value, tuple) else (value,):
                walk(inner)

    for row in rows("query-language.md"):
        for query in re.findall(r"`([^`]+)`", row[0]):
            walk(language.parse(query, days.date(2026, 11, 26)).node)
    # what no word of the corpus matches becomes an AnyWord; nobody types one
    assert set(get_args(nodes.Node)) - {nodes.AnyWord} <= seen


# formats


def test_every_format_and_field_name_is_documented() -> None:
    for listed in formats():
        assert listed.name in text("formats.md"), listed.name
        for ending in listed.endings:
            assert f"`{ending}`" in text("formats.md"), ending
    for names in FIELD_NAMES.values():
        for name in names:
            assert f"`{name}`" in text("formats.md"), name


# links


@cache
def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a page."""
    found: dict[str, int] = {}
    names = set()
    for heading in re.findall(r"^#{1,6} +(.+?)\s*$", FENCED.sub("", page.read_text()), re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        names.add(f"{slug}-{found[slug]}" if slug in found else slug)
        found[slug] = found.get(slug, 0) + 1
    return names


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for shown, target in re.findall(r"\[([^\]]*)\]\(([^)\s]+)\)", prose(page)):
        where = f"{page.name} links {target}"
        if "://" in target:
            parts = urlsplit(target)
            assert parts.scheme == "https", where
            assert re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", parts.netloc), where
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.is_relative_to(ROOT), where
        assert there.is_file(), where
        assert shown or not path.endswith(".md"), where
        assert not anchor or anchor in anchors(there), where


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pictures_are_described(page: Path) -> None:
    for described in re.findall(r"!\[([^\]]*)\]\(", prose(page)):
        assert len(described) > 20, (page.name, described)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_pages_name_exist(page: Path) -> None:
    folders = "app|docs|migrations|static|templates|tests|seeds"
    named = re.findall(rf"`((?:{folders})/[\w./-]+\w)`", page.read_text())
    # NAME stands for any
    assert [name for name in named if "NAME" not in name and not (ROOT / name).exists()] == []


def test_every_document_can_be_found_from_the_front_page() -> None:
    linked = re.findall(r"\]\(([^)#\s]+)", (ROOT / "README.md").read_text())
    assert {page.relative_to(ROOT).as_posix() for page in PAGES} - {"README.md"} <= set(linked)


# promises


def test_every_package_is_justified() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    for package in re.findall(r'^    "([a-z0-9-]+)[>=]', project, re.MULTILINE):
        assert package in text("decisions.md"), package


def test_the_tests_that_promises_name_exist() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`", (ROOT / "SECURITY.md").read_text())
    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_the_newest_changes_are_those_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    newest = re.search(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest is not None
    assert newest[1].startswith(version)
