"""Pages from the web as inputs of a run: fetched as their sites allow, handed on as sources."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from app.database import Database
from app.errors import FetchError
from app.fetch.client import Answer
from app.fetch.many import Wanted, fetch_many
from app.fetch.politeness import PoliteClient
from app.ingest.readers.base import (
    MAX_FILE_BYTES,
    MAX_RECORD_BYTES,
    Address,
    ReadOptions,
    Source,
    Unreadable,
)
from app.ingest.run import Counts, RunReport, ingest
from app.text.addresses import url_key

MAX_ADDRESSES = 10_000
"""Addresses fetched for one request of a person, with all that lists and sitemaps name."""
MAX_DEPTH = 3
"""How far lists are followed: an index of sitemaps names sitemaps, which name pages."""
_MOST_NAMES = 20
_PAGES = frozenset({"", "text/html", "application/xhtml+xml"})


def limit_of(media_type: str) -> int:
    """How many bytes of something of this kind are taken: less of a page than of a file of many records."""
    return MAX_RECORD_BYTES if media_type in _PAGES else MAX_FILE_BYTES


def fetch_sources(
    client: PoliteClient,
    addresses: Iterable[Address],
    *,
    seen: set[str] | None = None,
    stopped: Callable[[], bool] | None = None,
    fetched: Callable[[str], None] | None = None,
) -> Iterator[Source | Unreadable]:
    """What stands at these addresses, as sources for a run; what cannot be had comes as Unreadable that
    names address and reason.

    Fetched lazily and in the order in which hosts answer, each address once: ``seen`` are the keys of those
    fetched before, and is added to. Beyond MAX_ADDRESSES keys, and once ``stopped`` says so, nothing more is
    fetched. ``fetched`` is called with each address that was tried. An answer may be a page as well as a
    feed, a sitemap or a list: readers find that out.
    """
    seen = set() if seen is None else seen
    left_out: list[Address] = []
    coming = iter(addresses)

    def next_one() -> Wanted[Address] | None:
        for address in coming:
            key = _key(address.url)
            if key in seen:
                continue
            if len(seen) >= MAX_ADDRESSES:
                left_out.append(address)
                continue
            seen.add(key)
            return Wanted(address.url, limit_of, address)
        return None

    for wanted, outcome in fetch_many(client, next_one, stopped):
        if fetched is not None:
            fetched(wanted.url)
        if isinstance(outcome, FetchError):
            yield Unreadable(wanted.url, None, why_missing(wanted.url, outcome))
        elif (landed := _key(outcome.url)) == _key(wanted.url) or landed not in seen:
            seen.add(landed)
            yield source_of(outcome, _offered(wanted.about))
    if left_out:
        reason = f"{len(left_out):,} more addresses were left out: {MAX_ADDRESSES:,} are fetched at a time"
        yield Unreadable(left_out[0].origin, left_out[0].line, reason)


def source_of(answer: Answer, offered: dict[str, str] | None = None) -> Source:
    """What a server sent, as a source."""
    parts = urlsplit(answer.url)
    name = unquote(parts.path, errors="replace").rstrip("/").rpartition("/")[2] or parts.netloc
    return Source(
        name=name,
        origin=answer.url,
        data=answer.body,
        media_type=answer.media_type or None,
        url=answer.url,
        offered=offered or None,
        charset=answer.charset,
    )


def why_missing(url: str, error: FetchError) -> str:
    """The sentence for a page that could not be had."""
    where = f" ({error.url})" if error.url and error.url != url else ""
    return f"it was not fetched: {error.reason}{where}"


def take_in_addresses(
    database: Database,
    client: PoliteClient,
    addresses: Sequence[Address],
    *,
    options: ReadOptions | None = None,
    progress: Callable[[Counts], None] | None = None,
    started: Callable[[int], None] | None = None,
    stopped: Callable[[], bool] | None = None,
    fetched: Callable[[str], None] | None = None,
) -> list[RunReport]:
    """Fetch these addresses and take in what is there; then what lists and sitemaps among it name, and so on,
    up to MAX_DEPTH times and MAX_ADDRESSES in all. A run each time: their reports, the first one first.

    Feeds that a list names are not followed, for they are polled, not fetched.
    """
    seen: set[str] = set()
    reports: list[RunReport] = []
    wanted = list(addresses)
    while wanted and len(reports) <= MAX_DEPTH:
        report = ingest(
            database,
            fetch_sources(client, wanted, seen=seen, stopped=stopped, fetched=fetched),
            options,
            progress,
            source="address",
            names=_names(wanted),
            started=started,
            stopped=stopped,
        )
        reports.append(report)
        if report.run.status != "finished":
            break
        wanted = [found for found in report.addresses if not found.is_feed and _key(found.url) not in seen]
    return reports


def named(text: str) -> Address | Path:
    """What a person means by an argument: an address, or a file."""
    head = text.strip().lower()
    return Address(text.strip(), text.strip()) if head.startswith(("http://", "https://")) else Path(text)


def _names(addresses: Sequence[Address]) -> list[str]:
    """What to call a run: the addresses themselves, or the lists that named them."""
    names = dict.fromkeys(address.origin for address in addresses)
    return list(names)[:_MOST_NAMES]


def _key(url: str) -> str:
    return url_key(url) or url.partition("#")[0]


def _offered(address: Address) -> dict[str, str]:
    said = {"title": address.title, "published": address.published}
    return {name: value for name, value in said.items() if value}
