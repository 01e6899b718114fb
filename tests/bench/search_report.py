"""What was measured of searches, summed up: percentiles, ratios, what was to be reached; in text and JSON."""

import math
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from search_peers import Answer
from search_queries import CLASSES, Question

OURS = "Parallax"
LIMIT = "tantivy"


@dataclass(frozen=True, slots=True)
class Measured:
    """One question put to one engine: milliseconds the first time and again, and what was answered."""

    engine: str
    question: Question
    first: float
    again: float
    answer: Answer


@dataclass(slots=True)
class Report:
    """All that was measured in a run."""

    articles: int
    measured: list[Measured] = field(default_factory=list)
    starts: dict[str, float] = field(default_factory=dict)
    http: dict[str, Any] = field(default_factory=dict)

    def engines(self) -> list[str]:
        """The engines in the order in which they came."""
        return list(dict.fromkeys(one.engine for one in self.measured))

    def times(self, engine: str, kind: str | None = None, *, again: bool = False) -> list[float]:
        """Milliseconds of one class, or of all."""
        return [
            one.again if again else one.first
            for one in self.measured
            if one.engine == engine and kind in (None, one.question.kind)
        ]

    def ratios(self, *, again: bool = False) -> dict[str, float]:
        """For each class: the median of ours to the median of the limit."""
        found = {}
        for kind in CLASSES:
            ours, limit = (self.times(name, kind, again=again) for name in (OURS, LIMIT))
            if ours and limit:
                found[kind] = statistics.median(ours) / statistics.median(limit)
        return found

    def goals(self) -> list[tuple[str, float, float]]:
        """What was to be reached, the most it may be, and what it is."""
        ours = self.times(OURS)
        goals: list[tuple[str, float, float]] = []
        if ours and self.articles > 100_000:
            goals.append(
                (f"p95 of all questions at {self.articles:,} articles, ms", 200, percentile(ours, 95))
            )
        elif ours:
            goals.append(("p50 of all questions, ms", 10, percentile(ours, 50)))
            goals.append(("p95 of all questions, ms", 60, percentile(ours, 95)))
        ratios = self.ratios()
        if ratios:
            goals.append(("slowest class, times tantivy", 10, max(ratios.values())))
            goals.append(("median class, times tantivy", 4, statistics.median(ratios.values())))
        for name, load in self.http.items():
            goals.append((f"p95 over HTTP during an ingest, {name}, ms", 100, load["during ingest"]["p95"]))
        return goals

    def as_json(self) -> dict[str, Any]:
        """Everything, for a file."""
        return {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "python": platform.python_version(),
            "machine": platform.machine(),
            "articles": self.articles,
            "goals": [
                {"goal": goal, "most": most, "is": _rounded(found), "reached": found <= most}
                for goal, most, found in self.goals()
            ],
            "ratio_to_tantivy": {"first": _each(self.ratios()), "again": _each(self.ratios(again=True))},
            "seconds_to_open": _each(self.starts),
            "engines": {name: self._of(name) for name in self.engines()},
            "http": self.http,
            "questions": [{**asdict(one), "question": asdict(one.question)} for one in self.measured],
        }

    def _of(self, engine: str) -> dict[str, Any]:
        kinds = {kind: kind for kind in CLASSES if self.times(engine, kind)}
        return {
            name: {
                "first": summary(self.times(engine, kind)),
                "again": summary(self.times(engine, kind, again=True)),
            }
            for name, kind in {**kinds, "all": None}.items()
        }

    def markdown(self) -> str:
        """The tables of docs/benchmarks.md."""
        parts = [self._table()] if self.measured else []
        if self.http:
            parts.append(self._http_table())
        goals = self.goals()
        if goals:
            lines = (
                f"- {goal}: {found:.1f}, at most {most:g}: {'reached' if found <= most else '**missed**'}"
                for goal, most, found in goals
            )
            parts.append("\n".join(lines))
        return "\n\n".join(parts)

    def _table(self) -> str:
        names = self.engines()
        ratios, again = self.ratios(), self.ratios(again=True)
        head = ["class", *(f"{name}, ms" for name in names)]
        rows = []
        for kind in (*CLASSES, None):
            cells = [kind or "all"]
            for name in names:
                first, second = self.times(name, kind), self.times(name, kind, again=True)
                cells.append(_cell(first, second))
            if ratios:
                shown = (
                    (ratios[kind], again[kind])
                    if kind
                    else tuple(statistics.median(found.values()) for found in (ratios, again))
                )
                cells.append(f"{shown[0]:.1f} / {shown[1]:.1f}")
            rows.append(cells)
        return table([*head, "times tantivy"] if ratios else head, rows)

    def _http_table(self) -> str:
        rows = []
        for name, load in self.http.items():
            for when, found in load.items():
                if isinstance(found, dict):
                    rows.append(
                        [
                            name,
                            when,
                            f"{found['requests']:,}",
                            str(found["errors"]),
                            *(f"{found[key]:.0f}" for key in ("p50", "p95", "max")),
                        ]
                    )
        return table(["8 readers", "", "answers", "errors", "p50, ms", "p95, ms", "max, ms"], rows)


def percentile(times: Sequence[float], percent: int) -> float:
    """The nearest-rank percentile."""
    ranked = sorted(times)
    return ranked[max(math.ceil(len(ranked) * percent / 100) - 1, 0)]


def summary(times: Sequence[float]) -> dict[str, float]:
    """Median, p95 and maximum."""
    return _each({"p50": percentile(times, 50), "p95": percentile(times, 95), "max": max(times)})


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    marks = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, marks, *rows))


def _cell(first: Sequence[float], again: Sequence[float]) -> str:
    """Median, p95 and maximum of the first time, and the median of the second in brackets."""
    if not first:
        return "–"
    found = [percentile(first, 50), percentile(first, 95), max(first)]
    return f"{' / '.join(f'{one:.1f}' for one in found)} ({percentile(again, 50):.1f})"


def _each(numbers: dict[str, float]) -> dict[str, float]:
    return {name: _rounded(number) for name, number in numbers.items()}


def _rounded(number: float) -> float:
    return round(number, 2)
