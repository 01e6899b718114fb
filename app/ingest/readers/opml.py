"""OPML: lists of feeds as feed readers export them, with their folders."""

from collections.abc import Iterator

from lxml import etree

from app.errors import UnreadableInputError
from app.ingest.readers.base import Address, Format, Reading, ReadOptions, Source, Unreadable, whole
from app.ingest.readers.url_list import web_address
from app.ingest.readers.xml_safety import local_name, parsed
from app.ingest.readers.xml_slices import root_of_head

_LARGEST = 16 * 1024 * 1024
"""It is held as a tree, which takes many times its size; 100,000 feeds fit."""
_FEED, _PAGE = "xmlurl", ("url", "htmlurl")


def read_opml(source: Source, _options: ReadOptions) -> Iterator[Reading]:
    """The feeds of an OPML file, each with its title and folder (``News / World``), and the pages it links.

    What stands before a fault in its XML is read; the fault becomes a problem with its line.
    """
    fault: list[UnreadableInputError] = []
    root = parsed(whole(source, _LARGEST), faults=fault)
    if local_name(root) != "opml":
        raise UnreadableInputError(f"this is no OPML: it begins with <{local_name(root)}>")
    for outline in root.iter("{*}outline", "{*}Outline"):
        said = {name.lower(): value.strip() for name, value in outline.attrib.items()}
        stated = said.get(_FEED) or next((said[name] for name in _PAGE if said.get(name)), "")
        if not stated:
            continue  # a folder, or a note
        url = web_address(stated)
        if url is None:
            reason = f"this is no web address: {stated[:200]}"
            yield Unreadable(source.origin, outline.sourceline, reason, etree.tostring(outline)[:1000])
            continue
        yield Address(
            url,
            source.origin,
            outline.sourceline,
            is_feed=_FEED in said,
            title=said.get("title") or said.get("text") or None,
            folder=_folder(outline) or said.get("category", "").partition(",")[0].strip("/ ") or None,
        )
    for error in fault:
        yield Unreadable(source.origin, error.line, f"{error.reason}; what follows may be missing")


def _folder(outline: etree._Element) -> str:
    names = [
        " ".join((above.get("text") or above.get("title") or "").split())
        for above in outline.iterancestors("{*}outline", "{*}Outline")
    ]
    return " / ".join(name for name in reversed(names) if name)


def _is_opml(head: bytes) -> int:
    root = root_of_head(head)
    return 3 if root and root.local.lower() == "opml" else 0


FORMATS = (
    Format(
        "OPML",
        (".opml",),
        read_opml,
        _is_opml,
        media_types=("text/x-opml", "text/x-opml+xml", "application/opml+xml"),
        apart=True,
    ),
)
