"""Feeds, and what became of polls and entries."""

from sqlmodel import Field

from app.models.base import Table


class Feed(Table, table=True):
    """A feed that is polled. ``failures`` counts those in a row; ``due_at`` is when it may be asked again."""

    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(unique=True)
    title: str = ""
    site_url: str | None = None
    folder: str | None = None
    paused: bool = False
    added_at: str
    polled_at: str | None = None
    due_at: str | None = Field(default=None, index=True)
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0


class FeedFailure(Table, table=True):
    """A poll that did not succeed, and why."""

    __tablename__ = "feed_failure"
    id: int | None = Field(default=None, primary_key=True)
    feed_id: int = Field(foreign_key="feed.id", index=True)
    at: str
    reason: str


class FeedItem(Table, table=True):
    """An entry that a feed has shown, so that its page is fetched once. ``reason`` is why it was not."""

    __tablename__ = "feed_item"

    feed_id: int = Field(primary_key=True, foreign_key="feed.id")
    key: str = Field(primary_key=True)
    seen_at: str
    attempts: int = 0
    taken: bool = False
    reason: str | None = None
