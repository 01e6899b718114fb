"""A long XML list cut into its entries: each with its line, and a frame in which it can be parsed alone.

A list of 100,000 entries is thus never held as a tree, and a fault in one entry leaves the others whole.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.text.decode import decode

_NAME = r"[A-Za-z_][\w.-]*"
# Attributes longer than this are no tag of a list, and looking for their end would take for ever.
_ATTRIBUTES = r"""(?:[^<>"']|"[^"]*"|'[^']*'){0,4000}"""
_ROOT = re.compile(rf"\s*(<((?:{_NAME}:)?({_NAME}))(?:\s{_ATTRIBUTES})?/?>)")
_SKIPPED = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}
_PROLOG = re.compile(
    r"\s*(?:<\?.*?\?>|<!--.*?-->|<!doctype\b[^\[>]*(?:\[.*?\]\s*)?>)", re.IGNORECASE | re.DOTALL
)


class Root(NamedTuple):
    """The first tag of a document: its text, its name with and without prefix, and where it ends."""

    tag: str
    name: str
    local: str
    end: int


class Entry(NamedTuple):
    """An entry in the text of a list. ``whole`` is False when its end tag is missing."""

    start: int
    end: int
    line: int
    whole: bool


def root_of(text: str) -> Root | None:
    """The first element of an XML text; None when it begins with anything but XML."""
    at = 0
    while found := _PROLOG.match(text, at):
        at = found.end()
    found = _ROOT.match(text, at)
    return Root(found.group(1), found.group(2), found.group(3), found.end()) if found else None


def root_of_head(head: bytes) -> Root | None:
    """The first element of the document that begins with ``head``."""
    for start, name in ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be")):
        if head.startswith(start):
            return root_of(head.decode(name, "replace"))
    return root_of(decode(head).text.removeprefix("\ufeff"))


def entries_of(text: str, local_names: Sequence[str]) -> Iterator[Entry]:
    """The elements of one of ``local_names``, in order. What stands in comments and CDATA is none.

    Entries hold no entries: one that begins inside another shows that the other's end is missing.
    """
    names = "|".join(map(re.escape, local_names))
    marks = re.compile(rf"<!\[CDATA\[|<!--|<\?|<(/?)(?:{_NAME}:)?(?:{names})(?=[\s/>])")
    began: int | None = None
    line, counted, at = 1, 0, 0
    while mark := marks.search(text, at):
        at = mark.end()
        if (closing := _SKIPPED.get(mark.group())) is not None:
            end = text.find(closing, at)
            if end < 0:
                break
            at = end
            continue
        tag_end = text.find(">", at)
        if tag_end < 0:
            break
        if mark.group(1):
            if began is not None:
                line, counted = line + text.count("\n", counted, began), began
                yield Entry(began, tag_end + 1, line, True)
                began = None
        else:
            if began is not None:
                line, counted = line + text.count("\n", counted, began), began
                yield Entry(began, mark.start(), line, False)
            began = mark.start()
            if text[tag_end - 1] == "/":
                began = None
    if began is not None:
        yield Entry(began, len(text), line + text.count("\n", counted, began), False)


def framed(root: Root, slices: Sequence[str], inner: str = "") -> bytes:
    """A small document of its own: the root tag, ``inner`` element if any, and the entries."""
    opening, closing = (f"<{inner}>", f"</{inner}>") if inner else ("", "")
    document = f"{root.tag}{opening}{''.join(slices)}{closing}</{root.name}>"
    return document.encode("utf-8", "replace")
