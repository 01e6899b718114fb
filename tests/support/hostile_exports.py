"""Whether a file made of hostile texts still has the form that its type promises."""

import csv
import io
import json
import re
from xml.etree import ElementTree

import bibtexparser
from httpx2 import Response
from lxml import html
from markdown_it import MarkdownIt

_SAFE_NAME = re.compile(r"attachment; (filename=\"[\w.-]+\"|filename\*=UTF-8''[\w.%~-]+)")
_FORMULA = re.compile(r"[\s\"\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"-?[\d.]+(e-?\d+)?")


def check_file(answer: Response) -> None:
    """Raise AssertionError when ``answer`` is not what its type says, or could run."""
    where = str(answer.url)
    assert answer.headers["x-content-type-options"] == "nosniff", where
    kind = answer.headers["content-type"].partition(";")[0]
    name = answer.headers.get("content-disposition")
    assert name is None or _SAFE_NAME.fullmatch(name), name
    if kind.endswith("json"):
        json.loads(answer.content)
    elif kind.endswith("xml") or kind == "text/x-opml":
        ElementTree.fromstring(answer.content)
    elif kind == "text/csv":
        _check_table(answer.text)
    elif kind == "application/x-research-info-systems":
        _check_ris(answer.content.decode())
    elif kind == "application/x-bibtex":
        _check_bibtex(answer.text)
    elif kind == "text/markdown":
        _check_markdown(answer.text)
    elif kind == "text/html":
        assert name, f"{where} is shown as a page"
        assert not html.document_fromstring(answer.content).xpath("//script | //img | //iframe | //@onerror")
    else:
        assert kind in ("text/plain", "text/css", "application/octet-stream"), f"{where} is {kind}"
        assert kind == "text/css" or "sandbox" in answer.headers["content-security-policy"], where


def _check_table(text: str) -> None:
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    for cell in (cell for row in rows for cell in row):
        assert not _FORMULA.match(cell) or _NUMBER.fullmatch(cell), cell


def _check_ris(text: str) -> None:
    lines = text.split("\r\n")
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) or not line for line in lines)
    assert not any(mark in line for line in lines for mark in "\r\n\x85\u2028\x0b\x0c")
    assert sum(line.startswith("TY") for line in lines) == sum(line.startswith("ER") for line in lines)


def _check_bibtex(text: str) -> None:
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    assert len(library.entries) == text.count("\n}\n") > 0


def _check_markdown(text: str) -> None:
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        for inner in (token, *(token.children or ())):
            assert inner.type not in ("html_block", "html_inline", "image", "fence", "code_block"), (
                inner.content
            )
            assert inner.tag != "a" or inner.nesting < 0 or str(inner.attrs["href"]).startswith("http"), inner
