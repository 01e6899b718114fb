"""Atom feeds (RFC 4287). Pure."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from xml.etree.ElementTree import Element

from app.export.xml_text import child, document
from app.records import ArticleCard, Record

MEDIA_TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"


class Entry(Record):
    """An article in a feed. ``href`` is its address on this server; ``source`` that of the original.

    ``updated`` and ``published`` are instants as RFC 3339 has them; ``published`` is None where no day is
    known.
    """

    href: str
    title: str
    summary: str
    updated: str
    published: str | None = None
    author: str | None = None
    outlet: str | None = None
    language: str | None = None
    source: str | None = None


class Feed(Record):
    """A feed: its own address, the page it stands for, and the description of the search it comes from."""

    title: str
    subtitle: str
    address: str
    page: str
    search: str
    updated: str
    entries: Sequence[Entry]


def identifier(address: str) -> str:
    """A name for what stands at ``address`` that stays the same (RFC 9562, version 5)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, address).urn


def published_instant(card: ArticleCard) -> str | None:
    """When it was published: the minute where it is known with its zone, else the beginning of the day."""
    if card.published is not None and card.published.precision in ("second", "minute"):
        moment = datetime.fromisoformat(card.published.date)
        if moment.tzinfo is not None:
            return moment.isoformat()
    return f"{card.day}T00:00:00Z" if card.day else None


def as_atom(feed: Feed) -> bytes:
    """The feed as a document."""
    root = Element("feed", {"xmlns": _NAMESPACE})
    child(root, "id", identifier(feed.address))
    child(root, "title", feed.title)
    child(root, "subtitle", feed.subtitle)
    child(root, "updated", feed.updated)
    child(root, "generator", "Parallax")
    child(root, "link", rel="self", type=MEDIA_TYPE, href=feed.address)
    child(root, "link", rel="alternate", type="text/html", href=feed.page)
    child(root, "link", rel="search", type="application/opensearchdescription+xml", href=feed.search)
    for entry in feed.entries:
        _add(root, entry)
    return document(root)


def _add(root: Element, entry: Entry) -> None:
    made = child(root, "entry")
    if entry.language:
        made.set("xml:lang", entry.language)
    child(made, "id", identifier(entry.href))
    child(made, "title", entry.title)
    child(made, "updated", entry.updated)
    if entry.published:
        child(made, "published", entry.published)
    # an entry must have an author where its feed has none: where nobody is named, the outlet speaks
    child(child(made, "author"), "name", entry.author or entry.outlet or "Author unknown")
    if entry.outlet:
        child(made, "category", term=entry.outlet, label=entry.outlet)
    child(made, "link", rel="alternate", type="text/html", href=entry.href)
    if entry.source:
        child(made, "link", rel="via", href=entry.source)
    if entry.summary:
        child(made, "summary", entry.summary)
