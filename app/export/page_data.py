"""What a page says of its article to programs: citation meta tags, and schema.org as JSON-LD. Pure."""

from collections.abc import Iterator
from typing import Any

from app.export.references import Reference, web_address
from app.records import ArticleRecord, Published
from app.text.one_line import one_line


def meta_tags(one: Reference) -> Iterator[tuple[str, str]]:
    """Names and contents of the meta tags from which reference managers read a page.

    The tags are Highwire Press's and Dublin Core's. Zotero takes what has a ``citation_title`` for an article
    of a journal; ``z:itemType`` is its own word for what it is (its translators "Embedded Metadata", "RDF").
    """
    yield "z:itemType", "newspaperArticle"
    exact = None if one.circa else one.date
    known = (
        ("citation_title", one.title),
        *(("citation_author", name.whole) for name in one.authors),
        ("citation_journal_title", one.outlet),
        ("citation_publication_date", exact.replace("-", "/") if exact else None),
        ("citation_public_url", one.url),
        ("citation_language", one.language),
        ("citation_abstract", one.abstract),
        ("DC.publisher", one.outlet),
        ("DC.date", exact),
        ("DC.source", one.url),
    )
    yield from ((name, value) for name, value in known if value)


def news_article(article: ArticleRecord, one: Reference) -> dict[str, Any]:
    """The article as schema.org's NewsArticle in JSON-LD.

    What was inferred is left out: there is no way to say that it was.
    """
    outlet = article.outlet
    site = f"https://{outlet.domain}/" if outlet and outlet.domain else None
    known: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": None if article.title_source == "derived" else one.title,
        "description": one.abstract,
        "datePublished": _exact(article.published),
        "dateModified": _exact(article.updated),
        "author": [
            {"@type": "Organization" if name.given is None else "Person", "name": name.whole}
            for name in one.authors
        ],
        "publisher": _only_known({"@type": "Organization", "name": one.outlet, "url": web_address(site)})
        if outlet
        else None,
        "inLanguage": one.language,
        "articleSection": one.section,
        "isBasedOn": one.url,
    }
    return _only_known(known)


def _only_known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _exact(published: Published | None) -> str | None:
    if published is None or published.guessed or published.precision == "not_before":
        return None
    return one_line(published.date)
