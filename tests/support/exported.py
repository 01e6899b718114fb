"""A comparison of two made-up texts, ready to be exported."""

from app.compare.compare import comparison_json
from app.compare.comparison import Comparison, Link, Passage, Side
from app.compare.contrast import Contrast, FigureClaim, NameUse, Place, Quotations, SpeakerShare
from app.export.comparison_parts import Exported, ExportedNote, ExportedSource
from app.export.references import Name, Reference
from app.records import ArticleCard, BlockKind, OutletRef, Published

HOSTILE = "</style><script>alert(1)</script> | *b* [x](http://evil.example) <b>&amp; `c` $5 _d_ =HYPERLINK(1)"


def _passage(
    name: str, article: int, block: int, text: str, kind: BlockKind = BlockKind.PARAGRAPH
) -> Passage:
    return Passage(id=name, article_id=article, block=block, kind=kind, start=0, end=len(text), text=text)


def _side(number: int, name: str, *passages: Passage) -> Side:
    card = ArticleCard(
        id=number,
        external_id=f"{number}.txt",
        title=f"- A headline {HOSTILE}",
        title_source="text",
        outlet=OutletRef(id=number, slug=name.lower(), name=name),
        byline=None,
        dek="",
        published=Published(date="2025-02-10", precision="day", evidence="line 2"),
        day="2025-02-10",
        language="en",
        url=None,
        word_count=9,
    )
    return Side(name=name, articles=(card,), passages=passages)


COMPARISON = Comparison(
    a=_side(
        1,
        "Ledger",
        _passage("a0", 1, 0, "# A headline", BlockKind.TITLE),
        _passage("a1", 1, 1, "1. It costs 48 million crowns."),
        _passage("a2", 1, 2, f"=SUM(A1) {HOSTILE}"),
    ),
    b=_side(
        2,
        "Courier",
        _passage("b0", 2, 0, "The cost is 52 million crowns."),
        _passage("b1", 2, 0, "The work costs 48 million."),
        _passage("b2", 2, 1, "Nobody asked the baker, see www.evil.example or https://evil.example/x."),
    ),
    aligned=(Link(a=("a1",), b=("b0", "b1"), relation="same", score=0.9),),
    only_a=("a0", "a2"),
    only_b=("b2",),
    contrast=Contrast(
        figures=(
            FigureClaim(
                a=Place(passage="a1", start=12, end=22),
                b=Place(passage="b0", start=12, end=22),
                a_value="48 million",
                b_value="52 million",
                verdict="differ",
                counted="crowns",
            ),
        ),
        quotations=Quotations(
            speakers=(SpeakerShare(speaker=None, quotations_a=1, quotations_b=0, words_a=3, words_b=0),)
        ),
        names=(NameUse(name="*Ilse*", kind="person", count_a=1, count_b=0, first_a="a1", first_b=None),),
    ),
)


def _reference(number: int, outlet: str) -> Reference:
    return Reference(
        key=f"okafor2025-{number}",
        title=f"A headline {HOSTILE}",
        authors=(Name("Okafor", "Maria"),),
        outlet=outlet,
        date="2025-02-10",
        circa=False,
        date_note=None,
        url="https://ledger.example/1",
        language="en",
        section=None,
        abstract=None,
    )


EXPORTED = Exported(
    title="Ledger and Courier, side by side",
    facts=(f"Frozen on 1 January 2026. {HOSTILE}",),
    comparison=comparison_json(COMPARISON),
    references={1: _reference(1, "Ledger"), 2: _reference(2, "Courier")},
    sources=tuple(
        ExportedSource(article_id=number, version=2, document_sha256="0" * 64, text_sha256="f" * 64)
        for number in (1, 2)
    ),
    notes=(
        ExportedNote(text=f"1) Who?\n{HOSTILE}", day="2026-01-02", passage="a1", quote="48 million"),
        ExportedNote(text="# Of the whole", day="2026-01-03"),
    ),
)
