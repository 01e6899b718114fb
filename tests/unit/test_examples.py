"""The examples for operators: they name settings, options and figures that exist, and keep their promises."""

import configparser
import re
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from app.cli import app as command_line
from app.config import Settings
from app.web.operation import metrics

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "docs" / "examples").iterdir())
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(ROOT / "docs" / "examples" / name)
    return parser


@pytest.mark.parametrize("path", [*EXAMPLES, ROOT / "Dockerfile"], ids=lambda path: path.name)
def test_settings_and_commands_of_the_examples_exist(path: Path) -> None:
    text = path.read_text()
    known = {f"PARALLAX_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"\bPARALLAX_[A-Z_]+\b", text)) <= known
    commands = get_command(command_line).commands  # type: ignore[attr-defined]
    for name, options in re.findall(r"bin/parallax[\", ]+([a-z]+)([^\n`]*)", text):
        assert name in commands
        offered = {option for parameter in commands[name].params for option in parameter.opts}
        assert set(re.findall(r"(?<!\S)\"?(--[a-z-]+)", options)) <= offered


def test_figures_of_the_alerts_exist() -> None:
    rules = yaml.safe_load((ROOT / "docs/examples/parallax.rules.yml").read_text())
    listed = (ROOT / "docs/operators.md").read_text()
    source = Path(metrics.__file__).read_text()
    for rule in rules["groups"][0]["rules"]:
        for name in re.findall(r"\bparallax_\w+", rule["expr"]):
            known = re.sub(r"_(total|bucket)$", "", name)
            assert f'"{known}"' in source
            assert known in listed


def test_the_service_is_confined_and_has_time_to_end() -> None:
    service = unit("parallax.service")["Service"]
    for name in ("DynamicUser", "NoNewPrivileges", "ProtectHome", "PrivateTmp", "MemoryDenyWriteExecute"):
        assert service[name] == "yes"
    assert (service["ProtectSystem"], service["StateDirectory"]) == ("strict", "parallax")
    assert int(service["TimeoutStopSec"]) > 30 + 60
    backup = unit("parallax-backup.service")["Service"]
    assert backup["User"] == service["User"]


def test_the_container_is_confined_and_has_time_to_end() -> None:
    service = yaml.safe_load((ROOT / "docs/examples/compose.yaml").read_text())["services"]["parallax"]
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]
    assert service["cap_drop"] == ["ALL"]
    assert service["stop_grace_period"] == "2m"
    assert service["volumes"] == ["parallax-data:/data"]
    assert service["ports"][0].startswith("127.0.0.1:")
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert "pip install" not in last
    assert "HEALTHCHECK" in last
    assert "STOPSIGNAL SIGTERM" in last
    assert re.search(r"^ARG BASE=\S+:\S*\d\S*$", DOCKERFILE, re.MULTILINE)


def test_only_what_the_image_is_made_of_goes_to_the_builder() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = set()
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        copied.update(line.split()[:-1])
    assert copied == kept
    for name in copied:
        assert (ROOT / name).exists()
