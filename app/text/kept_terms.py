"""An article as the grouping into events knows it. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeptTerms:
    """An article's term counts with what else tells its events.

    ``day`` is its day ordinal, None when it is not known to the day; ``placed_day`` is then the day on which
    articles that resemble it stand, 0 when there are none. ``event_id`` is None when it is alone.
    ``opening`` is the beginning of its body.
    """

    id: int
    day: int | None
    placed_day: int | None
    content_hash: str
    event_id: int | None
    title: str
    opening: str
    url: str | None
    section: str | None
    words: int
    outlet_id: int | None
    terms: bytes
    language: str | None = None


@dataclass(frozen=True, slots=True)
class TextBeside:
    """An article that a new one is held against, as ``KeptTerms`` has it; ``day`` is known, estimated, or 0.

    ``links`` are its kept neighbours and links, None where there are none, as for copies of other texts.
    """

    id: int
    day: int
    content_hash: str
    event_id: int | None
    terms: bytes
    links: bytes | None
