"""Articles made of blocks, as the store would hand them up."""

from collections.abc import Callable

import pytest

from app.records import ArticleRecord, Block, BlockKind


@pytest.fixture
def article() -> Callable[..., ArticleRecord]:
    def make(number: int, *blocks: str | tuple[BlockKind, str]) -> ArticleRecord:
        pairs = [(BlockKind.PARAGRAPH, block) if isinstance(block, str) else block for block in blocks]
        made = tuple(
            Block(kind=kind, text=text, line_start=n, line_end=n) for n, (kind, text) in enumerate(pairs, 1)
        )
        body = "\n\n".join(text for kind, text in pairs if kind is BlockKind.PARAGRAPH)
        return ArticleRecord(
            id=number,
            external_id=f"text-{number}",
            title=f"Text {number}",
            title_source="record",
            outlet=None,
            byline=None,
            dek="",
            published=None,
            day=None,
            language="en",
            url=None,
            word_count=len(body.split()),
            body=body,
            blocks=made,
            author_role=None,
            author_evidence=None,
            outlet_evidence=None,
            extracted_outlet=None,
            outlet_by_person=False,
            source_url=None,
            section=None,
            cited_outlets=(),
            document_id=number,
            document_sha256="0" * 64,
            origin=f"text-{number}.txt",
            origin_line=None,
            ingested_at="2025-01-01T00:00:00Z",
        )

    return make
