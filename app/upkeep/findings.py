"""What a check of a corpus found. Pure."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from app.errors import BusyError, DiskError, StoreError
from app.records import Record

# What is damaged decides what can be done about it: what is derived is made anew from the originals; those
# and what a person decided exist only once, and are never touched.
Nature = Literal["original", "by hand", "derived"]

MOST_EXAMPLES = 10
_REPAIR = "parallax check --repair makes it anew from the originals."
_RESTORE = {
    "original": "It exists only once and is not touched. Restore a backup: parallax restore FILE.",
    "by hand": "What a person decided is not touched. Restore a backup, or set it once more.",
}


class Finding(Record):
    """What one check says. ``looked_at`` is how many things it looked at, ``wrong`` how many are damaged.

    ``examples`` tell of some of them in words. ``notes`` say what is no damage: work that waits for the next
    import, things that nothing needs.
    """

    name: str
    title: str
    nature: Nature
    looked_at: int
    wrong: int
    examples: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    advice: str | None = None


class Report(Record):
    """A check of a whole corpus. ``schema_revision`` is the database's; ``seconds`` is how long it took."""

    database: str
    schema_revision: str | None
    clean: bool
    articles: int
    seconds: float
    checks: tuple[Finding, ...]


class RepairReport(Record):
    """A repair: the check before it, what was done and what could not be, and the check after it, by which
    the corpus is ``clean`` or not."""

    clean: bool
    before: Report
    done: tuple[str, ...]
    not_done: tuple[str, ...]
    after: Report


@dataclass(slots=True)
class Tally:
    """Counts what one check looks at and what it finds wrong."""

    name: str
    title: str
    nature: Nature
    looked_at: int = 0
    wrong: int = 0
    examples: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, words: str) -> None:
        """Count one more thing that is wrong; the first few are told of."""
        self.wrong += 1
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append(words)

    def finding(self) -> Finding:
        """What was counted, with what to do about it."""
        advice = None
        if self.wrong:
            advice = _REPAIR if self.nature == "derived" else _RESTORE[self.nature]
        return Finding(
            name=self.name,
            title=self.title,
            nature=self.nature,
            looked_at=self.looked_at,
            wrong=self.wrong,
            examples=tuple(self.examples),
            notes=tuple(self.notes),
            advice=advice,
        )


def wrong_names(report: Report) -> frozenset[str]:
    """The checks of a report that found damage."""
    return frozenset(finding.name for finding in report.checks if finding.wrong)


@contextmanager
def reading(tally: Tally) -> Iterator[None]:
    """Count what cannot even be read as wrong, so that the checks that follow still run."""
    try:
        yield
    except (BusyError, DiskError):
        raise
    except (StoreError, ValueError) as error:
        tally.add(f"This could not be read to its end: {reason(error)}.")


def reason(error: Exception) -> str:
    """What the database said: the advice in the message of an error is for those who have not checked yet."""
    cause = error.__cause__ or error
    return str(getattr(cause, "orig", cause)).rstrip(".")
