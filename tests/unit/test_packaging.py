"""The wheel carries everything the program needs, and ``parallax`` works from any folder."""

import ast
import json
import re
import runpy
import subprocess
import sys
import sysconfig
import tomllib
import urllib.request
import venv
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from ended import ended

from app.resources import PROJECT_DOCUMENTS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel installed. Its dependencies are read from the one the tests run in."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    build = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([*pip, *build], check=True)
    (wheel,) = folder.glob("*.whl")
    home = folder / "environment"
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    install = ["--python", str(python), "install", "--quiet", "--no-deps", str(wheel)]
    subprocess.run([*pip, *install], check=True)
    (packages,) = home.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home


@pytest.fixture
def address(environment: Path, tmp_path: Path) -> Iterator[str]:
    """A server run by the installed command in a folder of its own."""
    command = [str(environment / "bin" / "parallax"), "--data", "here", "serve", "--port", "0"]
    server = subprocess.Popen(
        [*command, "--when-empty", str(ROOT / "seeds")], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    with ended(server):
        yield next(line.split()[3] for line in server.stdout if line.startswith("Parallax is at"))


def test_every_file_beside_the_code_travels(environment: Path) -> None:
    (bundle,) = environment.glob("lib/python*/site-packages/app/_bundle")
    for name in ("templates", "static", "migrations", "seeds", "docs"):
        here = {
            path.relative_to(ROOT / name)
            for path in (ROOT / name).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        there = {path.relative_to(bundle / name) for path in (bundle / name).rglob("*") if path.is_file()}
        assert here <= there, f"{name}: {here - there} stay behind"
    assert {path.name for path in PROJECT_DOCUMENTS} <= {path.name for path in bundle.iterdir()}


def test_the_installed_command_takes_in_and_serves(address: str) -> None:
    with urllib.request.urlopen(f"{address}/index.json", timeout=30) as answer:
        assert json.load(answer)["counts"]["articles"] == 5
    with urllib.request.urlopen(f"{address}/docs/security", timeout=30) as answer:
        assert "<h1>Security</h1>" in answer.read().decode()
    with urllib.request.urlopen(address, timeout=30) as answer:
        style = re.search(r'<link rel="stylesheet" href="([^"]+)"', answer.read().decode())
    assert style is not None
    with urllib.request.urlopen(address + style[1], timeout=30) as answer:
        assert answer.status == 200


def test_every_imported_package_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extra = project["optional-dependencies"]["parquet"]
    declared = {re.split(r"[>=]", line)[0] for line in (*project["dependencies"], *extra)}
    distributions = packages_distributions()
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names.append(node.module)
            for package in {name.partition(".")[0] for name in names} - {"app"} - sys.stdlib_module_names:
                owners = {owner.lower().replace("_", "-") for owner in distributions[package]}
                assert owners & declared, f"{path.name} imports {package}, which pyproject.toml does not name"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_every_locked_package_has_one_version_and_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert len(lines) > 50
    for line in lines:
        assert re.match(r"[A-Za-z0-9._-]+==[^ ;]+ ( *; [^#]+?)? +(--hash=sha256:[0-9a-f]{64} *)+$", line), (
            line
        )


SILENT = {"name": "a", "skip_reason": "not found"}
SOUND = {"name": "b", "version": "1", "vulns": []}
BAD = {"name": "c", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}


@pytest.mark.parametrize(
    ("report", "says", "found"),
    [
        ("", "Skipped", False),
        ("no JSON", "Skipped", False),
        (json.dumps({"dependencies": [SILENT]}), "Skipped", False),
        (json.dumps({"dependencies": [SILENT, SOUND]}), "1 of 2 packages asked about, 0 known", False),
        (json.dumps({"dependencies": [SOUND, BAD]}), "c 1: X-1, mended in 2", True),
    ],
)
def test_an_audit_fails_only_for_a_known_vulnerability(report: str, says: str, found: bool) -> None:
    said, is_known = runpy.run_path(str(ROOT / "run.py"))["read_audit"](report)
    assert says in said
    assert is_known is found
