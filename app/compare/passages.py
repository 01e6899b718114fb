"""The passages of an article: the sentences of headline, dek, subheads and paragraphs, with their places."""

from collections.abc import Sequence

from app.compare.comparison import Passage
from app.records import ArticleRecord, BlockKind
from app.text.sentences import sentence_spans

# What is said in the article's own voice. Bylines, captions and what was set aside are not compared.
_SPOKEN = frozenset({BlockKind.TITLE, BlockKind.DEK, BlockKind.SUBHEAD, BlockKind.PARAGRAPH})

# A matrix of this many passages a side is still computed within a few seconds.
LIMIT = 600


def passages(
    articles: Sequence[ArticleRecord], side: str, limit: int = LIMIT
) -> tuple[tuple[Passage, ...], bool]:
    """The passages of one side in reading order, and whether some were left out because there are too many.

    ``side`` is the letter that begins their ids (``a`` gives ``a0``, ``a1`` …). Several sentences in one
    pair of quotation marks are several passages: another text often quotes just one of them.
    """
    found: list[Passage] = []
    for article in articles:
        for index, block in enumerate(article.blocks):
            if block.kind not in _SPOKEN:
                continue
            for start, end in sentence_spans(block.text):
                text = block.text[start:end]
                if not any(char.isalnum() for char in text):
                    continue
                if len(found) == limit:
                    return tuple(found), True
                found.append(
                    Passage(
                        id=f"{side}{len(found)}",
                        article_id=article.id,
                        block=index,
                        kind=block.kind,
                        start=start,
                        end=end,
                        text=text,
                    )
                )
    return tuple(found), False
