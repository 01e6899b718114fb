"""The entries of a feed as a poll needs them: by key, each with its page and its own text. Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from app.ingest.readers.base import Address, Original, Source, Unreadable
from app.ingest.reading import Found
from app.records import RawDocument
from app.text.addresses import url_key

MOST_ENTRIES = 5_000
"""Entries, and faults, of a feed that one poll looks at. Feeds put the newest first."""
_LONGEST_KEY = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry. ``url`` is its page, ``own`` what the feed itself holds of it: a document, or why it is none.

    ``offered`` is what it says of its page.
    """

    key: str
    url: str | None
    own: tuple[RawDocument | Unreadable]
    offered: dict[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a feed that is no entry: told once, known again by ``key``."""

    key: str
    unreadable: Unreadable


def entries_of(readings: Iterable[Found | Source]) -> tuple[list[Original], list[Entry], list[Fault]]:
    """What a reader made of a feed: its bytes, its entries, each once, and its faults; so many of them."""
    originals: list[Original] = []
    entries: dict[str, Entry] = {}
    faults: list[Fault] = []
    for reading in readings:
        if len(entries) + len(faults) >= MOST_ENTRIES:
            break
        if isinstance(reading, Original):
            originals.append(reading)
        elif isinstance(reading, Unreadable):
            faults.append(Fault(_shortened("fault:", reading.reason.encode() + reading.data), reading))
        elif isinstance(reading, RawDocument):
            entry = _with_text(reading)
            entries.setdefault(entry.key, entry)
        elif isinstance(reading, Address):
            # The reader tells first that the entry has no text of its own, then where its page is.
            own = faults.pop().unreadable if faults and faults[-1].unreadable.line == reading.line else None
            entry = _without_text(reading, own)
            entries.setdefault(entry.key, entry)
    return originals, list(entries.values()), faults


def _with_text(raw: RawDocument) -> Entry:
    fields = raw.fields or {}
    url = _page(fields.get("url") or raw.url)
    return Entry(_key(url, raw.external_id), url, (raw,), fields)


def _without_text(address: Address, own: Unreadable | None) -> Entry:
    url = _page(address.url)
    said = {"title": address.title, "published": address.published}
    return Entry(
        key=_key(url, address.url),
        url=url,
        own=(own or Unreadable(address.origin, address.line, "the entry has no text"),),
        offered={name: value for name, value in said.items() if value},
    )


def _page(url: str | None) -> str | None:
    url = (url or "").strip()
    return url if url.lower().startswith(("http://", "https://")) else None


def _key(url: str | None, other: str) -> str:
    """By its page an entry is known again, else by what it calls itself."""
    key = (url_key(url) or url or other) if url else other
    return key if len(key) <= _LONGEST_KEY else _shortened(key[:100], key.encode())


def _shortened(front: str, data: bytes) -> str:
    return f"{front}{hashlib.sha256(data).hexdigest()}"
