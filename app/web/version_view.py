"""Two versions of an article as the page of versions shows them. Pure: records in, records out."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from app.records import Block, BlockKind, Record, VersionCard, VersionRecord
from app.text.word_diff import DiffPassage, DiffPiece, diff, diff_line, is_changed
from app.web.formats import published_in_words

MOST_WORDS = 100_000
"""Words of a version that are compared: no article has as many, but a broken page may."""
_AROUND = 1  # unchanged paragraphs beside a change that stay in view
_LEAST_FOLDED = 2
_RUNNING = (BlockKind.PARAGRAPH, BlockKind.SUBHEAD)


class FieldChange(Record):
    """A change beside the running text. None: the version has none. ``pieces`` tell it word by word."""

    field: Literal["headline", "standfirst", "author", "published", "updated"]
    before: str | None
    after: str | None
    pieces: tuple[DiffPiece, ...]


class VersionDiff(Record):
    """What changed from one version to another. ``complete`` is false when a text was too long to compare
    the whole of it."""

    older: VersionCard
    newer: VersionCard
    fields: tuple[FieldChange, ...]
    text: tuple[DiffPassage, ...]
    captions: tuple[DiffPassage, ...]
    words_removed: int
    words_added: int
    complete: bool


class LastChange(NamedTuple):
    """What changed, and the day on which that was collected."""

    what: Literal["headline", "text"]
    day: str


class Stretch(Record):
    """Passages in a row; ``folded`` ones are unchanged and far from any change."""

    folded: bool
    passages: tuple[DiffPassage, ...]


def version_diff(older: VersionRecord, newer: VersionRecord) -> VersionDiff:
    """What changed from ``older`` to ``newer``. Captions are left out when none changed."""
    before, after = _texts(older.blocks, *_RUNNING), _texts(newer.blocks, *_RUNNING)
    cut = _cut(before), _cut(after)
    text = diff(*cut)
    captions = diff(*(_cut(_texts(record.blocks, BlockKind.CAPTION)) for record in (older, newer)))
    return VersionDiff(
        older=VersionCard.model_validate(older.model_dump(exclude={"blocks"})),
        newer=VersionCard.model_validate(newer.model_dump(exclude={"blocks"})),
        fields=_fields(older, newer),
        text=text,
        captions=captions if is_changed(captions) else (),
        words_removed=_count(text, "removed"),
        words_added=_count(text, "added"),
        complete=cut == (before, after),
    )


def stretches(passages: Sequence[DiffPassage]) -> tuple[Stretch, ...]:
    """``passages`` with those folded that lie further than one paragraph from every change."""
    changed = [place for place, passage in enumerate(passages) if passage.kind != "kept"]
    near = {place + step for place in changed for step in range(-_AROUND, _AROUND + 1)}
    found: list[Stretch] = []
    row: list[DiffPassage] = []
    for place, passage in enumerate(passages):
        row.append(passage)
        following = place + 1
        if following == len(passages) or (following in near) != (place in near):
            folded = place not in near and len(row) >= _LEAST_FOLDED
            found.append(Stretch(folded=folded, passages=tuple(row)))
            row = []
    return tuple(found)


def last_change(versions: Sequence[VersionCard]) -> LastChange:
    """When the headline was last found changed; the text, when the headline never was."""
    headlines = [version for version in versions if version.headline_changed]
    return LastChange("headline" if headlines else "text", (headlines or versions)[-1].ingested_at[:10])


def _fields(older: VersionRecord, newer: VersionRecord) -> tuple[FieldChange, ...]:
    found: list[FieldChange] = []
    for name, before, after in (
        ("headline", older.title, newer.title),
        ("standfirst", older.dek, newer.dek),
        ("author", older.byline or "", newer.byline or ""),
    ):
        if before.split() != after.split():
            pieces = diff_line(before, after)
            found.append(_field(name, before, after, pieces))
    for name, was, now in (
        ("published", older.published, newer.published),
        ("updated", older.updated, newer.updated),
    ):
        before, after = (published_in_words(date) if date else "" for date in (was, now))
        if before != after:
            # A date is read as a whole: its words one by one would say less.
            pieces = tuple(
                DiffPiece(kind=kind, text=text)
                for kind, text in (("removed", before), ("added", f" {after}" if before else after))
                if text.strip()
            )
            found.append(_field(name, before, after, pieces))
    return tuple(found)


def _field(name: str, before: str, after: str, pieces: tuple[DiffPiece, ...]) -> FieldChange:
    return FieldChange.model_validate(
        {"field": name, "before": before or None, "after": after or None, "pieces": pieces}
    )


def _texts(blocks: Sequence[Block], *kinds: BlockKind) -> list[str]:
    return [block.text for block in blocks if block.kind in kinds]


def _cut(paragraphs: list[str]) -> list[str]:
    """As many of the paragraphs as have MOST_WORDS words, at least one, which is cut where it must."""
    kept, left = [], MOST_WORDS
    for paragraph in paragraphs:
        words = paragraph.split(maxsplit=left)
        if len(words) > left:
            kept.append(" ".join(words[:left]))
            break
        kept.append(paragraph)
        left -= len(words)
        if not left:
            break
    return kept


def _count(passages: Sequence[DiffPassage], kind: str) -> int:
    texts = [piece.text for passage in passages for piece in passage.pieces if piece.kind == kind]
    return sum(any(map(str.isalnum, word)) for text in texts for word in text.split())
