"""The size of the corpus."""

from collections import Counter
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.models import Article, Event
from app.records import CorpusCounts
from app.store.remembered import remembered


def article_count(session: Session) -> int:
    """How many articles are in the corpus."""
    return session.exec(select(func.count()).select_from(Article)).one()


def event_count(session: Session) -> int:
    """How many events are in the corpus."""
    return session.exec(select(func.count()).select_from(Event)).one()


def newest_id(session: Session) -> int:
    """The highest id of an article, 0 without any: the cheapest question to the database."""
    return session.exec(select(func.max(Article.id))).one() or 0


def counts(session: Session) -> CorpusCounts:
    """Articles, events and outlets in figures, and the dated articles by year."""
    events = event_count(session)
    counted = remembered(session, "counts", None, lambda: _counted(session))
    return counted.model_copy(update={"events": events})


def _counted(session: Session) -> CorpusCounts:
    days = session.exec(select(Article.day, func.count()).group_by(col(Article.day))).all()
    by_outlet = dict(
        session.exec(select(Article.outlet_id, func.count()).group_by(col(Article.outlet_id))).all()
    )
    years: Counter[int] = Counter()
    for day, number in days:
        if day is not None:
            years[date.fromordinal(day).year] += number
    return CorpusCounts(
        articles=sum(by_outlet.values()),
        events=0,
        outlets=len(by_outlet.keys() - {None}),
        undated=dict(days).get(None, 0),
        without_outlet=by_outlet.get(None, 0),
        by_year=tuple(sorted(years.items())),
    )
