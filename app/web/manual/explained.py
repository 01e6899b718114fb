"""How each figure that a page shows comes about: the one place where that is said, for all pages.

A page links an entry by its anchor, on ``/how``; an entry links the document that has the whole method.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from app.records import Record
from app.web.manual.entry import Explained
from app.web.manual.explained_articles import articles, corpus
from app.web.manual.explained_compare import comparisons
from app.web.manual.explained_events import events
from app.web.manual.explained_search import searches


class Chapter(Record):
    """The entries of one part of the program."""

    title: str
    entries: tuple[Explained, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """All entries, in the order of the page."""
    return (
        Chapter(title="Searches", entries=searches()),
        Chapter(title="Articles", entries=articles()),
        Chapter(title="Events", entries=events()),
        Chapter(title="Comparisons", entries=comparisons()),
        Chapter(title="The corpus and its imports", entries=corpus()),
    )


@cache
def _by_anchor() -> Mapping[str, Explained]:
    return {entry.anchor: entry for chapter in chapters() for entry in chapter.entries}


def explained(anchor: str) -> Explained:
    """The entry with this anchor. Raises KeyError for one that is not there."""
    return _by_anchor()[anchor]


def anchors() -> Iterable[str]:
    """The anchors of all entries."""
    return _by_anchor().keys()
