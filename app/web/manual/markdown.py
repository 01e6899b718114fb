"""Markdown to HTML as a page of the site shows it. Pure: strings in, strings out.

Markup within the Markdown is shown as it is typed and never becomes markup of the page.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
_EXTERNAL = "noreferrer noopener external"


@dataclass(frozen=True)
class Picture:
    """An image that travels with the documents. Its width and height, where known, keep the page from moving
    when it comes.
    """

    address: str
    size: tuple[int, int] | None = None


@dataclass(frozen=True)
class Heading:
    """A heading below the title: its anchor, its words, and its level from 2 on."""

    anchor: str
    words: str
    level: int


@dataclass(frozen=True)
class Rendered:
    """A document as HTML. ``title`` is its first heading, and ``lead`` its first paragraph where that comes
    next; neither stands in ``body`` again. ``summary`` is the first sentence of the lead as plain text.
    """

    title: str
    lead: str
    summary: str
    body: str
    headings: tuple[Heading, ...]


@dataclass(frozen=True)
class Places:
    """Where the relative links and images of a document lead. None is for what is not there: of a link, and
    of an image, only the words remain then.
    """

    address: Callable[[str], str | None]
    picture: Callable[[str], Picture | None]


def render(source: str, places: Places) -> Rendered:
    """``source`` as HTML, with anchors as GitHub gives them; links and images lead where ``places`` says."""
    tokens = _PARSER.parse(source)
    for token in tokens:
        if token.children:
            token.children = _inline(token.children, places)
            _keep_options_whole(token.children)
    headings = _name_headings(tokens)
    title, lead, rest = _opening(tokens)
    plain = _plain(lead)
    return Rendered(
        title=_plain(title),
        lead=_html(lead),
        summary=re.split(r"(?<=[.!?])\s", plain, maxsplit=1)[0],
        body=_html(list(_framed(rest, headings))),
        headings=tuple(heading for heading in headings.values() if heading.level > 1),
    )


def anchor_of(words: str) -> str:
    """The anchor of a heading: small letters, digits, hyphens for spaces, no other signs."""
    kept = (sign for sign in words.strip().lower() if sign in " -_" or unicodedata.category(sign)[0] in "LNM")
    return "".join(kept).replace(" ", "-")


def _keep_options_whole(tokens: Sequence[Token]) -> None:
    """Mark options of commands: browsers would break a line behind the hyphens that they begin with."""
    for token in tokens:
        if token.type == "code_inline" and token.content.startswith("-"):
            token.attrSet("class", "option")


def _html(tokens: Sequence[Token]) -> str:
    rendered: str = _PARSER.renderer.render(list(tokens), _PARSER.options, {})
    return rendered


def _plain(tokens: Sequence[Token]) -> str:
    said = []
    for token in tokens:
        if token.children is not None:
            said.append(_plain(token.children))
        elif token.type in ("softbreak", "hardbreak"):
            said.append(" ")
        elif token.type in ("text", "code_inline"):
            said.append(token.content)
    return "".join(said)


def _name_headings(tokens: Sequence[Token]) -> dict[int, Heading]:
    """The headings by their place among ``tokens``, which get their anchors; one title a page is enough."""
    found: dict[int, Heading] = {}
    used: dict[str, int] = {}
    for place, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        words = _plain(tokens[place + 1 : place + 2])
        anchor = anchor_of(words)
        times = used[anchor] = used.get(anchor, -1) + 1
        level = int(token.tag[1]) if not found else max(2, int(token.tag[1]))
        found[place] = Heading(f"{anchor}-{times}" if times else anchor, words, level)
        token.tag = tokens[place + 2].tag = f"h{level}"
        token.attrSet("id", found[place].anchor)
    return found


def _opening(tokens: list[Token]) -> tuple[list[Token], list[Token], list[Token]]:
    """The words of the title and of the paragraph that follows it, and everything else."""
    if not tokens or tokens[0].tag != "h1":
        return [], [], tokens
    title, rest = tokens[1:2], tokens[3:]
    if rest and rest[0].type == "paragraph_open" and not _has_picture(rest[1]):
        return title, rest[1:2], rest[3:]
    return title, [], rest


def _has_picture(token: Token) -> bool:
    return any(child.type == "image" for child in token.children or ())


def _framed(tokens: Sequence[Token], headings: dict[int, Heading]) -> list[Token]:
    """Tables and code in frames that can be moved sideways, also by keys; a heading gives them their name."""
    by_anchor = {heading.anchor: heading.words for heading in headings.values()}
    under, framed = "", []
    for place, token in enumerate(tokens):
        if token.type in ("th_open", "th_close"):
            _mark_head(tokens, place)
        if token.type == "heading_open":
            under = by_anchor[str(token.attrs["id"])]
        if token.type == "table_open":
            framed += [_frame("Table", under, "table-frame"), token]
        elif token.type == "table_close":
            framed += [token, _raw("</div>\n")]
        elif token.type in ("fence", "code_block"):
            framed += [_frame("Example", under, "code-frame"), replace(token, info=""), _raw("</div>\n")]
        else:
            framed.append(_without_style(token))
    return framed


def _mark_head(tokens: Sequence[Token], place: int) -> None:
    """Make a cell of the head that has no words, which names no column, a cell like others."""
    token = tokens[place]
    words = tokens[place + 1 if token.type == "th_open" else place - 1]
    if not words.content.strip():
        token.tag = "td"
    elif token.type == "th_open":
        token.attrSet("scope", "col")


def _frame(kind: str, under: str, name: str) -> Token:
    label = escape(f"{kind}: {under}" if under else kind)
    return _raw(f'<div class="{name}" tabindex="0" role="group" aria-label="{label}">\n')


def _raw(markup: str) -> Token:
    return Token("html_block", "", 0, content=markup)


def _without_style(token: Token) -> Token:
    # the Content Security Policy allows no style in markup
    style = token.attrs.pop("style", "")
    if "right" in str(style):
        token.attrSet("class", "figure")
    return token


def _inline(children: Sequence[Token], places: Places) -> list[Token]:
    kept: list[Token] = []
    led: list[bool] = []
    for token in children:
        if token.type == "link_open":
            led.append(_lead(token, places))
        if token.type in ("link_open", "link_close"):
            if led[-1]:
                kept.append(token)
            if token.type == "link_close":
                led.pop()
        elif token.type == "image":
            kept.append(_shown(token, places))
        else:
            kept.append(token)
    return kept


def _lead(link: Token, places: Places) -> bool:
    """Lead a link to where it goes on this site; False for one that leads nowhere here."""
    target = str(link.attrs["href"])
    scheme = _scheme(target)
    if scheme in ("http", "https", "mailto"):
        link.attrSet("rel", _EXTERNAL)
        return True
    address = target if target.startswith("#") else places.address(target) if scheme == "" else None
    if address is None:
        return False
    link.attrSet("href", address)
    return True


def _scheme(target: str) -> str:
    """The scheme of an address: none of a relative one, ``?`` of one that names a host without a scheme."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return "?"
    return "?" if parts.netloc and not parts.scheme else parts.scheme


def _shown(image: Token, places: Places) -> Token:
    source = str(image.attrs["src"])
    picture = places.picture(source) if _scheme(source) == "" else None
    if picture is None:
        return Token("text", "", 0, content=_plain(image.children or ()))
    image.attrSet("src", picture.address)
    if picture.size:
        for name, pixels in zip(("width", "height"), picture.size, strict=True):
            image.attrSet(name, pixels)
    image.attrSet("loading", "lazy")
    return image
