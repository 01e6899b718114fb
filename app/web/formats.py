"""Numbers, days and addresses in words. Pure: strings in, strings out."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

from app.records import ArticleCard, OutletRef, Published
from app.text.dates import ENGLISH_MONTHS

_SMALL = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)

_LONGEST_SUBJECT = 120
_HOUR, _DAY = 60, 24 * 60


def number(value: int) -> str:
    """An integer with thousands parted: ``1,154``."""
    return f"{value:,}"


def counted(value: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: ``1 article``, ``1,154 articles``."""
    return f"{number(value)} {noun if value == 1 else plural or noun + 's'}"


def small(value: int) -> str:
    """A number for running text, in words up to twelve."""
    return _SMALL[value] if 0 <= value < len(_SMALL) else number(value)


def in_words(value: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun for running text, in words up to twelve: ``one article``, ``1,154 articles``."""
    return f"{small(value)} {noun if value == 1 else plural or noun + 's'}"


def page_title(subject: str | Sequence[str], *kinds: str, page: int = 1) -> str:
    """The title of a page, by which a tab is told from others: what is peculiar to it, cut to the first 120
    characters, then ``kinds`` of page and the program's name: ``border wall, page 2 · Search · Parallax``.
    Of several subjects those that say nothing are left out; without any the kind stands first."""
    parts = [subject] if isinstance(subject, str) else [part for part in subject if part]
    if not parts:
        parts, kinds = list(kinds[:1]), kinds[1:]
    further = f", page {number(page)}" if page > 1 else ""
    room = _LONGEST_SUBJECT - len(further)
    plain = " ".join(", ".join(parts).split())
    shown = plain if len(plain) <= room else plain[: room - 1].rstrip() + "…"
    return " · ".join((shown + further, *kinds, "Parallax"))


def sentence(text: str) -> str:
    """``text`` with a capital at its head."""
    return text[:1].upper() + text[1:]


def date_in_words(iso: str) -> str:
    """``2025-05-07`` as ``7 May 2025``; also a month, a year, or an instant with minutes and offset."""
    day, _, time = iso.partition("T")
    parts = [int(part) for part in day.split("-")]
    words = str(parts[0])
    if len(parts) > 1:
        words = f"{ENGLISH_MONTHS[parts[1] - 1]} {words}"
    if len(parts) > 2:
        words = f"{parts[2]} {words}"
    return f"{words}, {_time_in_words(time)}" if time else words


def day_in_words(iso: str) -> str:
    """The day of an instant, or what is known of a date, in words: ``7 May 2025``."""
    return date_in_words(iso.partition("T")[0])


def exact_in_words(iso: str) -> str:
    """All that is known of a date or an instant, and what is not: ``7 May 2025, 08:30:11 UTC``,
    ``May 2025, day unknown``."""
    day, _, time = iso.partition("T")
    if time:
        return f"{date_in_words(day)}, {_time_in_words(time, 8)}"
    return f"{date_in_words(day)}, {'hour' if day.count('-') == 2 else 'day'} unknown"


def ago_in_words(iso: str, now: str) -> str:
    """How long before ``now`` an instant was, as long as that helps: ``two hours ago``; else its day."""
    minutes = (datetime.fromisoformat(now) - datetime.fromisoformat(iso)).total_seconds() / 60
    if not 0 <= minutes < _DAY:
        return day_in_words(iso)
    if minutes < 1:
        return "just now"
    if minutes < _HOUR:
        return f"{in_words(int(minutes), 'minute')} ago"
    return f"{in_words(int(minutes // _HOUR), 'hour')} ago"


def _time_in_words(time: str, digits: int = 5) -> str:
    clock = re.split(r"[+\-Z]", time)[0]
    offset = time[len(clock) :]
    if not offset:
        return f"{clock[:digits]}{', zone unknown' if digits > 5 else ''}"
    return f"{clock[:digits]} UTC{offset if offset.strip('Z+-:0') else ''}"


def span_in_words(first: str | None, last: str | None) -> str:
    """Two ISO days as a span, as short as English allows: ``28–29 September 2016``; or ``undated``."""
    if first is None or last is None or first == last:
        known = first or last
        return date_in_words(known) if known else "undated"
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    if start.year != end.year:
        return f"{date_in_words(first)} – {date_in_words(last)}"
    if start.month != end.month:
        return f"{start.day} {ENGLISH_MONTHS[start.month - 1]} – {date_in_words(last)}"
    return f"{start.day}–{date_in_words(last)}"


def published_in_words(published: Published | None) -> str:
    """When an article was published, with the doubt said: ``not before 7 May 2025``, ``undated``."""
    if published is None:
        return "undated"
    words = date_in_words(published.date)
    if published.precision == "not_before":
        words = f"not before {words}"
        if published.not_after:
            words += f" and not after {date_in_words(published.not_after)}"
    elif published.guessed:
        words += " (inferred)"
    return words


def outlet_name(outlet: OutletRef | None) -> str:
    """The name of an outlet, or ``Outlet unknown``."""
    return "Outlet unknown" if outlet is None else outlet.name


def headline(card: ArticleCard) -> str:
    """What an article is called: its title, or its name in the corpus when it has none."""
    return card.title or card.external_id


def file_name(origin: str) -> str:
    """The last part of a path or an address that a document came from, on any system."""
    return re.split(r"[/\\]", origin.rstrip("/\\"))[-1] or origin


def short_address(url: str) -> str:
    """An address cut for reading: host and last part of the path."""
    parts = urlsplit(url)
    host = (parts.hostname or parts.netloc).removeprefix("www.")
    tail = parts.path.rstrip("/").rpartition("/")[2]
    if not tail:
        return host
    between = "/" if parts.path.strip("/").count("/") == 0 else "/…/"
    return f"{host}{between}{tail if len(tail) <= 32 else tail[:31] + '…'}"


def is_web_address(url: str | None) -> bool:
    """Whether an address may be a link: http or https, with a host that a browser can make sense of."""
    if url is None or any(mark.isspace() or not mark.isprintable() for mark in url):
        return False
    try:
        parts = urlsplit(url)
        # reading the port checks it
        has_host = parts.port != 0 and re.fullmatch(r"[\w.:-]+", parts.hostname or "") is not None
        return parts.scheme in ("http", "https") and has_host
    except ValueError:
        return False
