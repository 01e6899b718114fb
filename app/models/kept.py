"""What people keep beside the corpus, and which browsers have signed in."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text
from sqlmodel import Field

from app.columns import CompressedJSON
from app.models.base import Table


class SavedSearch(Table, table=True):
    """A search to come back to. ``query`` is the query of its address; articles with an id above ``seen_id``
    came in after a person last looked, at ``seen_at``."""

    __tablename__ = "saved_search"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    query: str = Field(unique=True)
    made_at: str
    seen_id: int = 0
    seen_at: str


class FrozenComparison(Table, table=True):
    """A comparison as it stood when a person froze it. ``content`` is all that its page needs, ``digest`` of
    it leaves out when that was."""

    __tablename__ = "frozen_comparison"

    id: int | None = Field(default=None, primary_key=True)
    token: str = Field(unique=True)
    digest: str = Field(unique=True)
    title: str
    made_at: str
    content: dict[str, Any] = Field(sa_column=Column(CompressedJSON, nullable=False))


class Note(Table, table=True):
    """What a person wrote about a passage (``article_id`` and its ``anchor``) or about the two ``sides`` of a
    comparison."""

    id: int | None = Field(default=None, primary_key=True)
    article_id: int | None = Field(default=None, foreign_key="article.id", index=True)
    anchor: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    sides: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    made_at: str
    changed_at: str
    text: str = Field(sa_column=Column(Text, nullable=False))


class Removal(Table, table=True):
    """What a person removed: ``content`` is what it is made of again when that is undone.

    ``name`` is what its address called it by. ``digest`` is that of a frozen comparison.
    """

    __table_args__ = (
        Index("ix_removal_kind_name", "kind", "name"),
        CheckConstraint("kind in ('feed', 'frozen', 'note', 'search')", name="kind"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    name: str
    digest: str | None = Field(default=None, index=True)
    title: str
    removed_at: str = Field(index=True)
    content: Any = Field(sa_column=Column(CompressedJSON, nullable=False))


class SignIn(Table, table=True):
    """A browser that has signed in. Only a digest of its token is kept."""

    __tablename__ = "sign_in"

    token_digest: str = Field(primary_key=True)
    made_at: str
    expires_at: str = Field(index=True)
