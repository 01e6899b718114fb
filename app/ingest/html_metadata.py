"""What a page says about itself: JSON-LD, OpenGraph and meta tags, <html lang>."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from app.text.bylines import agency_named
from app.text.dates import parse_date
from app.text.decode import clean_characters

_ARTICLE_TYPES = re.compile(
    r"Article|Report|BlogPosting|NewsItem|LiveBlog|Review|AnalysisNewsArticle", re.IGNORECASE
)
_SITE_TYPES = re.compile(r"WebSite|Organization|Newspaper", re.IGNORECASE)
_TITLE_KEYS = ("og:title", "twitter:title", "dc.title", "parsely-title")
_SITE_KEYS = ("og:site_name", "application-name", "twitter:app:name:iphone")
_DATE_KEYS = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished",
    "og:datepublished", "article:published", "parsely-pub-date", "sailthru.date", "pubdate", "pub_date",
    "publishdate", "publish-date", "published_at", "publication_date", "publication-date",
    "article.published", "article_date_original", "cxenseparse:recs:publishtime", "dc.date.issued",
    "dcterms.created", "dcterms.date", "dc.date", "date", "citation_publication_date",
)  # fmt: skip
_UPDATE_KEYS = (
    "article:modified_time", "og:article:modified_time", "og:modified_time", "og:updated_time",
    "datemodified", "article:modified", "article_date_updated", "updated-date", "dcterms.modified",
    "dc.date.modified", "last-modified", "lastmod", "revision_date", "cxenseparse:recs:modifiedtime",
)  # fmt: skip
_AUTHOR_KEYS = (
    "author", "article:author_name", "byl", "parsely-author", "sailthru.author", "dc.creator",
    "article:author", "og:article:author", "citation_author",
)  # fmt: skip
_DEK_KEYS = ("og:description", "description", "twitter:description")
_SECTION_KEYS = ("article:section", "parsely-section", "section")
_REFERENCE = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,6}|amp|quot|apos|[lr][sd]quo|[mn]dash|hellip|nbsp);")
# What content systems write into JSON-LD although JSON has none: comments, commas before a closing bracket.
_LINE_COMMENT = re.compile(r"(?m)(?:^|(?<=[,{\[\s]))//[^\n]*$")
# A comment that nothing ends is found too, with all that follows: its end is looked for once.
_COMMENT = re.compile(rf"{_LINE_COMMENT.pattern}|/\*(?:.*?(?P<end>\*/)|.*)", re.DOTALL)
_STRAY_COMMA = re.compile(r",(?=\s*[}\]])")
_MAX_DEPTH = 8
_MOST_NODES = 5_000
_MOST_SCRIPTS = 50

Stated = tuple[str, str]
"""A value as written, and where it stood."""


@dataclass(slots=True)
class PageFacts:
    """What the page states about itself. Values are as written; lists begin with the surest."""

    title: str | None = None
    headline: str | None = None
    site: str | None = None
    site_from: str = ""
    publisher: Stated | None = None
    authors: list[Stated] = field(default_factory=list)
    dates: list[Stated] = field(default_factory=list)
    updates: list[Stated] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    language: str | None = None
    dek: str | None = None
    section: str | None = None
    body: str | None = None


def page_facts(tree: Any) -> PageFacts:
    """Read ``tree`` (lxml): JSON-LD first, then meta tags, then the attributes of the page."""
    facts = PageFacts()
    nodes = list(_linked_data(tree))
    by_id = {
        str(node["@id"]): node for node in nodes if "@id" in node and ("name" in node or "headline" in node)
    }
    articles = [
        node
        for node in nodes
        if _ARTICLE_TYPES.search(str(node.get("@type", "")))
        and (node.get("headline") or node.get("datePublished"))
    ]
    for node in _own_first(articles, tree):
        _from_article(node, facts, by_id)
    _from_pages(nodes, facts)
    _from_meta(tree, facts)
    facts.language = (
        tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or facts.language
    )
    return facts


def _own_first(articles: list[dict[str, Any]], tree: Any) -> list[dict[str, Any]]:
    """Of several articles that a page describes its own, which has its headline, before those it links to."""
    if len(articles) < 2:
        return articles
    heads = [*tree.iter("title"), *tree.iter("h1")][:20]
    shown = " ".join(plain(node.text_content()[:500]) for node in heads)
    return sorted(articles, key=lambda node: plain(str(node.get("headline") or "-"))[:40] not in shown)


def plain(value: str) -> str:
    """``value`` on one line, without what hides in it; references that were escaped twice are resolved."""
    if "&" in value and _REFERENCE.search(value):
        value = html.unescape(value)
    return " ".join(clean_characters(value).text.split())


def _text(value: Any, by_id: dict[str, dict[str, Any]], depth: int = 0) -> str | None:
    """The text of a JSON-LD value: a string, the name of a thing or of the thing it refers to, or a list."""
    if depth > _MAX_DEPTH:
        return None
    if isinstance(value, list):
        parts = [part for item in value[:100] if (part := _text(item, by_id, depth + 1))]
        return ", ".join(dict.fromkeys(parts)) or None
    if isinstance(value, dict):
        named = value.get("name") or value.get("@value")
        if not named and "@id" in value:
            named = by_id.get(str(value["@id"]), {}).get("name")
        return _text(named, by_id, depth + 1)
    return plain(value) or None if isinstance(value, str) else None


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """All things that the page's JSON-LD describes, outer ones first."""
    scripts = [script for script in tree.iter("script") if "ld+json" in (script.get("type") or "")]
    for script in scripts[:_MOST_SCRIPTS]:
        yield from _things(_parsed(script.text_content().strip().strip(";")))


def _parsed(source: str) -> Any:
    for text in (source, _STRAY_COMMA.sub("", _COMMENT.sub(_uncommented, source))):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _uncommented(found: re.Match[str]) -> str:
    """What stays of a comment: of one without an end all but the comments of a line in it."""
    unended = found[0].startswith("/*") and found["end"] is None
    return _LINE_COMMENT.sub("", found[0]) if unended else ""


def _things(data: Any) -> Iterator[dict[str, Any]]:
    waiting, seen = [(data, 0)], 0
    while waiting and seen < _MOST_NODES:
        value, depth = waiting.pop(0)
        seen += 1
        if depth > _MAX_DEPTH:
            continue
        if isinstance(value, list):
            waiting += [(item, depth + 1) for item in value[:_MOST_NODES]]
        elif isinstance(value, dict):
            yield value
            waiting += [(value[key], depth + 1) for key in ("@graph", "mainEntity") if key in value]


def _from_article(node: dict[str, Any], facts: PageFacts, by_id: dict[str, dict[str, Any]]) -> None:
    def text(key: str) -> str | None:
        return _text(node.get(key), by_id)

    facts.headline = facts.headline or text("headline")
    for key, found in (
        ("datePublished", facts.dates),
        ("dateModified", facts.updates),
    ):
        if stated := text(key):
            found.append((stated, f"the page's JSON-LD ({key})"))
    if stated := _text(_writers(node.get("author")), by_id):
        facts.authors.append((stated, "the page's JSON-LD (author)"))
    if facts.publisher is None and (stated := text("publisher")):
        facts.publisher = stated, "the page's JSON-LD (publisher)"
    facts.language = facts.language or text("inLanguage")
    facts.dek = facts.dek or text("description")
    facts.section = facts.section or _text(_first_of(node.get("articleSection")), by_id)
    for key in ("url", "mainEntityOfPage"):
        value = node.get(key)
        value = value.get("@id") if isinstance(value, dict) else value
        if isinstance(value, str):
            facts.addresses.append(value)
    body = node.get("articleBody")
    facts.body = facts.body or (clean_characters(body).text if isinstance(body, str) else None)


def _writers(value: Any) -> Any:
    """``value`` of an author without organisations, but for news agencies."""
    if isinstance(value, list):
        return [_writers(item) for item in value[:100] if not isinstance(item, list)]
    if isinstance(value, dict) and "Organization" in str(value.get("@type", "")):
        return value if agency_named(str(value.get("name", ""))) else None
    return value


def _first_of(value: Any) -> Any:
    return next(iter(value), None) if isinstance(value, list) else value


def _from_pages(nodes: Iterable[dict[str, Any]], facts: PageFacts) -> None:
    """What the descriptions of page and site add to those of the article."""
    for node in nodes:
        kind = str(node.get("@type", ""))
        if kind == "WebPage":
            for key, found in (("datePublished", facts.dates), ("dateModified", facts.updates)):
                if stated := _text(node.get(key), {}):
                    found.append((stated, f"the page's JSON-LD ({key})"))
        elif _SITE_TYPES.search(kind) and facts.publisher is None and (name := _text(node.get("name"), {})):
            facts.publisher = name, f"the page's JSON-LD ({kind[:40]})"


def _from_meta(tree: Any, facts: PageFacts) -> None:
    meta: dict[str, str] = {}
    for node in tree.iter("meta"):
        names = (node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        content = plain((node.get("content") or "")[:20_000])
        if content:
            for name in (names, (node.get("itemprop") or "").lower()):
                if name:
                    meta.setdefault(name, content)
    facts.title = _first(meta, _TITLE_KEYS)[0]
    site, key = _first(meta, _SITE_KEYS)
    if site:
        facts.site, facts.site_from = site, f"the page's meta tag {key}"
    for keys, found in (
        (_DATE_KEYS, facts.dates),
        (_UPDATE_KEYS, facts.updates),
        (_AUTHOR_KEYS, facts.authors),
    ):
        found += [(meta[key], f"the page's meta tag {key}") for key in keys if key in meta]
    facts.dek = _first(meta, _DEK_KEYS)[0] or facts.dek
    facts.section = facts.section or _first(meta, _SECTION_KEYS)[0]
    facts.language = facts.language or meta.get("og:locale") or meta.get("content-language")
    canonical = [
        node.get("href") for node in tree.iter("link") if (node.get("rel") or "").lower() == "canonical"
    ]
    facts.addresses[:0] = [address for address in (*canonical[:1], meta.get("og:url")) if address]


def _first(meta: dict[str, str], keys: tuple[str, ...]) -> tuple[str | None, str]:
    return next(((meta[key], key) for key in keys if key in meta), (None, ""))


def readable(stated: Iterable[Stated], *, day_first: bool = False) -> Iterator[Any]:
    """The dates among ``stated`` that can be read and are exact to the day, as Published records."""
    for value, where in stated:
        published, _ = parse_date(value, where, day_first=day_first)
        if published is not None and len(published.date) >= len("2020-01-01"):
            yield published
