"""Collections of press archives in documents: one file with many articles, found by what stands in it."""

import re
from collections.abc import Iterator, Sequence

from app.ingest.readers import factiva, nexis
from app.ingest.readers.base import Reading, Source
from app.ingest.readers.documents import plain
from app.ingest.readers.press import handed_up

# A tab parts a code from its value; as a plain space it would part nothing.
_CODE = re.compile(r"^([A-Z]{2,3})\t\s*")


def articles(source: Source, data: bytes, media_type: str, lines: Sequence[str]) -> Iterator[Reading] | None:
    """The articles of a collection whose text has these ``lines``; None when it is no collection."""
    tidy = [line for raw in lines if (line := plain(_CODE.sub(r"\1 | ", raw)).strip())]
    if nexis.is_collection(tidy):
        return handed_up(source, data, media_type, nexis.pieces(tidy))
    if factiva.is_collection(tidy):
        return handed_up(source, data, media_type, factiva.pieces(tidy))
    return None
