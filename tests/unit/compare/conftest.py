"""Articles made of blocks, as the store would hand them up."""

from collections.abc import Callable

import pytest
from compared_texts import record

from app.records import ArticleRecord, BlockKind


@pytest.fixture
def article() -> Callable[..., ArticleRecord]:
    def make(number: int, *blocks: str | tuple[BlockKind, str]) -> ArticleRecord:
        pairs = [(BlockKind.PARAGRAPH, block) if isinstance(block, str) else block for block in blocks]
        body = "\n\n".join(text for kind, text in pairs if kind is BlockKind.PARAGRAPH)
        facts = {"title_source": "record", "body": body, "word_count": len(body.split())}
        return record(number, None, *pairs).model_copy(update=facts)

    return make
