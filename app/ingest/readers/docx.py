"""DOCX: an article as a word processor writes it (ECMA-376), and collections in such files.

A few parts of the package are read, each within a cap; pictures, macros and embedded files are never touched.
A library that opens the whole package would unpack them all. Read apart: the XML is a stranger's.
"""

import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO

from lxml import etree

from app.errors import UnreadableInputError
from app.ingest.readers import press_collections
from app.ingest.readers.base import MAX_FILE_BYTES, Format, Reading, ReadOptions, Source, whole
from app.ingest.readers.documents import Line, article
from app.ingest.readers.unpacking import Budget
from app.ingest.readers.xml_safety import parsed
from app.ingest.readers.zip_archive import member_bytes, opened_zip

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The same names in documents saved as "strict".
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted or moved away, written in another place, or only there for old programs.
_UNSHOWN = frozenset({"del", "moveFrom", "pPr", "rPr", "tblPr", "sectPr", "sdtPr", "instrText", "delText"})
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_TITLE, _SUBTITLE = "title", "subtitle"


def read_docx(source: Source, options: ReadOptions) -> Iterator[Reading]:
    """The article in a DOCX file, or the articles when it is a collection of many.

    Raises UnreadableInputError when it is no such file, or holds no text.
    """
    data = whole(source, MAX_FILE_BYTES)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableInputError("it is encrypted, or a document of Word before 2007: save it as DOCX")
    with opened_zip(BytesIO(data)) as package:
        budget = Budget(source)
        body = _part(package, "word/document.xml", budget)
        if body is None:
            raise UnreadableInputError("this is not a DOCX file: it has no document in it")
        lines = _lines(body, _styles(_part(package, "word/styles.xml", budget)))
        notes = [note for name in _NOTES for note in _notes(_part(package, name, budget))]
    found = press_collections.articles(source, data, MEDIA_TYPE, [line.text for line in lines])
    if found is not None:
        yield from found
        return
    yield from article(source, options, data, MEDIA_TYPE, [*lines, *notes])


def _part(package: zipfile.ZipFile, name: str, budget: Budget) -> etree._Element | None:
    """The root of a part, None when there is none."""
    try:
        entry = package.getinfo(name)
    except KeyError:
        return None
    return parsed(member_bytes(package, entry, budget))


def _local(node: etree._Element) -> str:
    """The name of an element of a document, empty for others."""
    tag = node.tag
    if not isinstance(tag, str):
        return ""
    for space in (_W, _STRICT):
        if tag.startswith(space):
            return tag[len(space) :]
    return "Fallback" if tag == _FALLBACK else ""


def _value(node: etree._Element, name: str = "val") -> str:
    return node.get(_W + name) or node.get(_STRICT + name) or ""


def _styles(root: etree._Element | None) -> dict[str, str]:
    """The names of the styles of paragraphs. In a file they have ids in the writer's language."""
    names: dict[str, str] = {}
    for style in [] if root is None else root:
        if _local(style) == "style":
            identity = _value(style, "styleId")
            for child in style:
                if _local(child) == "name":
                    names[identity] = _value(child).lower()
    return names


def _lines(root: etree._Element, styles: dict[str, str]) -> list[Line]:
    """The paragraphs in reading order; a row of a table is one."""
    lines: list[Line] = []
    cells: list[str] = []
    depth = 0
    for event, node in _walk(root):
        name = _local(node)
        if name == "tbl":
            depth += 1 if event == "start" else -1
        elif name == "tc" and event == "end" and depth == 1:
            cells.append("")
        elif name == "tr" and event == "end" and depth == 1:
            row = " | ".join(" ".join(cell.split()) for cell in cells if cell.strip())
            lines.append(Line(row))
            cells = []
        elif name == "p" and event == "end":
            text, style = _paragraph(node, styles)
            if depth:
                cells = cells or [""]
                cells[-1] += f" {text}"
            else:
                level = 1 if style == _TITLE else 2 if style.startswith("heading") else 0
                lines.extend(Line(part, level) for part in text.split("\n") if part.strip())
    return lines


def _walk(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Start and end of every element that is shown. Paragraphs are not entered, except for boxes in them."""
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if event == "start" and _local(node) in _UNSHOWN | {"Fallback"}:
            continue
        if not _hidden(node):
            yield event, node


def _hidden(node: etree._Element) -> bool:
    if _local(node) not in {"p", "tbl", "tr", "tc"}:
        return True
    return any(_local(above) in {"del", "moveFrom", "Fallback"} for above in node.iterancestors())


def _paragraph(paragraph: etree._Element, styles: dict[str, str]) -> tuple[str, str]:
    """The text of a paragraph as it is shown, and the name of its style."""
    parts: list[str] = []
    style = ""
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        name = _local(node)
        if name == "t":
            parts.append(node.text or "")
        elif name in _BREAKS:
            parts.append(_BREAKS[name])
        elif name == "pPr":
            style = next((_value(child) for child in node if _local(child) == "pStyle"), "")
        elif name == "r" and _is_vanished(node):
            continue
        elif name in _UNSHOWN or name in {"Fallback", "p"}:
            continue  # a box within a paragraph holds paragraphs of its own
        else:
            stack.extend(reversed(node))
    return "".join(parts), styles.get(style, style.lower())


def _is_vanished(run: etree._Element) -> bool:
    for properties in run:
        if _local(properties) == "rPr":
            return any(
                _local(child) == "vanish" and _value(child) not in {"0", "false", "off"}
                for child in properties
            )
    return False


def _notes(root: etree._Element | None) -> Iterator[Line]:
    """Footnotes or endnotes, each as a paragraph behind the text."""
    number = 0
    for note in [] if root is None else root:
        if _local(note) not in {"footnote", "endnote"} or _value(note, "type"):
            continue  # lines that part the notes from the text are notes of a type
        number += 1
        text = " ".join(line.text for line in _lines(note, {}))
        if text.strip():
            yield Line(f"[{number}] {text.strip()}")


def _recognises(head: bytes) -> int:
    if not head.startswith(b"PK\x03\x04"):
        return 0
    if b"word/" in head:
        return 3
    others = b"xl/" in head or b"ppt/" in head
    return 2 if b"[Content_Types].xml" in head and not others else 0


FORMATS: Sequence[Format] = (
    Format("DOCX", (".docx", ".docm"), read_docx, _recognises, media_types=(MEDIA_TYPE,), apart=True),
)
