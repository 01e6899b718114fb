"""What templates may call: the formats as filters, and dates as ``<time>`` elements."""

import re

from jinja2 import Environment
from markupsafe import Markup

from app import clock
from app.records import Published
from app.web import formats
from app.web.manual.explained import explained


def _element(iso: str, words: str, title: str) -> Markup:
    return Markup('<time datetime="{}" title="{}">{}</time>').format(iso, title, words)


def time_element(iso: str) -> Markup:
    """A date or an instant in words, with its minute; the exact time on hover."""
    return _element(iso, formats.date_in_words(iso), formats.exact_in_words(iso))


def day_element(iso: str) -> Markup:
    """The day of an instant in words; the exact time on hover."""
    return _element(iso, formats.day_in_words(iso), formats.exact_in_words(iso))


def ago_element(iso: str) -> Markup:
    """How long ago an instant was, for what is looked at while it is fresh; the exact time on hover."""
    return _element(iso, formats.ago_in_words(iso, clock.now()), formats.exact_in_words(iso))


def span_element(first: str | None, last: str | None) -> Markup:
    """Two ISO days as a span, as ``formats.span_in_words`` has it; a single day is a ``<time>``."""
    words = formats.span_in_words(first, last)
    day = first or last
    if day is None or (first and last and first != last):
        return Markup.escape(words)
    return Markup('<time datetime="{}">{}</time>').format(day, words)


def published_element(published: Published | None, exact: bool = False) -> Markup:
    """When an article was published, in words: to the day, or ``exact`` with the hour where it is known. The
    parts that are dates are ``<time>`` elements; on hover they say the exact time and how it is known."""
    if published is None:
        return Markup("undated")
    known = f"{'inferred' if published.guessed else 'how it is known'}: {published.evidence}"
    words = formats.date_in_words if exact else formats.day_in_words

    def told(iso: str) -> Markup:
        return _element(iso, words(iso), f"{formats.exact_in_words(iso)}; {known}")

    day = told(published.date)
    if published.precision != "not_before":
        return day + " (inferred)" if published.guessed else day
    said = Markup("not before ") + day
    if published.not_after:
        said += Markup(" and not after ") + told(published.not_after)
    return said


def lang_attribute(language: str | None) -> Markup:
    """`` lang="de"`` for a text in another language than the page, else nothing."""
    foreign = language and language.partition("-")[0].lower() != "en"
    return Markup(' lang="{}"').format(language) if foreign else Markup("")


def with_code(text: str) -> Markup:
    """Plain text in which words between backticks, single or double, become ``<code>``."""
    parts = re.split(r"(?<!`)(`{1,2})([^`]+)\1(?!`)", text)
    # split leaves (text, backticks, code) in turn
    pieces = [Markup.escape(part) if place % 3 == 0 else "" for place, part in enumerate(parts)]
    for place in range(2, len(parts), 3):
        pieces[place] = Markup("<code>{}</code>").format(parts[place])
    return Markup("").join(pieces)


def register(environment: Environment) -> None:
    """Make the filters, functions and tests of this module known to ``environment``."""
    environment.filters.update(
        number=formats.number,
        counted=formats.counted,
        span=span_element,
        outlet_name=formats.outlet_name,
        headline=formats.headline,
        file_name=formats.file_name,
        short_address=formats.short_address,
        time=time_element,
        day=day_element,
        ago=ago_element,
        published=published_element,
        with_code=with_code,
        lang=lang_attribute,
    )
    environment.globals["page_title"] = formats.page_title
    environment.tests["web_address"] = formats.is_web_address
    environment.globals["explained"] = explained
