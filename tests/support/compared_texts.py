"""Articles as records, and sides of a comparison cut out of them by hand."""

from app.compare.comparison import Passage, Side
from app.records import ArticleCard, ArticleRecord, Block, BlockKind, OutletRef

HERALD = OutletRef(id=1, slug="herald", name="The Herald")


def record(number: int, outlet: OutletRef | None, *blocks: tuple[BlockKind, str]) -> ArticleRecord:
    """An article of these blocks."""
    return ArticleRecord(
        id=number,
        external_id=f"text-{number}.txt",
        title=f"Text {number}",
        title_source="text",
        outlet=outlet,
        byline=None,
        dek="",
        published=None,
        day=None,
        language="en",
        url=None,
        word_count=1,
        body="",
        blocks=tuple(Block(kind=kind, text=text, line_start=1, line_end=1) for kind, text in blocks),
        author_role=None,
        author_evidence=None,
        outlet_evidence=None,
        extracted_outlet=None,
        outlet_by_person=False,
        source_url=None,
        section=None,
        cited_outlets=(),
        document_id=1,
        document_sha256="",
        origin="",
        origin_line=None,
        ingested_at="",
    )


def cut(article: ArticleRecord, letter: str, *sentences: tuple[int, str]) -> Side:
    """A side of one article, its passages given by their block and text."""
    passages = []
    for number, (block, text) in enumerate(sentences):
        start = article.blocks[block].text.index(text)
        passages.append(
            Passage(
                id=f"{letter}{number}",
                article_id=article.id,
                block=block,
                kind=article.blocks[block].kind,
                start=start,
                end=start + len(text),
                text=text,
            )
        )
    card = ArticleCard.model_validate({name: getattr(article, name) for name in ArticleCard.model_fields})
    name = article.outlet.name if article.outlet else None
    return Side(name=name, articles=(card,), passages=tuple(passages))
