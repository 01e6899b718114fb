"""Feeds, lists of feeds and sitemaps with hostile texts in all their fields."""

import re
from collections.abc import Sequence
from html import escape
from xml.etree.ElementTree import Element, SubElement, tostring

from hostile_text import Vector, body_of

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SITE = "https://paper.example/"


def _xml(name: str, **attributes: str) -> Element:
    return Element(name, {key: writable(value) for key, value in attributes.items()})


def _child(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    made = SubElement(parent, name, {key: writable(value) for key, value in attributes.items()})
    made.text = writable(text)
    return made


def writable(text: str) -> str:
    return _NOT_XML.sub("", text)


def _saved(root: Element) -> bytes:
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def rss(vectors: Sequence[Vector]) -> bytes:
    root = _xml("rss", version="2.0")
    channel = _child(root, "channel")
    _child(channel, "title", vectors[0].text)
    _child(channel, "link", _SITE)
    for vector in vectors:
        item = _child(channel, "item")
        for name in ("title", "author", "category", "pubDate", "guid"):
            _child(item, name, vector.text)
        _child(item, "link", vector.text if vector.kind == "addresses" else f"{_SITE}{vector.number}")
        _child(item, "description", f"<p>{vector.text}</p><p>{escape(body_of(vector))}</p>")
    return _saved(root)


def atom(vectors: Sequence[Vector]) -> bytes:
    root = _xml("feed", xmlns="http://www.w3.org/2005/Atom")
    _child(root, "title", vectors[0].text, type="html")
    for vector in vectors:
        entry = _child(root, "entry")
        _child(entry, "title", vector.text, type="html" if vector.number % 2 else "text")
        _child(entry, "id", vector.text)
        _child(entry, "updated", vector.text)
        _child(_child(entry, "author"), "name", vector.text)
        _child(entry, "link", href=vector.text, rel="alternate")
        _child(entry, "category", term=vector.text, label=vector.text)
        _child(entry, "content", body_of(vector), type="text" if vector.number % 2 else "html")
    return _saved(root)


def opml(vectors: Sequence[Vector]) -> bytes:
    root = _xml("opml", version="2.0")
    folder = _child(_child(root, "body"), "outline", text=vectors[0].text)
    for vector in vectors:
        address = vector.text if vector.kind == "addresses" else f"{_SITE}feeds/{vector.number}"
        _child(
            folder,
            "outline",
            type="rss",
            text=vector.text,
            title=vector.text,
            xmlUrl=address,
            htmlUrl=vector.text,
        )
    return _saved(root)


def sitemap(vectors: Sequence[Vector]) -> bytes:
    root = _xml("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for vector in vectors:
        place = _child(root, "url")
        _child(place, "loc", vector.text)
        _child(place, "lastmod", vector.text)
    return _saved(root)
