"""A comparison as it is exported: ``parallax.compare/1``, its articles as references, notes. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from app.export.references import Reference
from app.records import Record

WORDS = {
    "verbatim": "word for word",
    "same": "same statement",
    "related": "possibly related",
    "only": "only here",
}


class ExportedNote(Record):
    """What a person wrote on the passage with this id, or on the comparison as a whole.

    ``quote`` are the words that the note is on, ``day`` is when it was last changed.
    """

    text: str
    day: str
    passage: str | None = None
    quote: str | None = None


class ExportedSource(Record):
    """Which text of an article was compared: its version, and digests of its original and of that text."""

    article_id: int
    version: int
    document_sha256: str
    text_sha256: str


class Exported(Record):
    """A comparison to be written to a file.

    ``facts`` are sentences about it: what was found, when and by which method. ``references`` are its
    articles by their ids.
    """

    title: str
    facts: tuple[str, ...]
    comparison: dict[str, Any]
    references: Mapping[int, Reference]
    sources: tuple[ExportedSource, ...]
    notes: tuple[ExportedNote, ...] = ()


class Marked(NamedTuple):
    """A passage of one side with the numbers of its links and the surest of its states, None without any."""

    side: str
    passage: dict[str, Any]
    state: str | None
    numbers: tuple[int, ...]


def passages(exported: Exported) -> Iterator[Marked]:
    """All passages, A's before B's, in reading order."""
    c = exported.comparison
    numbers: dict[str, list[int]] = {}
    states: dict[str, str] = dict.fromkeys((*c["only_a"], *c["only_b"]), "only")
    for state in reversed([name for name in WORDS if name != "only"]):
        for link in c["aligned"]:
            if link["relation"] == state:
                states.update(dict.fromkeys((*link["a"], *link["b"]), state))
    for link in c["aligned"]:
        for key in (*link["a"], *link["b"]):
            numbers.setdefault(key, []).append(link["number"])
    for side in "ab":
        for passage in c[f"passages_{side}"]:
            key = passage["id"]
            yield Marked(side.upper(), passage, states.get(key), tuple(sorted(numbers.get(key, ()))))
