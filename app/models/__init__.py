"""SQLModel tables, and nothing else: a file for each kind, and all of them to be had from here.

Instants are ISO 8601 texts in UTC. ``day`` columns hold the proleptic Gregorian ordinal of a day
(``datetime.date.toordinal``), so that windows of days are integer arithmetic. Wide columns stand last: SQLite
reads a row's head without its overflow pages.
"""

from app.models.articles import (
    Article,
    ArticleCopy,
    ArticleFingerprint,
    ArticleStemsPending,
    ArticleTerms,
    ArticleVersion,
    CorpusChange,
    Correction,
    Document,
    IngestProblem,
    IngestRun,
    Outlet,
)
from app.models.base import metadata
from app.models.events import (
    ArticleAlone,
    Event,
    EventEdit,
    EventMember,
    EventStoryline,
    Storyline,
)
from app.models.feeds import (
    Feed,
    FeedFailure,
    FeedItem,
)
from app.models.kept import (
    FrozenComparison,
    Note,
    Removal,
    SavedSearch,
    SignIn,
)

__all__ = [
    "Article",
    "ArticleAlone",
    "ArticleCopy",
    "ArticleFingerprint",
    "ArticleStemsPending",
    "ArticleTerms",
    "ArticleVersion",
    "CorpusChange",
    "Correction",
    "Document",
    "Event",
    "EventEdit",
    "EventMember",
    "EventStoryline",
    "Feed",
    "FeedFailure",
    "FeedItem",
    "FrozenComparison",
    "IngestProblem",
    "IngestRun",
    "Note",
    "Outlet",
    "Removal",
    "SavedSearch",
    "SignIn",
    "Storyline",
    "metadata",
]
