"""Finding copies: every new article is held against all others, and the groups are written down."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from sqlmodel import Session

from app.database import Database
from app.ingest import copy_groups
from app.ingest.copy_groups import Text
from app.ingest.resemblance import UNKNOWN, Corpus, Places, Shares
from app.store import copies
from app.store.copies import CopyFacts, CopyRow
from app.text.fingerprints import marks

CHUNK = 2500
"""Articles a transaction."""
FEW = 400
"""Up to so many new articles, only what bears their marks is looked at; beyond that all marks are sorted."""
_MARKED_AT_ONCE = 500


def find_copies(database: Database, progress: Callable[[int, int], None] | None = None) -> int:
    """Hold all articles that are not checked yet against the others; how many of them repeat another one.

    Marks that are missing, or of an older version, are made first. The articles are committed in chunks, each
    with its groups, so an interrupted call loses one chunk at most and the next goes on from there.
    ``progress`` is called with the number of articles done and to do.
    """
    _make_marks(database)
    with database.read_session() as session:
        pending = copies.unchecked(session)
        if not pending:
            return 0
        known = _Known(*copies.all_marks(session))
        if len(pending) > FEW:
            known.sort(session)
    found = 0
    for first in range(0, len(pending), CHUNK):
        chunk = pending[first : first + CHUNK]
        with database.write_session() as session:
            found += known.check(session, chunk)
        if progress is not None:
            progress(first + len(chunk), len(pending))
    return found


def _make_marks(database: Database) -> None:
    while True:
        with database.read_session() as session:
            texts = copies.without_marks(session, _MARKED_AT_ONCE)
        if not texts:
            return
        made = [(number, marks(title, body)) for number, title, body in texts]
        with database.write_session() as session:
            copies.keep_marks(session, made)


class _Known:
    """The marks of the corpus as they were when the search began."""

    def __init__(self, ids: Sequence[int], kept: Sequence[bytes]) -> None:
        self._ids = np.array(ids, dtype=np.int64)
        self._kept = kept
        self._corpus = Corpus(kept)
        self._whole: Shares | None = None

    def sort(self, session: Session) -> None:
        """Work out once what all articles share, for a search after many."""
        self._whole = self._corpus.all_shared().shares(*self._by_place(copies.days_and_outlets(session)))

    def check(self, session: Session, chunk: Sequence[int]) -> int:
        """Write the groups that these articles stand in; how many of them repeat another."""
        new = self._places(chunk)
        related = self._related(session, chunk, new)
        facts = {fact.id: fact for fact in copies.facts(session, related)}
        places = self._places([number for number in related if number in facts])
        shares = self._shares(session, places)
        texts = [_text(facts[int(self._ids[place])], int(shares.own[place])) for place in places]
        members = copy_groups.group(texts, self._pairs(shares, places))
        rows = [CopyRow(it.id, it.group, it.kind, it.matched, it.share) for it in members]
        copies.regroup(session, related, rows)
        copies.set_checked(session, [(int(self._ids[place]), self._kept[place]) for place in new])
        return copies.copies_among(session, chunk)

    def _places(self, ids: Sequence[int]) -> Places:
        """Where these articles stand in the corpus, ascending; those that came later do not."""
        places = np.searchsorted(self._ids, np.unique(np.array(ids, dtype=np.int64)))
        places = places[places < len(self._ids)]
        return places[np.isin(self._ids[places], ids)]

    def _related(self, session: Session, chunk: Sequence[int], new: Places) -> list[int]:
        """The new articles with all that share marks with them, and all in the groups of any of them."""
        beside = (right for _, right, _ in self._pairs(self._shares(session, new), new))
        around = {*chunk, *beside, *copies.same_texts(session, chunk)}
        return sorted(around | set(copies.in_groups_of(session, sorted(around))))

    def _shares(self, session: Session, places: Places) -> Shares:
        if self._whole is not None:
            return self._whole
        bearings = self._corpus.bearing(places)
        named = copies.facts(session, self._ids[np.unique(bearings.places)].tolist())
        return bearings.shares(*self._by_place((fact.id, fact.day, fact.outlet_id) for fact in named))

    def _by_place(self, facts: Iterable[tuple[int, int | None, int | None]]) -> tuple[Places, Places]:
        """Days and outlets by place, out of the articles' numbers, days and outlets."""
        days = np.full(len(self._ids), UNKNOWN, dtype=np.int64)
        outlets = days.copy()
        rows = np.array(
            [
                (number, UNKNOWN if day is None else day, UNKNOWN if outlet is None else outlet)
                for number, day, outlet in facts
            ],
            dtype=np.int64,
        ).reshape(-1, 3)
        rows = rows[np.isin(rows[:, 0], self._ids)]
        places = np.searchsorted(self._ids, rows[:, 0])
        days[places], outlets[places] = rows[:, 1], rows[:, 2]
        return days, outlets

    def _pairs(self, shares: Shares, places: Places) -> Iterator[tuple[int, int, int]]:
        found = shares.matches(places, copy_groups.LEAST)
        left, right = self._ids[found.left].tolist(), self._ids[found.right].tolist()
        return zip(left, right, found.shared.tolist(), strict=True)


def _text(fact: CopyFacts, size: int) -> Text:
    return Text(fact.id, fact.day, fact.outlet_id, fact.content_hash, size)
