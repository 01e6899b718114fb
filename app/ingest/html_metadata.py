"""What a page says about itself: JSON-LD, OpenGraph and meta tags, <html lang>, <time>."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.text.dates import parse_date
from app.text.decode import clean_characters

_ARTICLE_TYPES = re.compile(
    r"Article|Report|BlogPosting|NewsItem|LiveBlog|Review|AnalysisNewsArticle", re.IGNORECASE
)
_TITLE_KEYS = ("og:title", "twitter:title", "dc.title", "parsely-title")
_SITE_KEYS = ("og:site_name", "application-name", "twitter:app:name:iphone")
_DATE_KEYS = (
    "article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "pubdate", "publishdate", "publish-date", "publication_date", "publication-date", "article.published",
    "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "date",
)  # fmt: skip
_AUTHOR_KEYS = (
    "author",
    "article:author_name",
    "byl",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "article:author",
)
_DEK_KEYS = ("og:description", "description", "twitter:description")
_SECTION_KEYS = ("article:section", "parsely-section", "section")
_MAX_DEPTH = 8


@dataclass(slots=True)
class PageFacts:
    """What the page states about itself. Values are as written, with where they stood."""

    title: str | None = None
    site: str | None = None
    site_from: str = ""
    author: str | None = None
    author_from: str = ""
    date: str | None = None
    date_from: str = ""
    url: str | None = None
    language: str | None = None
    dek: str | None = None
    section: str | None = None
    body: str | None = None


def page_facts(tree: Any) -> PageFacts:
    """Read ``tree`` (lxml); JSON-LD first, then meta tags, then the markup."""
    facts = PageFacts()
    for item in _linked_data(tree):
        _from_linked_data(item, facts)
    _from_meta(tree, facts)
    facts.language = (
        facts.language or tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    )
    if facts.date is None:
        _from_time(tree, facts)
    if facts.title is None:
        heads = [_text(node.text_content()) for node in tree.iter("h1")]
        facts.title = heads[0] if len([head for head in heads if head]) == 1 else None
    return facts


def _text(value: Any, depth: int = 0) -> str | None:
    if depth > _MAX_DEPTH:
        return None
    if isinstance(value, list):
        parts = [part for item in value if (part := _text(item, depth + 1))]
        return ", ".join(dict.fromkeys(parts)) or None
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("@value"), depth + 1)
    # An escape in JSON can stand for what is no character.
    return " ".join(clean_characters(value).text.split()) or None if isinstance(value, str) else None


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """The articles that the page's JSON-LD describes."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            data = json.loads(script.text_content().strip().strip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _articles(data, 0)


def _articles(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, list):
        for item in data:
            yield from _articles(item, depth + 1)
    elif isinstance(data, dict):
        if _ARTICLE_TYPES.search(str(data.get("@type", ""))) and (
            data.get("headline") or data.get("datePublished")
        ):
            yield data
        for key in ("@graph", "mainEntity"):
            yield from _articles(data.get(key), depth + 1)


def _from_linked_data(item: dict[str, Any], facts: PageFacts) -> None:
    facts.title = facts.title or _text(item.get("headline"))
    if facts.date is None and (stated := _text(item.get("datePublished"))):
        facts.date, facts.date_from = stated, "the page's JSON-LD (datePublished)"
    if facts.author is None and (stated := _text(item.get("author"))):
        facts.author, facts.author_from = stated, "the page's JSON-LD (author)"
    if facts.site is None and (stated := _text(item.get("publisher"))):
        facts.site, facts.site_from = stated, "the page's JSON-LD (publisher)"
    facts.language = facts.language or _text(item.get("inLanguage"))
    facts.dek = facts.dek or _text(item.get("description"))
    facts.section = facts.section or _text(item.get("articleSection"))
    body = item.get("articleBody")
    facts.body = facts.body or (clean_characters(body).text if isinstance(body, str) else None)


def _from_meta(tree: Any, facts: PageFacts) -> None:
    meta: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = (node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        content = " ".join((node.get("content") or "").split())
        if name and content:
            meta.setdefault(name, content)
    facts.title = _first(meta, _TITLE_KEYS)[0] or facts.title
    site, key = _first(meta, _SITE_KEYS)
    if site:
        facts.site, facts.site_from = site, f"the page's meta tag {key}"
    for key in _DATE_KEYS:
        if facts.date is None and key in meta and parse_date(meta[key], key)[0]:
            facts.date, facts.date_from = meta[key], f"the page's meta tag {key}"
    author, key = _first(meta, _AUTHOR_KEYS)
    if facts.author is None and author and "://" not in author:
        facts.author, facts.author_from = author, f"the page's meta tag {key}"
    facts.dek = _first(meta, _DEK_KEYS)[0] or facts.dek
    facts.section = facts.section or _first(meta, _SECTION_KEYS)[0]
    facts.language = facts.language or meta.get("og:locale") or meta.get("content-language")
    canonical = next((node.get("href") for node in tree.iter("link") if node.get("rel") == "canonical"), None)
    facts.url = next((url for url in (canonical, meta.get("og:url")) if url and url.startswith("http")), None)


def _first(meta: dict[str, str], keys: tuple[str, ...]) -> tuple[str | None, str]:
    return next(((meta[key], key) for key in keys if key in meta), (None, ""))


def _from_time(tree: Any, facts: PageFacts) -> None:
    """A <time> that is marked as the date of publication, or the only one before the text."""
    times = [node for node in tree.iter("time") if node.get("datetime")]
    marked = [
        node for node in times if node.get("pubdate") is not None or "publi" in str(node.attrib).lower()
    ]
    for node in (*marked, *(times if len(times) == 1 else ())):
        stated = node.get("datetime").strip()
        if parse_date(stated, "time")[0]:
            facts.date, facts.date_from = stated, "the page's <time>"
            return
