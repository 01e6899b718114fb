"""Events and storylines: which articles belong together, found or decided by a person."""

from typing import Any

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field

from app.models.base import Table


class Event(Table, table=True):
    """One happening that articles report; ``by_person`` when a person decided which articles."""

    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    title: str
    title_by_person: bool = False
    by_person: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    locked: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    article_count: int
    first_day: int | None = None
    last_day: int | None = Field(default=None, index=True)


class EventMember(Table, table=True):
    """An article's place in an event. An article belongs to one event at most."""

    __tablename__ = "event_member"
    article_id: int = Field(primary_key=True, foreign_key="article.id")
    event_id: int = Field(foreign_key="event.id", index=True)
    by_person: bool = False


class ArticleAlone(Table, table=True):
    """An article that a person took out of all events."""

    __tablename__ = "article_alone"
    article_id: int = Field(primary_key=True, foreign_key="article.id")


class EventEdit(Table, table=True):
    """What a person did with events. ``detail`` holds what telling of it and undoing it need."""

    __tablename__ = "event_edit"
    id: int | None = Field(default=None, primary_key=True)
    at: str
    action: str
    undone_at: str | None = None
    detail: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class Storyline(Table, table=True):
    """Events that follow from one another. Its title is that of one of them."""

    __table_args__ = ({"sqlite_autoincrement": True},)
    id: int | None = Field(default=None, primary_key=True)
    title: str


class EventStoryline(Table, table=True):
    """The storyline of an event, looked for when it had so many articles. Its days may be estimated ones."""

    __tablename__ = "event_storyline"
    event_id: int = Field(primary_key=True, foreign_key="event.id", ondelete="CASCADE")
    storyline_id: int | None = Field(default=None, foreign_key="storyline.id", index=True)
    article_count: int
    first_day: int
    last_day: int = Field(index=True)
    sketch: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
