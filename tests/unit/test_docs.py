"""What a person can set, name or call is documented, and the documentation leads somewhere."""

import re
from pathlib import Path

import pytest

from app.cli import app as command_line
from app.config import Settings
from app.ingest.fields import FIELD_NAMES
from app.ingest.readers import formats

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").glob("*.md")),
]


def text(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


def test_every_setting_is_documented() -> None:
    for name in Settings.model_fields:
        assert f"PARALLAX_{name.upper()}" in text("how-to.md"), name


def test_every_command_is_documented() -> None:
    known = text("how-to.md") + text("../README.md")
    for command in command_line.registered_commands:
        assert command.callback is not None
        assert f"parallax {command.name or command.callback.__name__}" in known, command
    for group in command_line.registered_groups:
        assert group.typer_instance is not None
        for command in group.typer_instance.registered_commands:
            assert command.callback is not None
            name = command.name or command.callback.__name__
            assert f"parallax {group.name} {name}" in known, (group.name, name)


def test_every_format_and_field_name_is_documented() -> None:
    for listed in formats():
        assert listed.name in text("formats.md"), listed.name
        for ending in listed.endings:
            assert f"`{ending}`" in text("formats.md"), ending
    for names in FIELD_NAMES.values():
        for name in names:
            assert f"`{name}`" in text("formats.md"), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links {target}"


def test_every_package_is_justified() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    for package in re.findall(r'^    "([a-z0-9-]+)[>=]', project, re.MULTILINE):
        assert package in text("decisions.md"), package


def test_the_tests_that_promises_name_exist() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`", (ROOT / "SECURITY.md").read_text())
    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).is_file()] == []
