"""The catalogue of each open database, kept in memory and brought up to date when the database changed.

Besides it stand what searches found lately, for as long as the articles stay the same.
"""

import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from sqlmodel import Session

from app.search.catalogue import Catalogue, Ids, newest_first, rows_by_id
from app.store import catalogue as facts
from app.store.changes import ChangeState, state

# While events are being grouped they change every second: what costs longer to read is not read each time.
_CHEAP_SECONDS = 0.02
_REST = 10
_KEPT_BYTES = 48_000_000
_MONTHS = 12


@dataclass(slots=True)
class _Shelf:
    """What is held of one database."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    state: ChangeState | None = None
    catalogue: Catalogue | None = None
    author_numbers: dict[str, int] = field(default_factory=dict)
    language_numbers: dict[str | None, int] = field(default_factory=dict)
    grouped_at: float = 0.0
    grouping_took: float = 0.0
    found: "Kept" = field(default_factory=lambda: Kept(_KEPT_BYTES))


class Kept:
    """Arrays of ids by what they were found for, the least recently asked for dropped first. Thread-safe."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._size = 0
        self._state: Hashable = None
        self._arrays: OrderedDict[Hashable, tuple[Any, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, state: Hashable, key: Hashable) -> tuple[Any, ...] | None:
        """What was put under ``key`` while the articles were in this ``state``."""
        with self._lock:
            if state != self._state or key not in self._arrays:
                return None
            self._arrays.move_to_end(key)
            return self._arrays[key]

    def put(self, state: Hashable, key: Hashable, *arrays: Any) -> None:
        """Keep ``arrays``; what was found in another state is dropped."""
        with self._lock:
            if state != self._state:
                self._arrays.clear()
                self._state, self._size = state, 0
            if key in self._arrays:
                return
            self._arrays[key] = arrays
            self._size += _size(arrays)
            while self._size > self._most and self._arrays:
                _, dropped = self._arrays.popitem(last=False)
                self._size -= _size(dropped)


def _size(arrays: Sequence[Any]) -> int:
    return sum(array.nbytes for array in arrays if isinstance(array, np.ndarray)) + 200


# The pool is the database's own, whatever options its engine is asked with.
_shelves: "weakref.WeakKeyDictionary[Any, _Shelf]" = weakref.WeakKeyDictionary()
_shelves_lock = threading.Lock()


def _shelf(session: Session) -> _Shelf:
    pool = session.connection().engine.pool
    with _shelves_lock:
        return _shelves.setdefault(pool, _Shelf())


def kept(session: Session) -> Kept:
    """What searches of this database found lately."""
    return _shelf(session).found


def catalogue_of(session: Session) -> tuple[Catalogue, Hashable]:
    """The catalogue as this session sees the articles, and a key of its state: while that stays, so do the
    rows of all articles the session sees.

    The catalogue may know of articles that are newer than the session's snapshot. Events and copies may lag
    behind by some seconds while the whole corpus is being grouped.
    """
    now = state(session)
    shelf = _shelf(session)
    with shelf.lock:
        held = shelf.state
        if shelf.catalogue is None or held is None or (now.text, now.facts) != (held.text, held.facts):
            if shelf.catalogue is None or held is None or _is_newer(now, held):
                _read_all(session, shelf, now)
        elif now.last_id > held.last_id:
            _append(session, shelf, now)
        shelf_state = shelf.state
        if shelf_state is not None and now.groups > shelf_state.groups and _may_group(shelf):
            _group(session, shelf, now)
        assert shelf.catalogue is not None
        assert shelf.state is not None
        return shelf.catalogue, (now.last_id, now.text, now.facts, shelf.state.text, shelf.state.facts)


def _is_newer(now: ChangeState, held: ChangeState) -> bool:
    return now.text >= held.text and now.facts >= held.facts


def _may_group(shelf: _Shelf) -> bool:
    if shelf.grouping_took < _CHEAP_SECONDS:
        return True
    return time.monotonic() - shelf.grouped_at > _REST * shelf.grouping_took


def _read_all(session: Session, shelf: _Shelf, now: ChangeState) -> None:
    shelf.author_numbers, shelf.language_numbers = {}, {None: 0}
    shelf.catalogue = _rows(shelf, facts.articles(session, -1))
    shelf.state = ChangeState(now.last_id, now.text, now.facts, -1)
    _group(session, shelf, now)


def _append(session: Session, shelf: _Shelf, now: ChangeState) -> None:
    old, held = shelf.catalogue, shelf.state
    assert old is not None
    assert held is not None
    last = int(old.ids[-1]) if len(old) else -1
    new = _rows(shelf, facts.articles(session, last))
    by_row = {name: np.concatenate((getattr(old, name), getattr(new, name))) for name in _BY_ROW}
    shelf.catalogue = Catalogue(
        **by_row,
        row_of=rows_by_id(by_row["ids"]),
        newest=newest_first(by_row["ids"], by_row["day"]),
        author_row=np.concatenate((old.author_row, new.author_row + np.int32(len(old)))),
        author_start=np.concatenate((old.author_start, new.author_start[1:] + len(old.authors))),
        authors=np.concatenate((old.authors, new.authors)),
        languages=new.languages,
        author_names=new.author_names,
    )
    shelf.state = ChangeState(now.last_id, now.text, now.facts, held.groups)


_BY_ROW = (
    *("ids", "outlet", "day", "month", "language", "event", "copy_group", "word_count"),
    *("is_copy", "is_versioned", "has_url"),
)


def _group(session: Session, shelf: _Shelf, now: ChangeState) -> None:
    began = time.monotonic()
    old = shelf.catalogue
    assert old is not None
    event, group = np.zeros(len(old), np.int32), np.zeros(len(old), np.int32)
    is_copy = np.zeros(len(old), np.bool_)
    members = np.asarray(facts.events(session), dtype=np.int64).reshape(-1, 2)
    copies = np.asarray(facts.copies(session), dtype=np.int64).reshape(-1, 3)
    at, known = _places(old.ids, members[:, 0])
    event[at] = members[known, 1]
    at, known = _places(old.ids, copies[:, 0])
    group[at], is_copy[at] = copies[known, 1], copies[known, 2]
    shelf.catalogue = replace(old, event=event, copy_group=group, is_copy=is_copy)
    held = shelf.state or now
    shelf.state = ChangeState(held.last_id, held.text, held.facts, now.groups)
    shelf.grouped_at = time.monotonic()
    shelf.grouping_took = shelf.grouped_at - began


def _places(known: Ids, ids: Ids) -> tuple[Any, Any]:
    """The rows of those ``ids`` that are known, and which those are."""
    if not len(known):
        return np.empty(0, np.int64), np.zeros(len(ids), np.bool_)
    at = np.minimum(np.searchsorted(known, ids), len(known) - 1)
    found = known[at] == ids
    return at[found], found


def _rows(shelf: _Shelf, rows: list[facts.ArticleFacts]) -> Catalogue:
    count = len(rows)
    columns = list(zip(*rows, strict=True)) if rows else [()] * 8
    numbers = [np.asarray(columns[place], dtype=np.int32) for place in (1, 2, 4)]
    languages = shelf.language_numbers
    language = [languages.setdefault(code, len(languages)) for code in columns[3]]
    start, authors = _authors(shelf, columns[7])
    ids = np.asarray(columns[0], dtype=np.int64)
    return Catalogue(
        ids=ids,
        row_of=rows_by_id(ids),
        newest=newest_first(ids, numbers[1]),
        outlet=numbers[0],
        day=numbers[1],
        month=_months(numbers[1]),
        language=np.asarray(language, dtype=np.int32),
        event=np.zeros(count, np.int32),
        copy_group=np.zeros(count, np.int32),
        word_count=numbers[2],
        is_copy=np.zeros(count, np.bool_),
        is_versioned=np.asarray(columns[5], dtype=np.bool_),
        has_url=np.asarray(columns[6], dtype=np.bool_),
        author_start=start,
        authors=authors,
        author_row=np.repeat(np.arange(count, dtype=np.int32), np.diff(start)),
        languages=tuple(languages),
        author_names=tuple(shelf.author_numbers),
    )


def _authors(shelf: _Shelf, bylines: Sequence[Any]) -> tuple[Any, Any]:
    numbers = shelf.author_numbers
    starts, authors = [0], list[int]()
    for byline in bylines:
        if byline:
            authors.extend(numbers.setdefault(name, len(numbers)) for name in byline.split(", "))
        starts.append(len(authors))
    return np.asarray(starts, dtype=np.int64), np.asarray(authors, dtype=np.int32)


def _months(days: Any) -> Any:
    known, places = np.unique(days, return_inverse=True)
    of_each = [
        0 if day == 0 else date.fromordinal(day).year * _MONTHS + date.fromordinal(day).month - 1
        for day in known.tolist()
    ]
    return np.asarray(of_each, dtype=np.int32)[places] if len(days) else np.empty(0, np.int32)
