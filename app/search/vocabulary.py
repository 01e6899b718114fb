"""The vocabulary of each open database, kept in memory and brought up to date when its texts changed.

To read it takes 0.7 s for 37,500 articles, which no search should wait for. Few new articles are counted when
somebody asks. After many, or after a change to a text, the words are read anew in the background; until that
is done the words of before are answered: new words may be missing, and counts be old, for as long as a
reading takes, or ten times that when texts change all the time.
"""

import sqlite3
import threading
import time
import weakref
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.search.word_list import Expansion as Expansion
from app.search.word_list import Vocabulary as Vocabulary
from app.store import vocabulary as store
from app.store.changes import ChangeState, state
from app.text.folded import folded

# What is read or counted at once, while somebody waits: some 20 ms.
_FEW_ARTICLES = 1_000
_FEW_NEW = 50
# Between two readings lies so many times what one takes.
_REST = 10


@dataclass(frozen=True, slots=True)
class _Held:
    """A vocabulary and the state of the corpus that it stands for. ``at`` is when it was read whole."""

    vocabulary: Vocabulary
    state: ChangeState
    at: float
    took: float

    def rested(self) -> bool:
        return time.monotonic() - self.at > _REST * self.took


@dataclass(slots=True)
class _Shelf:
    """What is held of one database. Only who has the ``lock`` may put something there."""

    held: _Held | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)
    reading: bool = False


# The pool is the database's own, whatever options its engine is asked with.
_shelves: "weakref.WeakKeyDictionary[Any, _Shelf]" = weakref.WeakKeyDictionary()
_shelves_lock = threading.Lock()


def vocabulary_of(session: Session) -> Vocabulary:
    """The words of the corpus, at most as old as the module says."""
    engine = session.connection().engine
    shelf = _shelf(engine)
    if shelf.held is None:
        with shelf.lock:
            # it may have been read while this waited
            held = shelf.held or _read(session)
            shelf.held = held
    _bring_up_to_date(session, engine, shelf)
    assert shelf.held is not None
    return shelf.held.vocabulary


def warm(engine: Engine) -> None:
    """Have the words read in the background, so that nobody waits for them later."""
    _read_in_background(engine, _shelf(engine))


def _shelf(engine: Engine) -> _Shelf:
    with _shelves_lock:
        return _shelves.setdefault(engine.pool, _Shelf())


def _bring_up_to_date(session: Session, engine: Engine, shelf: _Shelf) -> None:
    held, now = shelf.held, state(session)
    assert held is not None
    changed, new = now.text > held.state.text, now.last_id - held.state.last_id
    if not changed and new <= 0:
        return
    few = now.last_id <= _FEW_ARTICLES
    if not few and (changed or new > _FEW_NEW):
        if held.rested():
            _read_in_background(engine, shelf)
        return
    # Whoever has the lock brings it up to date too.
    if shelf.lock.acquire(blocking=few):
        try:
            if shelf.held is held:
                shelf.held = _read(session) if changed or new > _FEW_NEW else _counted(session, held, now)
        finally:
            shelf.lock.release()


def _read(session: Session) -> _Held:
    began = time.monotonic()
    now = state(session)
    vocabulary = Vocabulary(*store.words(session))
    at = time.monotonic()
    return _Held(vocabulary, now, at, at - began)


def _counted(session: Session, held: _Held, now: ChangeState) -> _Held:
    """``held`` with the words of the articles that came in since."""
    added: Counter[str] = Counter()
    for text in store.texts(session, held.state.last_id, now.last_id):
        added.update(set(folded(text).text.split()))
    return replace(held, vocabulary=held.vocabulary.extended(added), state=now)


def _read_in_background(engine: Engine, shelf: _Shelf) -> None:
    with _shelves_lock:
        if shelf.reading:
            return
        shelf.reading = True
    threading.Thread(target=_read_apart, args=(engine, shelf), name="vocabulary", daemon=True).start()


def _read_apart(engine: Engine, shelf: _Shelf) -> None:
    try:
        with shelf.lock, engine.execution_options(parallax_write=False).connect() as connection:
            try:
                with Session(connection) as session:
                    shelf.held = _read(session)
            finally:
                # It goes with the thread: the pool may be closed by now.
                connection.invalidate()
    except (SQLAlchemyError, sqlite3.Error):
        # The database is closed or damaged: whoever searches it is told.
        return
    finally:
        shelf.reading = False
