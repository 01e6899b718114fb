"""What templates may call: the formats as filters, and dates as ``<time>`` elements."""

import re

from jinja2 import Environment
from markupsafe import Markup

from app.records import Published
from app.web import formats
from app.web.manual.explained import explained


def time_element(iso: str) -> Markup:
    """A date in words inside ``<time datetime>``."""
    return Markup('<time datetime="{}">{}</time>').format(iso, formats.date_in_words(iso))


def published_element(published: Published | None) -> Markup:
    """A date of publication in words; the parts that are dates are ``<time>`` elements."""
    if published is None:
        return Markup("undated")
    day = time_element(published.date)
    if published.precision != "not_before":
        return day + " (inferred)" if published.guessed else day
    words = Markup("not before ") + day
    if published.not_after:
        words += Markup(" and not after ") + time_element(published.not_after)
    return words


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
    """Make the filters and tests of this module known to ``environment``."""
    environment.filters.update(
        number=formats.number,
        counted=formats.counted,
        span=formats.span_in_words,
        outlet_name=formats.outlet_name,
        headline=formats.headline,
        file_name=formats.file_name,
        short_address=formats.short_address,
        time=time_element,
        published=published_element,
        with_code=with_code,
        lang=lang_attribute,
    )
    environment.tests["web_address"] = formats.is_web_address
    environment.globals["explained"] = explained
