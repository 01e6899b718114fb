"""The wheel carries everything the program needs, and works from any folder."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the unpacked wheel, as an installation would."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(ROOT)], check=True)
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def parallax(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_file_beside_the_code_travels(installed: Path) -> None:
    for name in ("templates", "static", "migrations"):
        here = {
            path.relative_to(ROOT / name)
            for path in (ROOT / name).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        bundle = installed / "app" / "_bundle" / name
        there = {path.relative_to(bundle) for path in bundle.rglob("*") if path.is_file()}
        assert here <= there, f"{name}: {here - there} stay behind"


def test_the_command_works_from_any_folder(installed: Path, tmp_path: Path) -> None:
    done = parallax(installed, tmp_path, "--data", "here", "ingest", str(ROOT / "seeds"))
    assert done.returncode == 0, done.stderr
    found = parallax(installed, tmp_path, "--data", "here", "search", "cartel*", "--json")
    assert found.returncode == 0, found.stderr
    assert '"total": 5' in found.stdout
