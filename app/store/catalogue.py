"""What the catalogue of a search is made of: a row for every article, without its text."""

from sqlmodel import Session

from app.database import driver

_ARTICLES = """SELECT id, coalesce(outlet_id, 0), coalesce(day, 0), language, word_count, version > 1,
    url IS NOT NULL, byline FROM article WHERE id > ? ORDER BY id"""
_EVENTS = "SELECT article_id, event_id FROM event_member"
_COPIES = "SELECT article_id, group_id, kind <> 'first' FROM article_copy"

# id, outlet or 0, day or 0, language, words, has earlier versions, has an address, byline
ArticleFacts = tuple[int, int, int, str | None, int, int, int, str | None]


def articles(session: Session, after: int) -> list[ArticleFacts]:
    """What is known of the articles with an id above ``after``, by id."""
    rows: list[ArticleFacts] = driver(session).execute(_ARTICLES, (after,)).fetchall()
    return rows


def events(session: Session) -> list[tuple[int, int]]:
    """The article and the event of every member of an event."""
    rows: list[tuple[int, int]] = driver(session).execute(_EVENTS).fetchall()
    return rows


def copies(session: Session) -> list[tuple[int, int, int]]:
    """Of every article in a group of copies: its id, the group's, and whether it repeats another."""
    rows: list[tuple[int, int, int]] = driver(session).execute(_COPIES).fetchall()
    return rows
