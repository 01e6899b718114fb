"""The texts of articles, for what is quoted from them: passages and lines, never a list of cards."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session

from app.database import driver

_TEXTS = "SELECT id, title, dek, body, language FROM article WHERE id IN ({})"


class ArticleText(NamedTuple):
    """What a search finds words in. ``language`` is a code, or None where it is not known."""

    id: int
    title: str
    dek: str
    body: str
    language: str | None


def texts(session: Session, ids: Sequence[int]) -> list[ArticleText]:
    """The texts of these articles, in this order. Unknown ids are left out.

    They are held all at once: ask for some hundred, not for a corpus.
    """
    sql = _TEXTS.format(",".join(str(int(number)) for number in ids))
    found = {row[0]: ArticleText(*row) for row in driver(session).execute(sql)}
    return [found[number] for number in ids if number in found]
