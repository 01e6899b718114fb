"""XML before any parser sees it: one encoding, no entities of its own, and a tree that fetches nothing.

An entity that a document declares can grow to gigabytes ("billion laughs") or name a file of this machine.
No format that is read here needs one, so documents that declare any are refused.
"""

import re

from lxml import etree

from app.errors import UnreadableInputError
from app.text.decode import decode

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")
_DECLARED = re.compile(rb"""<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.:-]{0,39})["']""")
_ENCODING = re.compile(r"""(?<!\s)\s++encoding\s*+=\s*+(?:"[^"]*"|'[^']*')""")
_DOCTYPE = re.compile(r"<!doctype\b", re.IGNORECASE)
_IN_DOCTYPE = re.compile(r"""[\[>"']""")
_DECLARES = re.compile(r"<!(?:entity|element|attlist|notation)\b", re.IGNORECASE)
# UTF-16 without a mark: what every XML document begins with tells the order of its bytes.
_UNMARKED = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))


def xml_text(data: bytes) -> str:
    """``data`` as text without its encoding declaration, each line where it was.

    To be handed to a parser as UTF-8: it then reads just what was looked at here. Control characters, which
    XML forbids, are gone. Raises UnreadableInputError with the line when the document declares entities or a
    grammar of its own; a document type that is only named passes, since no parser here loads it.
    """
    unmarked = next((name for start, name in _UNMARKED if data.startswith(start)), None)
    if unmarked is not None:
        text = decode(data.decode(unmarked, "replace").encode("utf-8", "replace")).text
    else:
        declared = _DECLARED.search(data[:400])
        text = decode(data, declared.group(1).decode("ascii") if declared else None).text
    text = text.removeprefix("\ufeff")
    if declaration := _DECLARATION.match(text):
        # The declaration stands first or not at all; what stood before it was only space.
        bare = _ENCODING.sub("", declaration.group()).strip()
        lines = declaration.group().count("\n") - bare.count("\n")
        text = bare + "\n" * lines + text[declaration.end() :]
    _refuse_declarations(text)
    return text


def parsed(data: bytes, faults: list[UnreadableInputError] | None = None) -> etree._Element:
    """The root of the XML in ``data``.

    Raises UnreadableInputError with reason and line when it declares entities or is not well-formed. With
    ``faults`` what can be read of a faulty document is, and its first fault is added there. Depth and length
    of texts are bounded by the parser (256 elements, 10 MB).
    """
    text = xml_text(data)
    if not text.strip():
        raise UnreadableInputError("the file is empty")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=faults is not None
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise _fault(str(error.msg or ""), error.lineno) from None
    if root is None:
        raise UnreadableInputError("not well-formed XML: there is no element in it")
    if faults is not None and len(parser.error_log):
        faults.append(_fault(parser.error_log[0].message, parser.error_log[0].line))
    return root


def local_name(element: etree._Element) -> str:
    """The name of an element in lower case, without its namespace. In mended markup it may be one that
    XML does not allow, which lxml's QName refuses."""
    return str(element.tag).rpartition("}")[2].lower()


def _fault(message: str, line: int | None) -> UnreadableInputError:
    # The place is told apart from the reason.
    message = re.sub(r", line \d+, column \d+.*|, use XML_PARSE_HUGE option", "", message)[:200]
    message = message or "it cannot be read"
    return UnreadableInputError(f"not well-formed XML: {message}", line or None)


def _refuse_declarations(text: str) -> None:
    """Look through everything that stands before the first element."""
    at = text.find("<")
    while at >= 0:
        if text.startswith("<!--", at):
            end = text.find("-->", at + 4)
        elif text.startswith("<?", at):
            end = text.find("?>", at + 2)
        elif _DOCTYPE.match(text, at):
            end = _end_of_doctype(text, at)
        elif _DECLARES.match(text, at):
            raise _refusal(text, at)
        elif text.startswith("<!", at):
            end = at + 1
        else:
            return
        if end < 0:
            return
        at = text.find("<", end)


def _end_of_doctype(text: str, start: int) -> int:
    at = start
    while found := _IN_DOCTYPE.search(text, at):
        mark = found.group()
        if mark == ">":
            return found.start()
        if mark == "[":
            raise _refusal(text, start)
        at = text.find(mark, found.end()) + 1
        if not at:
            break
    return -1


def _refusal(text: str, at: int) -> UnreadableInputError:
    return UnreadableInputError(
        "the XML declares entities or a document type of its own, which is not read",
        text.count("\n", 0, at) + 1,
    )
