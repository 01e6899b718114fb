"""Which field of a record is what: the names that data sets use, and what a person said."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from app.errors import ParallaxError

FIELD_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline", "article_title", "heading", "webtitle"),
    "body": (
        "text", "body", "content", "content_original", "article", "maintext", "article_text", "article_body",
        "articlebody", "full_text", "fulltext", "body_text", "content_text", "story",
        "body_html", "content_html", "bodytext", "article_content", "plain_text", "plaintext", "cleaned_text",
    ),
    "outlet": (
        "outlet", "source", "publisher", "publication", "source_name", "newspaper", "site_name",
        "source_title", "outlet_name", "publisher_name", "publication_name", "media_name",
    ),
    "domain": ("source_url", "domain", "source_domain", "site"),
    "url": ("url", "link", "article_url", "permalink", "canonical_url", "web_url", "weburl"),
    "published": (
        "published", "published_at", "publish_date", "date", "pubdate", "date_publish", "publication_date",
        "date_published", "datepublished", "publishedat",
        "published_date", "pub_date", "publishdate",
        "webpublicationdate", "datetime", "seendate",
        "created_at", "timestamp",
    ),
    "author": ("author", "authors", "byline", "creator", "writer", "author_name"),
    "id": ("id", "article_id", "uuid", "guid", "_id", "uri"),
    "dek": (
        "dek", "description", "summary", "lead", "abstract", "subtitle", "standfirst", "subheadline",
        "excerpt", "short_description", "trailtext",
    ),
    "language": ("language", "lang", "inlanguage"),
    "section": ("section", "topic", "category", "news_desk", "articlesection", "sectionname", "section_name"),
}  # fmt: skip
"""Our fields to the names they go by in data sets, lower case, the surest name first."""

_LONGEST_NAME = 200
_MOST_CACHED = 100


def recognise(names: Iterable[str], overrides: Mapping[str, str] | None = None) -> dict[str, tuple[str, ...]]:
    """Which of the record's ``names`` hold which of our fields, the surest first.

    ``overrides`` maps our fields to the record's names as a person gave them; they win, and a name taken by
    one is not used for another field. Case and the difference of ``-``, space and ``_`` do not matter.
    """
    known = tuple(name for name in names if len(name) <= _LONGEST_NAME)
    by_hand = tuple(sorted((overrides or {}).items()))
    # Records made to differ in thousands of names must not fill the memory.
    return (_recognise if len(known) <= _MOST_CACHED else _recognise.__wrapped__)(known, by_hand)


@lru_cache(maxsize=256)
def _recognise(names: tuple[str, ...], overrides: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    by_key = {column_key(name): name for name in reversed(names)}
    chosen: dict[str, tuple[str, ...]] = {
        ours: (by_key[column_key(name)],) for ours, name in overrides if column_key(name) in by_key
    }
    taken = {name for found in chosen.values() for name in found}
    for ours, known in FIELD_NAMES.items():
        found = tuple(by_key[name] for name in known if name in by_key and by_key[name] not in taken)
        if found:
            chosen.setdefault(ours, found)
    return chosen


def column_key(name: str) -> str:
    """The name of a column or field as names are compared: small, its words joined by low lines."""
    return name.strip().lstrip("\ufeff").lower().replace("-", "_").replace(" ", "_")


def record_fields(values: Mapping[str, str], overrides: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our fields of a record with their values. Empty fields are left out; a further name of the same field
    is asked when the surest is empty."""
    chosen: dict[str, str] = {}
    for ours, names in recognise(values, overrides).items():
        value = next((values[name] for name in names if values[name].strip()), None)
        if value is not None:
            chosen[ours] = value
    return chosen


def parse_field_map(options: Iterable[str]) -> dict[str, str]:
    """The ``ours=theirs`` options a person gave, as a mapping; raises ParallaxError with what is wrong."""
    overrides: dict[str, str] = {}
    for option in options:
        ours, mark, theirs = (part.strip() for part in option.partition("="))
        ours = ours.lower()
        if not mark or not theirs or ours not in FIELD_NAMES:
            known = ", ".join(FIELD_NAMES)
            raise ParallaxError(
                f"--map {option}: write OUR_FIELD=THEIR_FIELD, where OUR_FIELD is one of {known}."
            )
        overrides[ours] = theirs
    return overrides
