#!/usr/bin/env python3
"""Set Parallax up and start it. Standard library only; needs Python 3.11 or newer.

python3 run.py               make .venv, install, migrate, take in seeds/, serve on http://127.0.0.1:8000
python3 run.py test          install what the tests need, Chromium included, and run all checks
python3 run.py soak          the tests of reliability in their long form, an hour or more; with their figures
python3 run.py COMMAND ...   any command of parallax: ingest, search, events, compare, extract, serve
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"
AUDIT_SECONDS = 10
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLAYWRIGHTS_OWN = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def main() -> int:
    """Do what the command line asks; the exit code."""
    if sys.version_info < (3, 11):
        return fail(f"Parallax needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    arguments = sys.argv[1:]
    testing = arguments[:1] in (["test"], ["soak"])
    if not (made_venv() and installed(TEST_LOCK if testing else LOCK)):
        return 1
    os.environ.setdefault("PARALLAX_DATA", str(ROOT / "data"))
    if testing:
        return test(arguments[1:], long=arguments[0] == "soak")
    # -P: the folder a person stands in may hold an "app" of its own.
    return become("-P", "-m", "app.cli", *(arguments or ["serve", "--when-empty", str(ROOT / "seeds")]))


def fail(message: str) -> int:
    """Say what is wrong and what to do."""
    print(message, file=sys.stderr)
    return 1


def call(*arguments: str) -> int:
    """Run the venv's Python in the checkout; its exit code."""
    return subprocess.run([PYTHON, *arguments], cwd=ROOT, check=False).returncode


def become(*arguments: str) -> int:
    """Go on as the venv's Python, so that a signal to this process ends the program itself."""
    if os.name != "nt":
        os.execv(PYTHON, [str(PYTHON), *arguments])
    return subprocess.run([PYTHON, *arguments], check=False).returncode


def is_root() -> bool:
    """Whether packages of the system can be installed."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(package: str) -> bool:
    """Install a Debian package when that is possible."""
    if not (is_root() and shutil.which("apt-get")):
        return False
    print(f"Installing Debian's {package} …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", package]):
        done = subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
    return done.returncode == 0


def made_venv() -> bool:
    """Make .venv unless it is there and works."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0:
        return True
    shutil.rmtree(VENV, ignore_errors=True)
    print("Making .venv …", flush=True)
    command = [sys.executable, "-m", "venv", str(VENV)]
    if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0:
        return True
    shutil.rmtree(VENV, ignore_errors=True)
    # Debian parts venv from Python.
    package = f"python3.{sys.version_info.minor}-venv"
    if apt_install(package) and subprocess.run(command, check=False).returncode == 0:
        return True
    fail(f"The virtual environment could not be made. On Debian and Ubuntu: apt install {package}")
    return False


def installed(lock: Path) -> bool:
    """Install the locked packages and Parallax itself, unless this very lock was installed before."""
    wanted = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamp = VENV / f"installed-{lock.stem}"
    if stamp.exists() and stamp.read_text() == wanted:
        return True
    print(f"Installing the packages of {lock.name} …", flush=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
    steps = (
        [*pip, "--require-hashes", "-r", str(lock)],
        [*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
    )
    for step in steps:
        if subprocess.run(step, cwd=ROOT, check=False).returncode != 0:
            fail("Installing failed; what pip says stands above. Is the network there? Run it again.")
            return False
    stamp.write_text(wanted)
    return True


def installed_chromium() -> str | None:
    """A Chromium on the search path."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def chromium() -> str | None:
    """A Chromium for the browser tests: a given or installed one, Debian's, or the one playwright brings."""
    given = os.environ.get("PARALLAX_CHROMIUM")
    if given:
        return given
    found = installed_chromium() or (installed_chromium() if apt_install("chromium") else None)
    if found:
        return found
    if call("-m", "playwright", "install", "chromium") != 0:
        return None
    done = subprocess.run([PYTHON, "-c", PLAYWRIGHTS_OWN], capture_output=True, text=True, check=False)
    return done.stdout.strip() or None


def test(arguments: list[str], *, long: bool) -> int:
    """Run linter, type checker and all tests, or only the long form of those that have one; the first
    failure's exit code."""
    browser = chromium()
    if browser is None:
        return fail(
            "The browser tests need Chromium. Install it (Debian: apt install chromium) and run again."
        )
    os.environ["PARALLAX_CHROMIUM"] = browser
    if long:
        return call("-m", "pytest", "--soak", "-m", "reliability", *arguments)
    # A file's tests stay together: they share what is costly to make. Files come in the order of their names,
    # the long ones of browsers and of quality first: xdist would begin with those of many tests, and end with
    # files of one test that takes half a minute, one process working and the others waiting for it.
    workers = str(min(os.cpu_count() or 1, 4))
    side_by_side = ("-n", workers, "--dist", "loadfile", "--no-loadscope-reorder")
    for step in (
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("pytest", *side_by_side, *arguments),
    ):
        print(f"\n== {' '.join(step)}", flush=True)
        code = call("-m", *step)
        if code != 0:
            return code
    return audit()


def audit() -> int:
    """Ask whether the locked packages have known vulnerabilities, where that can be asked; 1 when one has."""
    command = ["pip_audit", "--disable-pip", "--require-hashes", "-r", LOCK.name, "--format", "json"]
    print(f"\n== {' '.join(command)}", flush=True)
    quick = ["--progress-spinner", "off", "--timeout", "5"]
    try:
        done = subprocess.run(
            [PYTHON, "-m", *command, *quick],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=AUDIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        print(f"Skipped: there was no answer within {AUDIT_SECONDS} seconds.")
        return 0
    said, found = read_audit(done.stdout)
    print(said)
    return int(found)


def read_audit(report: str) -> tuple[str, bool]:
    """What a JSON report of pip-audit says, in words, and whether a vulnerability is known. The report is
    empty where nobody could be asked, and leaves out packages that the registry says nothing about."""
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        packages = []
    asked = [package for package in packages if "vulns" in package]
    lines = [
        f"{package['name']} {package['version']}: {known['id']}, "
        f"mended in {', '.join(known['fix_versions']) or 'no version yet'}"
        for package in asked
        for known in package["vulns"]
    ]
    if not asked:
        return "Skipped: this registry, or this network, tells nothing about vulnerabilities.", False
    count = f"{len(asked)} of {len(packages)} packages asked about, {len(lines)} known vulnerabilities."
    return "\n".join([count, *lines]), bool(lines)


if __name__ == "__main__":
    sys.exit(main())
