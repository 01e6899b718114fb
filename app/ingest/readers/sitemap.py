"""Sitemaps: the pages a site names, news sitemaps with titles and dates, and indexes of further sitemaps."""

from collections.abc import Iterator

from lxml import etree

from app.errors import UnreadableInputError
from app.ingest.readers.base import Address, Format, Reading, ReadOptions, Source, Unreadable
from app.ingest.readers.streams import unpacked
from app.ingest.readers.url_list import web_address
from app.ingest.readers.xml_safety import parsed, xml_text
from app.ingest.readers.xml_slices import Root, entries_of, framed, root_of, root_of_head

_KINDS = {"urlset": "url", "sitemapindex": "sitemap"}
_LARGEST_ENTRY = 256 * 1024


def read_sitemap(source: Source, _options: ReadOptions) -> Iterator[Reading]:
    """The addresses of a sitemap, plain or gzipped, each once, with title and date where a news sitemap
    states them; of an index those of its sitemaps. An entry that cannot be read is a problem with its line.
    """
    text = xml_text(unpacked(source))
    root = root_of(text)
    name = _KINDS.get(root.local.lower()) if root else None
    if root is None or name is None:
        begins = f"it begins with <{root.name}>" if root else "it does not begin with an element"
        raise UnreadableInputError(f"this is no sitemap: {begins}" if text.strip() else "the file is empty")
    seen = set()
    for entry in entries_of(text, (name,)):
        piece = text[entry.start : min(entry.end, entry.start + _LARGEST_ENTRY + 1)]
        found = _address(root, piece, source, entry.line) if entry.whole else "its end is missing"
        if isinstance(found, str):
            data = piece[:_LARGEST_ENTRY].encode("utf-8", "replace")
            yield Unreadable(source.origin, entry.line, f"not an entry of a sitemap: {found}", data)
        elif found.url not in seen:
            seen.add(found.url)
            yield found


def _address(root: Root, piece: str, source: Source, line: int) -> Address | str:
    """The address of an entry, or why there is none."""
    if len(piece) > _LARGEST_ENTRY:
        return "it is too long"
    try:
        entry = parsed(framed(root, [piece]), faults=[])
    except UnreadableInputError as error:
        return error.reason
    # Pictures have a loc of their own, one level deeper.
    stated = next((_text(found) for found in entry.iterfind("./*/{*}loc")), "")
    url = web_address(stated)
    if url is None:
        return f"{stated[:200]!r} is no web address" if stated else "it names no address"
    return Address(
        url,
        source.origin,
        line,
        title=_news(entry, "title"),
        published=_news(entry, "publication_date"),
    )


def _news(entry: etree._Element, name: str) -> str | None:
    return next((_text(found) for found in entry.iterfind(f"./*/{{*}}news/{{*}}{name}")), "") or None


def _text(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _is_sitemap(head: bytes) -> int:
    root = root_of_head(head)
    return 3 if root and root.local.lower() in _KINDS else 0


FORMATS = (Format("sitemap", (".xml.gz",), read_sitemap, _is_sitemap, apart=True),)
