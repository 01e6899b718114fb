"""The layout of Nexis Uni and Lexis Advance exports of full articles, in DOCX and RTF.

An article is headline, source, date, copyright, lines of ``Label: value``, the line ``Body``, paragraphs,
then sections under one word, and the line ``End of Document``. The labels stand in the language of who
exported, the date in that of the article. Known from readers that others published (the R packages
LexisNexisTools and tm.plugin.lexisnexis, nexis-analysis of Leiden University Libraries), not from a
specification: there is none.
"""

import re
from collections.abc import Iterator, Sequence

from app.ingest.readers.press import Piece, date_of_line, without_by

_END = re.compile(r"^end of document$", re.IGNORECASE)
_BODY = re.compile(r"^(?:body|full text|volltext|texte intégral|cuerpo|texto completo)\s*:?$", re.IGNORECASE)
_TAIL = re.compile(
    r"^(?:graphic|graphics|classification|klassifizierung|correction|notes|series|load-date:.*"
    r"|date-chargement:.*)$",
    re.IGNORECASE,
)
_LABELS = {
    "section": "section", "rubrik": "section", "rubrique": "section", "sección": "section",
    "sectie": "section", "byline": "author", "autor": "author", "auteur": "author",
    "highlight": "dek", "encart": "dek", "url": "url",
    "language": "language", "langue": "language", "sprache": "language", "idioma": "language",
    "taal": "language",
    "length": "", "länge": "", "longueur": "", "longitud": "", "lengte": "", "load-date": "",
    "date-chargement": "", "dateline": "",
}  # fmt: skip
"""Labels in English, German, French, Spanish and Dutch to our fields; empty for those that are not kept."""
_LABEL = re.compile(rf"^(?P<label>{'|'.join(map(re.escape, _LABELS))})\s?:\s*(?P<value>.*)$", re.IGNORECASE)
_LENGTH = re.compile(r"^(?:length|länge|longueur|longitud|lengte)\s?:\s*\d", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"^(?:copyright\b|©|\(c\)|all rights reserved|alle rechte vorbehalten|tous droits)", re.IGNORECASE
)
_COVER = re.compile(r"^(?:user name|date and time|job number|documents? \(\d+\))\s*:?", re.IGNORECASE)
# Buttons of the site that come along.
_BUTTON = re.compile(r"^(?:link to (?:image|pdf)|link zum pdf-dokument|lien vers).{0,40}$", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_REACH = 40


def is_collection(lines: Sequence[str]) -> bool:
    """Whether a document with these lines is such an export."""
    ends = any(_END.match(line) for line in lines)
    bodies = any(_BODY.match(line) for line in lines)
    return ends and bodies and any(_LENGTH.match(line) or _COPYRIGHT.match(line) for line in lines)


def pieces(lines: Sequence[str]) -> Iterator[Piece]:
    """The articles in order, also those whose text is missing."""
    article: list[str] = []
    number = 0
    for line in lines:
        if not _END.match(line):
            if not _BUTTON.match(line):
                article.append(line)
            continue
        if article:
            yield _piece(article, first=number == 0)
        number += 1
        article = []
    # What was cut off still holds an article when its text has begun.
    if any(_BODY.match(line) for line in article):
        yield _piece(article, first=number == 0)


def _piece(lines: Sequence[str], *, first: bool) -> Piece:
    body_at = next((at for at, line in enumerate(lines) if _BODY.match(line)), len(lines))
    head = lines[:body_at]
    begins = _beginning(head) if first else 0
    head, lines = head[begins:], lines[begins:]
    body_at -= begins
    fields = _head_fields(head)
    text, tail = _body(lines[body_at + 1 :])
    for line in tail:
        _take_label(line, fields)
    fields["body"] = "\n\n".join(text)
    return Piece(lines, {name: value for name, value in fields.items() if value})


def _beginning(head: Sequence[str]) -> int:
    """Where the first article begins behind the cover page, which lists who exported and what was found."""
    if not any(_COVER.match(line) for line in head[:_REACH]):
        return 0
    dated = next((at for at, line in enumerate(head) if date_of_line(line)), None)
    return max(dated - 2, 0) if dated is not None else 0


def _head_fields(head: Sequence[str]) -> dict[str, str]:
    dated = next((at for at, line in enumerate(head) if at and date_of_line(line)), None)
    fields: dict[str, str] = {}
    if dated is not None:
        fields["published"] = date_of_line(head[dated]) or ""
    stated_from = next(
        (at for at, line in enumerate(head) if at and (_COPYRIGHT.match(line) or _LABEL.match(line))),
        len(head),
    )
    named = head[: dated if dated is not None else stated_from]
    if named:
        fields["title"] = named[0]
    if len(named) > 1:
        fields["outlet"] = named[-1]
    for line in head[len(named) :]:
        _take_label(line, fields)
    return fields


def _take_label(line: str, fields: dict[str, str]) -> None:
    found = _LABEL.match(line)
    field = _LABELS[found["label"].lower()] if found else ""
    if found is None or not field or field in fields:
        return
    value = found["value"].strip()
    if field == "author":
        value = without_by(value)
    elif field == "url":
        address = _ADDRESS.search(value)
        value = address[0] if address else ""
    elif field == "language":
        value = value.partition(";")[0].strip()
    fields[field] = value


def _body(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """The paragraphs, and the sections behind them. A paragraph may be the one word that names a section, so
    the last of each is taken."""
    end = len(lines)
    for at in range(len(lines) - 1, -1, -1):
        if _TAIL.match(lines[at]) and (end - at < _REACH or _LABEL.match(lines[at])):
            end = at
    return lines[:end], lines[end:]
