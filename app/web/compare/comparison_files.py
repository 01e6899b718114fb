"""A comparison as a file to keep: a table, a document, a page that needs nothing else."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal

from app.compare.frozen import Frozen, frozen_json
from app.export import comparison_csv, comparison_markdown, csv_cells
from app.export.citations import as_text
from app.export.comparison_parts import Exported, ExportedNote, ExportedSource
from app.export.references import Reference, reference
from app.web.compare.compare_marks import EXPLANATIONS, STATES, WORDS
from app.web.compare.compare_view import CompareView, SideView, view
from app.web.formats import date_in_words

FileKind = Literal["csv", "md", "html"]
MEDIA_TYPES: dict[FileKind, str] = {
    "csv": csv_cells.MEDIA_TYPE,
    "md": comparison_markdown.MEDIA_TYPE,
    "html": "text/html; charset=utf-8",
}
_SHEETS = (
    *("css/tokens.css", "css/base.css", "css/layout.css", "css/components.css"),
    *("css/pages/compare.css", "css/pages/compare_rows.css"),
    *("css/pages/contrast.css", "css/pages/keep.css"),
)
# The fonts stay behind: the file would be ten times as large, and the style names what to use instead.
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}\s*")
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)

Render = Callable[[str, dict[str, Any]], str]
Sheet = Callable[[str], str]


def exported(
    frozen: Frozen,
    *,
    notes: Sequence[ExportedNote] = (),
    facts: Sequence[str] = (),
    references: Sequence[Reference] = (),
) -> Exported:
    """What exports write of a comparison.

    ``facts`` are sentences to be put before those that every export has. ``references`` are those to its
    articles, in its order; without them they are made of what the comparison itself holds.
    """
    cards = [card for side in (frozen.comparison.a, frozen.comparison.b) for card in side.articles]
    made = references or [reference(card) for card in cards]
    return Exported(
        title=frozen.title,
        facts=(*facts, *method_facts(frozen)),
        comparison=frozen_json(frozen)["comparison"],
        references={card.id: one for card, one in zip(cards, made, strict=True)},
        sources=tuple(
            ExportedSource(
                article_id=article.id,
                version=article.version,
                document_sha256=article.document_sha256,
                text_sha256=article.text_sha256,
            )
            for article in frozen.articles
        ),
        notes=tuple(notes),
    )


def method_facts(frozen: Frozen) -> tuple[str, ...]:
    """When a comparison was made, and how, in a sentence."""
    day, time = frozen.made_at[:10], frozen.made_at[11:16]
    return (
        f"Compared by Parallax on {date_in_words(day)}, {time} UTC, by method {frozen.method.version} with "
        f"model {frozen.method.model_sha256[:12]}.",
    )


def frozen_view(frozen: Frozen) -> CompareView:
    """The comparison as its page needs it."""
    return view(frozen.comparison, {article.id: article for article in frozen.articles})


def written(kind: FileKind, one: Exported, shown: CompareView, render: Render, sheet: Sheet) -> Iterable[str]:
    """The file in pieces.

    ``shown`` is the comparison as its page needs it; ``render`` fills a template, ``sheet`` reads a style
    sheet of the pages by its name.
    """
    if kind == "csv":
        return csv_cells.rows_as_csv(comparison_csv.COLUMNS, comparison_csv.rows(one))
    return [comparison_markdown.as_markdown(one) if kind == "md" else _page(one, shown, render, sheet)]


def _page(one: Exported, shown: CompareView, render: Render, sheet: Sheet) -> str:
    """One file of HTML that looks like the page, without scripts, and asks for nothing.

    Its own policy lets a browser use this one style and nothing else, whatever stands in the texts.
    """
    style = "".join(_COMMENT.sub("", _FONT_FACE.sub("", sheet(name))) for name in _SHEETS)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    context = {
        "one": one,
        "view": replace(shown, a=_abroad(shown.a, one), b=_abroad(shown.b, one)),
        "key": comparison_key(),
        "sources": list(_sources(one)),
        "style": style,
        "policy": f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
    }
    return render("comparison_file.html", context)


def comparison_key() -> list[tuple[str, str, str]]:
    """The states with what they are called, and what that means."""
    return [(state, WORDS[state].lower(), EXPLANATIONS[state]) for state in STATES]


def _abroad(side: SideView, one: Exported) -> SideView:
    """A side whose articles lead to where they were published: on its own, a file has no other pages."""
    return replace(
        side,
        articles=tuple(
            replace(article, href=one.references[article.id].url or f"#{side.letter}")
            for article in side.articles
        ),
    )


def _sources(one: Exported) -> Iterator[tuple[str, str, ExportedSource]]:
    """The letter of its side, the citation, and which text it was, of every article."""
    sources = {source.article_id: source for source in one.sources}
    for letter in "ab":
        for card in one.comparison[letter]["articles"]:
            yield letter.upper(), as_text(one.references[card["id"]]), sources[card["id"]]
