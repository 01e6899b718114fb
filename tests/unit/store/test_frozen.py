"""Frozen comparisons are kept as they were, once each, under addresses of their own."""

import pytest

from app.database import Database
from app.errors import InvalidParameterError, NotFoundError, RemovedError
from app.store import frozen

NOW = "2026-01-06T10:00:00+00:00"
CONTENT = {"made_at": NOW, "comparison": {"text": "“Nobody asked us”"}}


def test_what_is_frozen_comes_back_and_goes(database: Database) -> None:
    with database.write_session() as session:
        made = frozen.freeze(session, CONTENT, "Two texts")
        other = frozen.freeze(session, CONTENT | {"comparison": {}}, "Two others")
        assert len({made.token, other.token}) == 2
        assert len(made.token) == frozen.TOKEN_LENGTH
    with database.read_session() as session:
        assert frozen.content(session, made.token) == CONTENT
        assert frozen.card(session, made.token, NOW) == made
        assert frozen.cards(session, offset=0, limit=9) == (2, [other, made])
        assert frozen.cards(session, offset=1, limit=1) == (2, [made])
    with database.write_session() as session:
        assert frozen.remove(session, made.token, NOW).title == "Two texts"
        with pytest.raises(NotFoundError):
            frozen.content(session, made.token)
        with pytest.raises(RemovedError):
            frozen.card(session, made.token, NOW)
        with pytest.raises(NotFoundError):
            frozen.card(session, made.token, "2026-02-05T10:00:00+00:00")


def test_the_same_is_kept_once(database: Database) -> None:
    with database.write_session() as session:
        made = frozen.freeze(session, CONTENT, "Two texts")
        assert frozen.freeze(session, CONTENT | {"made_at": "2027-01-01T00:00:00+00:00"}, "Again") == made


def test_there_is_an_end(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frozen, "MOST", 1)
    with database.write_session() as session:
        made = frozen.freeze(session, CONTENT, "Two texts")
        with pytest.raises(InvalidParameterError, match="already"):
            frozen.freeze(session, CONTENT | {"comparison": {}}, "Two others")
        assert frozen.freeze(session, CONTENT, "Two texts") == made
