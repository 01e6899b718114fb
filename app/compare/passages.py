"""The passages of an article: the sentences of headline, dek, subheads and paragraphs, with their places."""

from collections.abc import Iterator, Sequence

from app.compare.comparison import Passage
from app.records import ArticleRecord, BlockKind
from app.text.sentences import sentence_spans

# What is said in the article's own voice. Bylines, captions and what was set aside are not compared.
_SPOKEN = frozenset({BlockKind.TITLE, BlockKind.DEK, BlockKind.SUBHEAD, BlockKind.PARAGRAPH})

# Two sides of so many passages and characters take from half a second to about three, whatever they say.
LIMIT = 600
LIMIT_CHARACTERS = 120_000
# What goes on for longer without the end of a sentence is parted, so that one passage stays one statement.
_LONGEST = 1_000


def passages(
    articles: Sequence[ArticleRecord], side: str, limit: int = LIMIT
) -> tuple[tuple[Passage, ...], bool]:
    """The passages of one side in reading order, and whether some were left out because there are too many.

    ``side`` is the letter that begins their ids (``a`` gives ``a0``, ``a1`` …). Several sentences in one
    pair of quotation marks are several passages: another text often quotes just one of them. A side has at
    most ``limit`` passages and ``LIMIT_CHARACTERS`` characters.
    """
    found: list[Passage] = []
    characters = 0
    for article in articles:
        for index, block in enumerate(article.blocks):
            if block.kind not in _SPOKEN:
                continue
            for start, end in _spans(block.text):
                text = block.text[start:end]
                if not any(char.isalnum() for char in text):
                    continue
                characters += len(text)
                if len(found) == limit or characters > LIMIT_CHARACTERS:
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


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of ``text``, those that are too long in pieces that end between two words if possible."""
    for start, end in sentence_spans(text):
        while end - start > _LONGEST:
            space = text.rfind(" ", start + 1, start + _LONGEST)
            cut = space if space > 0 else start + _LONGEST
            yield start, cut
            start = cut + (space > 0)
        yield start, end
