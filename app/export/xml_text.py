"""XML as it leaves the house: any text may go in, and what comes out is well-formed. Pure."""

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

# What XML 1.0 has no way to write: control characters, halves of pairs, two non-characters.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """``text`` without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def child(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """A new element at the end of ``parent``."""
    made = SubElement(parent, name, {key: writable(value) for key, value in attributes.items()})
    if text is not None:
        made.text = writable(text)
    return made


def document(root: Element) -> bytes:
    """The whole as UTF-8, with its declaration."""
    indent(root, space="")
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
