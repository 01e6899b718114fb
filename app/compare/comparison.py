"""What a comparison of two sides is made of (schema ``parallax.compare/1``)."""

from typing import Literal

from app.compare.contrast import Contrast
from app.records import ArticleCard, BlockKind, Record

Relation = Literal["verbatim", "same", "related"]
State = Literal["verbatim", "same", "related", "only"]
SCHEMA = "parallax.compare/1"
# surest first
RELATIONS: tuple[Relation, ...] = ("verbatim", "same", "related")


class Passage(Record):
    """A sentence of one side.

    ``id`` is unique in its comparison (``a0``, ``b12``) and counts in reading order. ``block`` is the index
    of the block in the article's ``blocks``; ``start`` and ``end`` are character offsets in its text.
    """

    id: str
    article_id: int
    block: int
    kind: BlockKind
    start: int
    end: int
    text: str


class Run(Record):
    """Words a link's passages share: character offsets within the passage's ``text``."""

    passage: str
    start: int
    end: int


class Link(Record):
    """Passages of A and passages of B that say the same, or may. ``score`` is the estimated probability."""

    a: tuple[str, ...]
    b: tuple[str, ...]
    relation: Relation
    score: float
    runs: tuple[Run, ...] = ()


class Side(Record):
    """One side: an outlet's articles on the event, or one article. ``name`` is None when it is not known."""

    name: str | None
    articles: tuple[ArticleCard, ...]
    passages: tuple[Passage, ...]


class Comparison(Record):
    """Both sides and what was found between them.

    ``only_a`` and ``only_b`` are passages for which no counterpart was found, in reading order. A passage
    with only a weak counterpart is in a ``related`` link and in neither list. ``truncated`` tells that a
    side had more passages than are compared. ``contrast`` is what was found beside the statements.
    """

    a: Side
    b: Side
    aligned: tuple[Link, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    truncated: bool = False
    contrast: Contrast = Contrast()


def number_links(c: Comparison) -> tuple[tuple[int, Link], ...]:
    """The links with their numbers: in A's reading order, surest first where several start at one passage."""
    place = {passage.id: index for index, passage in enumerate((*c.a.passages, *c.b.passages))}

    def order(link: Link) -> tuple[int, int, int]:
        return min(place[p] for p in link.a), RELATIONS.index(link.relation), min(place[p] for p in link.b)

    return tuple(enumerate(sorted(c.aligned, key=order), start=1))
