"""Notes that people wrote, at the places of the texts where they stand now."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlmodel import Session

from app.compare.comparison import Comparison
from app.export.comparison_parts import ExportedNote
from app.records import ArticleRecord
from app.store import notes
from app.store.notes import NoteRecord
from app.text.anchors import Place, find


@dataclass(frozen=True)
class Remark:
    """A note as a page shows it. ``place`` is where its words stand in the article now; None when they do
    not any more, and for notes on a comparison. ``passage`` is the id of the sentence in the comparison."""

    note: NoteRecord
    place: Place | None = None
    passage: str | None = None

    @property
    def gone(self) -> bool:
        """Whether the words that it is on no longer stand in the article."""
        return self.note.anchor is not None and self.place is None


def of_article(session: Session, article: ArticleRecord) -> list[Remark]:
    """The notes on passages of ``article``, in the order of its text; those whose words are gone last."""
    found = [_placed(note, article) for note in notes.of_articles(session, [article.id])]
    return sorted(found, key=lambda one: (one.place is None, one.place or (), one.note.id))


def of_comparison(
    session: Session,
    compared: Callable[[], Comparison],
    a: Sequence[ArticleRecord],
    b: Sequence[ArticleRecord],
) -> list[Remark]:
    """The notes on a comparison as a whole, then those on passages of its articles: for these alone it is
    asked what was ``compared``."""
    whole = notes.of_comparison(session, [article.id for article in a], [article.id for article in b])
    found = [Remark(note) for note in whole]
    for article in (*a, *b):
        for one in of_article(session, article):
            passage = _passage(compared(), article.id, one.place) if one.place else None
            found.append(Remark(one.note, one.place, passage))
    return found


def with_marks(texts: Markup, remarks: Sequence[Remark]) -> Markup:
    """The texts of a comparison with a link to each note at the sentence that it is on.

    The texts are written once for everybody, notes are for those who may write: so they are put in here. A
    sentence is known by its ``id``, which no text can bring along, for its quotation marks would be escaped.
    """
    written = str(texts)
    for number, one in enumerate(remarks, 1):
        if one.passage:
            begins = f' id="{one.passage}">'
            label = '<span class="visually-hidden">Your note </span>'
            mark = f'<a class="noted" href="#note-{one.note.id}">{label}n{number}</a>'
            written = written.replace(begins, f"{begins}{mark}", 1)
    return Markup(written)  # noqa: S704 (nothing is added but our own numbers)


def as_exported(remarks: Sequence[Remark]) -> Iterator[ExportedNote]:
    """The same for a file."""
    for one in remarks:
        quote = one.note.anchor.quote if one.note.anchor else None
        yield ExportedNote(text=one.note.text, day=one.note.changed_at[:10], passage=one.passage, quote=quote)


def _placed(note: NoteRecord, article: ArticleRecord) -> Remark:
    texts = [block.text for block in article.blocks]
    return Remark(note, find(note.anchor, texts) if note.anchor else None)


def _passage(c: Comparison, article_id: int, place: Place) -> str | None:
    for side in (c.a, c.b):
        for passage in side.passages:
            inside = passage.start <= place.start < passage.end
            if inside and (passage.article_id, passage.block) == (article_id, place.block):
                return passage.id
    return None
