"""A comparison as Markdown: both texts with numbered notes, and tables of what they share. Pure.

CommonMark 0.31, with the tables of GitHub Flavored Markdown.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from app.export.citations import as_text
from app.export.comparison_parts import WORDS, Exported, ExportedNote, Marked, passages
from app.text.one_line import one_line

MEDIA_TYPE = "text/markdown; charset=utf-8"
_ANYWHERE = re.compile(r"[\\`*_\[\]<>&|~#$^={}]")
_AT_BEGINNING = re.compile(r"^(\d{0,9})([-+.)])")
# what becomes a link by itself where that extension is on
_LINKED = re.compile(r"\b(https?|ftp|mailto|xmpp|www)([:.])", re.IGNORECASE)


def escaped(text: str) -> str:
    """``text`` as one line that no reader of Markdown takes for anything but text: no heading, list, link,
    table, formula, HTML."""
    line = _ANYWHERE.sub(r"\\\g<0>", one_line(text))
    return _LINKED.sub(r"\1\\\2", _AT_BEGINNING.sub(r"\1\\\2", line))


def as_markdown(exported: Exported) -> str:
    """The whole as a document."""
    c = exported.comparison
    parts = [f"# {escaped(exported.title)}", *(escaped(fact) for fact in exported.facts)]
    parts += _sources(exported)
    marked = list(passages(exported))
    for side in "AB":
        name = c[side.lower()]["name"]
        parts.append(f"## Text {side}" + (f": {escaped(name)}" if name else ""))
        parts += _text(exported, [one for one in marked if one.side == side])
    parts += _links(c)
    for section in (_figures, _quoted, _names, _reused):
        parts += section(c)
    parts += _notes(exported)
    return "\n\n".join(parts) + "\n"


def _sources(exported: Exported) -> Iterator[str]:
    yield "## Sources"
    yield "\n".join(
        f"- {side.upper()}: {_source(exported, card['id'])}"
        for side in "ab"
        for card in exported.comparison[side]["articles"]
    )


def _source(exported: Exported, number: int) -> str:
    cited = exported.references[number]
    (source,) = (source for source in exported.sources if source.article_id == number)
    # an address of a page holds nothing that could end it within its brackets
    link = f" <{cited.url}>" if cited.url else ""
    return (
        f"{escaped(as_text(cited.model_copy(update={'url': None})))}{link} Version {source.version}; SHA-256 "
        f"of the original {source.document_sha256}, of the compared text {source.text_sha256}."
    )


def _text(exported: Exported, marked: Sequence[Marked]) -> Iterator[str]:
    for number, article in groupby(marked, key=lambda one: int(one.passage["article_id"])):
        blocks = [list(block) for _, block in groupby(article, key=lambda one: int(one.passage["block"]))]
        if all(block[0].passage["kind"] != "title" for block in blocks):
            yield f"### {escaped(exported.references[number].title or 'Without a headline')}"
        for sentences in blocks:
            kind = sentences[0].passage["kind"]
            line = " ".join(escaped(one.passage["text"]) + _sign(one) for one in sentences)
            yield f"### {line}" if kind == "title" else f"**{line}**" if kind in ("dek", "subhead") else line


def _sign(one: Marked) -> str:
    """The numbers of a passage's links behind it, or that it stands only here."""
    if one.numbers:
        return f" \\[{', '.join(map(str, one.numbers))}\\]"
    return " \\[only here\\]" if one.state == "only" else ""


def _links(c: dict[str, Any]) -> Iterator[str]:
    texts = {passage["id"]: passage["text"] for side in "ab" for passage in c[f"passages_{side}"]}
    yield "## What both say"
    if not c["aligned"]:
        yield "No sentence of one was found in the other."
        return
    yield _table(
        ("No.", "", "A", "B"),
        (
            (
                link["number"],
                WORDS[link["relation"]],
                *(" … ".join(texts[key] for key in link[side]) for side in "ab"),
            )
            for link in sorted(c["aligned"], key=lambda link: int(link["number"]))
        ),
    )


def _figures(c: dict[str, Any]) -> Iterator[str]:
    if c["figures"]:
        yield "## Figures"
        columns = ("verdict", "counted", "a_value", "b_value")
        yield _table(("", "What is counted", "A", "B"), _cells(c["figures"], columns))


def _quoted(c: dict[str, Any]) -> Iterator[str]:
    if c["quotations"]["speakers"]:
        yield "## Who is quoted"
        columns = ("speaker", "quotations_a", "words_a", "quotations_b", "words_b")
        head = ("", "Quotations in A", "Words in A", "Quotations in B", "Words in B")
        named = [{**one, "speaker": one["speaker"] or "unattributed"} for one in c["quotations"]["speakers"]]
        yield _table(head, _cells(named, columns))


def _names(c: dict[str, Any]) -> Iterator[str]:
    if c["names"]:
        yield "## People, organisations, places"
        yield _table(
            ("Name", "Kind", "In A", "In B"), _cells(c["names"], ("name", "kind", "count_a", "count_b"))
        )


def _reused(c: dict[str, Any]) -> Iterator[str]:
    if c["reuse"]["runs"]:
        yield "## The same words in a row"
        runs = [{**run, "quoted": "quoted" if run["quoted"] else ""} for run in c["reuse"]["runs"]]
        yield _table(("Words", "", "Text"), _cells(runs, ("words", "quoted", "text")))


def _notes(exported: Exported) -> Iterator[str]:
    if exported.notes:
        yield "## Notes"
        yield "\n".join(map(_note, exported.notes))


def _note(note: ExportedNote) -> str:
    on = f"On “{escaped(note.quote)}”: " if note.quote else ""
    # a backslash ends a line without ending the paragraph
    text = "\\\n  ".join(escaped(line) for line in note.text.splitlines() if line.strip())
    return f"- {on}{text} ({note.day})"


def _cells(found: Iterable[dict[str, Any]], columns: Sequence[str]) -> Iterator[list[object]]:
    return ([one[column] for column in columns] for one in found)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [list(head), ["---"] * len(head)]
    lines += [[escaped(str(cell)) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
