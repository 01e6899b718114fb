"""Every reader under coverage-guided fuzzing (atheris, libFuzzer): no exception that a person would not be
told in words, no hang, no growth beyond the limit."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from generated_inputs import generated_input
from valid_inputs import valid_inputs

pytestmark = pytest.mark.reliability

ROOT = Path(__file__).resolve().parents[2]
OTHERS = ("text", "feed", "query")
TARGETS = (*OTHERS, *sorted(valid_inputs()))
A_TARGET = 27
"""Seconds for each in the long form: more than ten minutes in all, also on two cores."""
_START, _SEEDS = 180, 30
_DONE = re.compile(r"^#(\d+)\s+DONE\s+cov: (\d+)", re.MULTILINE)


class Fuzzed(NamedTuple):
    """How a target went: how often it ran, and how many edges of the code it reached."""

    target: str
    code: int
    runs: int
    covered: int
    log: str


def fuzzed(target: str, place: Path, seconds: int) -> Fuzzed:
    """Fuzz ``target`` for so many seconds in a process of its own; what it fails on is kept in ``place``."""
    seeds = place / "seeds"
    seeds.mkdir(parents=True)
    valid = valid_inputs()
    bases = {target: valid[target]} if target in valid else {name: valid[name] for name in _small(valid)}
    for number in range(_SEEDS):
        (seeds / f"{number}").write_bytes(generated_input(number, bases).data[:16_000])
    command = [
        sys.executable, str(Path(__file__).with_name("fuzz_readers.py")), target, str(seeds), "-timeout=60",
        "-rss_limit_mb=2048", "-max_len=16384", "-seed=1", f"-max_total_time={seconds}",
        f"-artifact_prefix={place}/",
    ]  # fmt: skip
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests" / "support")))
    ran = subprocess.run(
        command, cwd=place, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace", timeout=seconds + _START, check=False,
    )  # fmt: skip
    done = _DONE.search(ran.stdout)
    runs, covered = (int(done[1]), int(done[2])) if done else (0, 0)
    return Fuzzed(target, ran.returncode, runs, covered, ran.stdout[-3_000:])


def _small(valid: dict[str, bytes]) -> list[str]:
    return [name for name, data in valid.items() if len(data) < 1_500]


def test_readers_withstand_guided_fuzzing(
    effort: Callable[[int, int], int], measured: Callable[[str], None], tmp_path: Path
) -> None:
    pytest.importorskip("atheris", reason="atheris is not installed")
    seconds = effort(2, A_TARGET)
    targets = TARGETS if seconds == A_TARGET else ("list.json",)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda target: fuzzed(target, tmp_path / target, seconds), targets))
    for one in found:
        assert one.code == 0, f"{one.target} failed; its input is in {tmp_path / one.target}:\n{one.log}"
        assert one.runs > 0, f"{one.target}:\n{one.log}"
    most = ", ".join(
        f"{one.target} {one.covered:,}" for one in sorted(found, key=lambda one: -one.covered)[:5]
    )
    measured(
        f"{len(found)} targets of atheris, {seconds} s each: {sum(one.runs for one in found):,} executions, "
        f"no crash, no hang; edges covered: {most}"
    )
