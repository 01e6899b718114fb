"""Factiva exports of full articles, in HTML and (read by the reader of RTF) in RTF.

With codes every field stands behind two or three capitals (HD headline, SE section, BY byline, WC words, PD
day, ET time, SN source, LA language, LP lead, TD text, AN number). Displayed they stand in the same order
without them. Either way the last line is ``Document`` and the accession number: eight characters of the
source, the day of loading, nine more. The codes are those of the Dow Jones documentation of Factiva; the
layouts are known from readers that others published (the R package tm.plugin.factiva, parsers in Python).

Read apart: the markup is a stranger's.
"""

import re
from collections.abc import Iterator, Sequence

from lxml import etree
from lxml import html as lxml_html

from app.ingest.readers.base import MAX_FILE_BYTES, Format, Reading, ReadOptions, Source, whole
from app.ingest.readers.documents import plain
from app.ingest.readers.press import Piece, date_of_line, handed_up, is_byline, without_by
from app.ingest.readers.whole import read_page
from app.text.decode import decode

_CODES = frozenset(
    """HD SE BY CR WC PD ET SN SC ED PG VOL LA CY LP TD CT RF CO IN NS RE IPC IPD PUB AN ART CLM DE GC GT NT
    RST TDP""".split()  # noqa: SIM905
)
_CODED = re.compile(r"^(?P<code>[A-Z]{2,3})(?:\s*\|\s*|\t\s*|\s{2,}|\s*$)(?P<value>.*)$")
_ACCESSION = re.compile(
    r"^(?:(?P<code>AN)\s*+\|?+\s*+)?(?:document|dokument|documento)\s+(?P<number>[A-Z0-9]{8}(?:19|20)\d{6}[A-Za-z0-9]{9})$",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"^(?P<count>\d[\d.,\s]*)\s(?:words|wörter|mots|palabras|woorden|parole|palavras|ord|słów|слов)$",
    re.IGNORECASE,
)
_TIME = re.compile(r"^(?P<time>\d{1,2}:\d{2})(?:\s*(?:GMT|Uhr))?$", re.IGNORECASE)
_SOURCE_CODE = re.compile(r"^[A-Z0-9]{2,8}$")
_LANGUAGES = frozenset(
    """english englisch anglais inglés engels german deutsch allemand alemán duits french französisch français
    francés frans spanish spanisch espagnol español spaans italian italienisch italiano italien dutch
    niederländisch nederlands néerlandais portuguese portugiesisch português portugais russian chinese
    japanese arabic polish swedish danish norwegian turkish""".split()  # noqa: SIM905
)
_COPYRIGHT = re.compile(r"^(?:©|\(c\)|copyright\b|all rights reserved|alle rechte)", re.IGNORECASE)
_HEAD = 8
_FACTS = 14
_LICENCE = re.compile(r"^license this article", re.IGNORECASE)
_ARTICLE = re.compile(r"^article\s+[a-z]{2}Article\b")
_MARKED = re.compile(rb"""class=["']?article\s+[a-z]{2}Article|<title>\s*Factiva""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BLOCKS = frozenset({"div", "p", "td", "th", "tr", "li", "h1", "h2", "h3", "h4", "br", "table"})
_LABELS = {"HD": "title", "SE": "section", "CLM": "section", "BY": "author", "SN": "outlet", "LA": "language"}


def is_collection(lines: Sequence[str]) -> bool:
    """Whether a document with these lines is such an export."""
    if not any(_ACCESSION.match(line) for line in lines):
        return False
    return any(_WORDS.match(line) or ((c := _CODED.match(line)) and c["code"] == "WC") for line in lines)


def pieces(lines: Sequence[str]) -> Iterator[Piece]:
    """The articles in order, also those whose text is missing."""
    article: list[str] = []
    for line in lines:
        article.append(line)
        found = _ACCESSION.match(line)
        if found:
            yield _piece(article, found["number"])
            article = []
    # Behind the last number stands a summary of the search, or an article that was cut off.
    if any(_WORDS.match(line) for line in article):
        yield _piece(article, None)


def _piece(lines: Sequence[str], number: str | None) -> Piece:
    """What the lines of one article say."""
    start = next((at for at, line in enumerate(lines) if _starts(line)), None)
    if start is not None:
        return _coded(lines[start:], number, _by_code(lines[start:]))
    return _displayed(lines, number)


def _starts(line: str) -> bool:
    found = _CODED.match(line)
    return found is not None and found["code"] in {"HD", "SE", "CLM"}


def _by_code(lines: Sequence[str]) -> dict[str, list[str]]:
    """The lines of each field. A field goes on until the next code."""
    values: dict[str, list[str]] = {}
    current = ""
    for line in lines:
        found = _CODED.match(line)
        if found and found["code"] in _CODES and found["code"] not in values:
            current = found["code"]
            values[current] = [found["value"].strip()] if found["value"].strip() else []
        elif current:
            values[current].append(line)
    return values


def _coded(lines: Sequence[str], number: str | None, values: dict[str, list[str]]) -> Piece:
    """An article whose ``values`` stand behind codes."""
    fields = {"id": number or ""}
    for code, name in _LABELS.items():
        if values.get(code) and name not in fields:
            fields[name] = " ".join(values[code])
    fields["author"] = without_by(fields.get("author", ""))
    day = next((date_of_line(line) for line in values.get("PD", ())), None)
    time = next((found["time"] for line in values.get("ET", ()) if (found := _TIME.match(line))), None)
    fields["published"] = f"{day} {time}" if day and time else day or " ".join(values.get("PD", ()))
    fields["body"] = "\n\n".join([*values.get("LP", ()), *values.get("TD", ())])
    return Piece(lines, {name: value for name, value in fields.items() if value})


def _displayed(lines: Sequence[str], number: str | None) -> Piece:
    counted = next((at for at, line in enumerate(lines[: _HEAD * 4]) if _WORDS.match(line)), None)
    if counted is None:
        stated = {"title": next(iter(lines), ""), "id": number or ""}
        return Piece(lines, {name: value for name, value in stated.items() if value})
    # Whatever the export says about itself stands before the first article.
    head = lines[max(counted - _HEAD // 2, 0) : counted]
    fields = {"id": number or "", **_headed(head)}
    begins = counted + 1
    for at in range(counted + 1, min(counted + _FACTS, len(lines))):
        line = lines[at]
        if date_of_line(line) and "published" not in fields:
            fields["published"] = date_of_line(line) or ""
        elif found := _TIME.match(line):
            fields["published"] = f"{fields.get('published', '')} {found['time']}".strip()
        elif _COPYRIGHT.match(line):
            begins = at + 1
            if at + 1 < len(lines) and not _COPYRIGHT.match(lines[at + 1]):
                break
        elif line.lower() in _LANGUAGES:
            fields["language"], begins = line, at + 1
        elif "outlet" not in fields:
            fields["outlet"], begins = line, at + 1
        elif _SOURCE_CODE.match(line):
            begins = at + 1
        elif "language" in fields:
            break
    last = len(lines) - (1 if number else 0)
    fields["body"] = "\n\n".join(lines[begins:last])
    return Piece(lines, {name: value for name, value in fields.items() if value})


def _headed(head: Sequence[str]) -> dict[str, str]:
    """Section, headline and byline out of the lines above the number of words: which of them are there is
    told by how they begin and how long they are."""
    fields: dict[str, str] = {}
    rest = list(head)
    if len(rest) > 1 and (is_byline(rest[-1]) or (len(rest[-1].split()) <= 5 < len(rest[-2].split()))):
        fields["author"] = without_by(rest.pop())
    if len(rest) > 1 and len(rest[0].split()) <= 4:
        fields["section"] = rest.pop(0)
    fields["title"] = " ".join(rest)
    return fields


def read_factiva_page(source: Source, options: ReadOptions) -> Iterator[Reading]:
    """The articles in an HTML file that Factiva made; a page that only looks like one is read as a page."""
    data = whole(source, MAX_FILE_BYTES)
    found = _in_html(decode(data).text)
    if found:
        yield from handed_up(source, data, "text/html", found)
    else:
        yield from read_page(source, options)


def _in_html(text: str) -> list[Piece]:
    try:
        # A declaration of an encoding is of no use in what is decoded, and lxml refuses it.
        root = lxml_html.fromstring(_DECLARATION.sub("", text))
    except (etree.ParserError, ValueError, AssertionError):
        return []
    articles = (node for node in root.iter("div") if _is_article(node))
    # An article in an article would be read as often as it is deep.
    return [_of_node(node) for node in articles if not any(map(_is_article, node.iterancestors("div")))]


def _is_article(node: lxml_html.HtmlElement) -> bool:
    return _ARTICLE.match(node.get("class") or "") is not None


def _of_node(node: lxml_html.HtmlElement) -> Piece:
    """An article in HTML: a table of codes, or blocks in the order in which they are displayed."""
    values: dict[str, list[str]] = {}
    for row in node.iter("tr"):
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        code = plain(cells[0].text_content()).strip() if len(cells) > 1 else ""
        if code in _CODES and code not in values:
            values[code] = _lines(cells[1])
    lines = _lines(node)
    numbers = (found["number"] for line in reversed(lines) if (found := _ACCESSION.match(line)))
    number = next(numbers, None)
    if "HD" in values:
        return _coded(lines, number, values)
    shown = _displayed([line for line in lines if not _LICENCE.match(line)], number)
    fields = dict(shown.fields)
    for name, wanted in (("title", _is_headline), ("author", _is_author)):
        found = next((inner for inner in node.iter("div", "span") if wanted(inner)), None)
        if found is not None and (stated := " ".join(_lines(found))):
            fields[name] = stated
    fields["author"] = without_by(fields.get("author", ""))
    return Piece(lines, {name: value for name, value in fields.items() if value})


def _is_headline(node: lxml_html.HtmlElement) -> bool:
    return bool(node.get("id") == "hd" or "Headline" in (node.get("class") or ""))


def _is_author(node: lxml_html.HtmlElement) -> bool:
    return bool(node.get("class") == "author")


def _lines(node: lxml_html.HtmlElement) -> list[str]:
    """The lines of text in a node. Line breaks of the file mean nothing, those of the markup do."""
    parts: list[str] = []
    for event, inner in etree.iterwalk(node, events=("start", "end")):
        tag = inner.tag if isinstance(inner.tag, str) else ""
        if tag in _BLOCKS:
            parts.append("\n")
        if event == "end":
            parts.append(" ".join((inner.tail or "").splitlines()) if inner is not node else "")
        elif tag and tag not in {"script", "style"}:
            parts.append(" ".join((inner.text or "").splitlines()))
    return [line for raw in "".join(parts).split("\n") if (line := plain(raw).strip())]


def _recognises(head: bytes) -> int:
    # More than the reader of pages is sure of, by bytes and ending together, that it is some page.
    return 4 if _MARKED.search(head) else 0


FORMATS = (Format("Factiva", (), read_factiva_page, _recognises, apart=True),)
