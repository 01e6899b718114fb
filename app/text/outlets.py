"""News outlets: their names by domain, and which of them a text cites."""

import csv
import re
import threading
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from courlan import extract_domain

from app.resources import DATA
from app.text.tokens import fold
from app.text.word_counts import segmenter


class Outlet(NamedTuple):
    """An outlet of the table that travels with the program."""

    domain: str
    name: str
    aliases: tuple[str, ...]
    country: str | None
    language: str | None


# The longest name that DNS allows.
_LONGEST_HOST = 253
# One host, many publishers: there the sub-domain is the publisher.
_PLATFORMS = frozenset(
    {"blogspot.com", "wordpress.com", "substack.com", "medium.com", "tumblr.com", "github.io", "beehiiv.com"}
)
_SECTION_WORDS = (
    r"news|opinions?|editorials?|web news|online news|online|politics|analysis"
    r"|live|breaking|commentary|magazine"
)
_SECTION = re.compile(
    rf"(?:(?<!\s)\s++)?(?:\((?:{_SECTION_WORDS})\)|[-–—|:]\s*+(?:{_SECTION_WORDS}))\s*+$", re.IGNORECASE
)


@lru_cache(maxsize=1)
def table() -> tuple[Outlet, ...]:
    """All outlets of the table, in its order."""
    with (DATA / "outlets.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Outlet(
                row["domain"],
                row["name"],
                tuple(part for part in row["aliases"].split("|") if part),
                row["country"] or None,
                row["language"] or None,
            )
            for row in csv.DictReader(file)
        )


@lru_cache(maxsize=1)
def _by_domain() -> dict[str, Outlet]:
    return {outlet.domain: outlet for outlet in table()}


def _key(name: str) -> str:
    """``name`` as compared: folded, without a leading article and marks."""
    folded = re.sub(r"[^\w&]+", " ", fold(name)).strip()
    return folded.removeprefix("the ")


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Outlet]:
    found: dict[str, Outlet] = {}
    for outlet in table():
        for name in (outlet.name, *outlet.aliases, outlet.domain):
            found.setdefault(_key(name), outlet)
    return found


def host(url_or_domain: str) -> str | None:
    """The host of a URL or domain, lower case, without ``www.``; None when there is none."""
    text = url_or_domain.strip()
    try:
        name = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return None
    name = re.sub(r"^(?:www\d*|m|amp)\.", "", name.lower().rstrip("."))
    if len(name) > _LONGEST_HOST:
        return None
    return name if "." in name and not re.search(r"[^\w.-]", name) else None


def outlet_of_domain(url_or_domain: str) -> Outlet | None:
    """The outlet of the table that a URL or domain belongs to, sub-domains included."""
    name = host(url_or_domain)
    while name and "." in name:
        outlet = _by_domain().get(name)
        if outlet is not None:
            return outlet
        name = name.partition(".")[2]
    return None


def registrable_domain(url_or_domain: str) -> str | None:
    """The domain an owner registers (``goldcoastbulletin.com.au``), or the table's where that is longer.

    A sub-domain of a hosting platform counts as a domain of its own.
    """
    known = outlet_of_domain(url_or_domain)
    if known is not None:
        return known.domain
    name = host(url_or_domain)
    return None if name is None else _registered(name)


@lru_cache(maxsize=10_000)
def _registered(name: str) -> str:
    labels = name.split(".")
    # The library knows the public suffixes of the world, but not those of a local network, and it lists few
    # hosting platforms among them.
    registered: str = extract_domain(f"http://{name}/") or ".".join(labels[-2:])
    return ".".join(labels[-3:]) if registered in _PLATFORMS else registered


def outlet_named(name: str) -> Outlet | None:
    """The outlet of the table that goes by ``name``, section endings such as ``- Opinion`` set aside."""
    bare = _SECTION.sub("", name.strip())
    return _by_name().get(_key(name)) or (_by_name().get(_key(bare)) if bare else None)


def country_and_language(domain: str | None) -> tuple[str | None, str | None]:
    """Country (ISO 3166) and language (ISO 639-1) of the outlet at ``domain``, where the table knows it."""
    outlet = outlet_of_domain(domain) if domain else None
    return (outlet.country, outlet.language) if outlet else (None, None)


# Elsewhere labels are seldom English, and cutting them up makes nonsense.
_ENGLISH_ENDINGS = frozenset(
    {"com", "org", "net", "news", "us", "uk", "au", "ca", "ie", "nz", "info", "io", "co"}
)
_SMALL_WORDS = frozenset(
    {"of", "the", "in", "on", "my", "us", "tv", "to", "by", "and", "la", "ny", "dc", "uk"}
)
_segment_lock = threading.Lock()


@lru_cache(maxsize=2_000)
def name_from_label(domain: str) -> str | None:
    """A readable name made of a domain's label (``dailychela.com`` -> Daily Chela), for want of any other.

    Words are told apart by unigram and bigram counts; the counts are loaded at the first call.
    """
    registered = registrable_domain(domain)
    if registered is None:
        return None
    label, _, ending = registered.partition(".")
    if not label.isascii() or ending.rpartition(".")[2] not in _ENGLISH_ENDINGS:
        return label.capitalize() or None
    return " ".join(_label_words(part) for part in re.split(r"[-_]+", label) if part) or None


def _label_words(label: str) -> str:
    """The words of one part of a label, or the part whole where cutting it leaves scraps."""
    if len(label) <= 3:
        return label.upper()
    with _segment_lock:
        words = _segmenter().segment(label)
    if any(len(word) < 3 and word not in _SMALL_WORDS for word in words):
        return label.capitalize()
    return " ".join(word.capitalize() for word in words)


@lru_cache(maxsize=1)
def _segmenter() -> Any:
    return segmenter()


def slugify(name: str) -> str:
    """``name`` as part of an address: lower case, letters of any script and digits, hyphens.

    Never empty, and never ``unknown``, which stands for articles without an outlet.
    """
    plain = re.sub(r"['’]", "", fold(name).replace("ß", "ss").replace("&", " and "))
    slug = re.sub(r"[\W_]+", "-", plain).strip("-")
    return slug if slug not in ("", "unknown") else f"outlet-{slug}".strip("-")
