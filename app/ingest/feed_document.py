"""What a feed says of itself, where a site names its feeds, and how a list of feeds is written. Pure."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import urljoin
from xml.sax.saxutils import quoteattr

from lxml import etree
from lxml import html as lxml_html

from app.errors import UnreadableInputError
from app.ingest.readers.base import MAX_RECORD_BYTES
from app.ingest.readers.xml_safety import local_name, xml_text
from app.ingest.readers.xml_slices import root_of_head
from app.records import FeedRecord
from app.text.decode import clean_characters, decode

_FRONT = 512 * 1024
_JSON = re.compile(rb"\s*+(?:\xef\xbb\xbf)?+\s*+\{")
_JSON_FEED = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/")
_KINDS = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
)
_COMMENTS = re.compile(r"comment", re.IGNORECASE)
_LONGEST_TITLE = 300
_PERIODS = {"hourly": 60, "daily": 1_440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


class About(NamedTuple):
    """A feed's own title, the site it belongs to, and for how many minutes it asks to be kept."""

    title: str = ""
    site_url: str | None = None
    minutes: int | None = None


def is_feed(data: bytes) -> bool:
    """Whether ``data`` is RSS, Atom, RDF or JSON Feed."""
    head = data[:8_192]
    if _JSON.match(head):
        return _JSON_FEED.search(head.decode("utf-8", "replace")) is not None
    root = root_of_head(head)
    return root is not None and root.local.lower() in {"rss", "feed", "rdf"}


def breaks_off(data: bytes) -> bool:
    """Whether the end of the feed in ``data`` is missing, which tells an answer cut short from an empty feed.

    Raises UnreadableInputError as ``xml_text`` does.
    """
    root = root_of_head(data[:8_192])
    return root is not None and not root.tag.endswith("/>") and f"</{root.name}" not in xml_text(data)


def about(data: bytes, url: str) -> About:
    """What the feed in ``data``, fetched from ``url``, says before its first entry."""
    return _about_json(data, url) if _JSON.match(data[:1_000]) else _about_xml(data, url)


def feed_links(data: bytes, url: str) -> list[str]:
    """The feeds that the page ``data``, fetched from ``url``, names as its own; feeds of comments last."""
    if len(data) > MAX_RECORD_BYTES:
        return []
    try:
        tree = lxml_html.fromstring(decode(data).text.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return []
    base = next((str(node.get("href")) for node in tree.iter("base") if node.get("href")), "")
    found: dict[str, bool] = {}
    for node in tree.iter("link", "a"):
        rel = (node.get("rel") or "").lower().split()
        kind = (node.get("type") or "").partition(";")[0].strip().lower()
        href = (node.get("href") or "").strip()
        if "alternate" in rel and kind in _KINDS and href:
            try:
                address = urljoin(urljoin(url, base), href)
            except ValueError:
                continue
            found.setdefault(address, bool(_COMMENTS.search(f"{href} {node.get('title') or ''}")))
    return sorted(found, key=lambda address: found[address])


def max_age_minutes(headers: Mapping[str, str]) -> int | None:
    """For how long the server says that the answer holds (Cache-Control: max-age)."""
    found = _MAX_AGE.search(headers.get("cache-control", ""))
    return int(found[1]) // 60 if found else None


def as_opml(feeds: Iterable[FeedRecord]) -> str:
    """The feeds as OPML 2.0, in their folders, as feed readers import it."""
    folders: dict[str, list[FeedRecord]] = {}
    for feed in feeds:
        folders.setdefault(feed.folder or "", []).append(feed)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += ["<head><title>Parallax: feeds</title></head>", "<body>"]
    for folder, members in sorted(folders.items()):
        names = [name for name in folder.split(" / ") if name]
        lines += [f"<outline text={_attribute(name)}>" for name in names]
        lines += map(_outline, members)
        lines += ["</outline>"] * len(names)
    return "\n".join([*lines, "</body>", "</opml>", ""])


def _outline(feed: FeedRecord) -> str:
    title = _attribute(feed.title or feed.url)
    site = f" htmlUrl={_attribute(feed.site_url)}" if feed.site_url else ""
    return f'<outline type="rss" text={title} title={title} xmlUrl={_attribute(feed.url)}{site}/>'


def _attribute(text: str) -> str:
    return quoteattr(" ".join(clean_characters(text).text.split()))


def _about_json(data: bytes, url: str) -> About:
    if len(data) > MAX_RECORD_BYTES:
        return About()  # a title is not worth holding all of it
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return About()
    if not isinstance(said, dict):
        return About()
    return About(_line(said.get("title")), _site(said.get("home_page_url"), url))


def _about_xml(data: bytes, url: str) -> About:
    try:
        # Cut behind a tag, for half a character would look like another encoding.
        text = xml_text(data if len(data) <= _FRONT else data[: data.rfind(b">", 0, _FRONT) + 1])
    except UnreadableInputError:
        return About()
    parser = etree.XMLPullParser(
        events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, recover=True
    )
    said: dict[str, str] = {}
    try:
        parser.feed(text.encode("utf-8", "replace"))
        for event, node in parser.read_events():
            if not isinstance(node.tag, str):
                continue
            name = local_name(node)
            if name in {"item", "entry"}:
                break
            above = node.getparent()
            parent = "" if above is None else local_name(above)
            if event == "end" and parent in {"channel", "feed"}:
                _take(said, name, node)
    except etree.LxmlError:
        pass
    period = _PERIODS.get(said.get("updateperiod", "").lower())
    minutes = _number(said.get("ttl")) or (period and period // (_number(said.get("updatefrequency")) or 1))
    return About(_line(said.get("title")), _site(said.get("link"), url), minutes)


def _take(said: dict[str, str], name: str, node: etree._Element) -> None:
    value = "".join(map(str, node.itertext())).strip()
    if name == "link":
        if (node.get("rel") or "alternate") != "alternate":
            return
        value = value or str(node.get("href") or "")
    if name in {"title", "link", "ttl", "updateperiod", "updatefrequency"} and value:
        said.setdefault(name, value)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 and int(text) else None


def _line(value: object) -> str:
    return " ".join(clean_characters(value).text.split())[:_LONGEST_TITLE] if isinstance(value, str) else ""


def _site(value: object, url: str) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        address = urljoin(url, value.strip())
    except ValueError:
        return None
    return address if address.lower().startswith(("http://", "https://")) and len(address) < 2_000 else None
