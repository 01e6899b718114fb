"""Finding copies: every new article is held against all others, and the groups are written down."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from sqlmodel import Session

from app.database import Database
from app.ingest import copy_groups
from app.ingest.copy_groups import Text
from app.ingest.resemblance import UNKNOWN, Bearings, Corpus, Places, Shares
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
        known = _Known(*copies.all_marks(session), few=len(pending) <= FEW)
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

    def __init__(self, ids: Sequence[int], kept: Sequence[bytes], *, few: bool) -> None:
        self._ids = np.array(ids, dtype=np.int64)
        self._kept = kept
        self._few = few
        self._corpus = Corpus(kept)
        self._whole: Shares | None = None

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
        if self._few:
            bearings = self._corpus.bearing(places)
            return bearings.shares(*self._days_and_outlets(session, bearings))
        if self._whole is None:
            bearings = self._corpus.all_shared()
            self._whole = bearings.shares(*self._days_and_outlets(session, bearings))
        return self._whole

    def _days_and_outlets(self, session: Session, bearings: Bearings) -> tuple[Places, Places]:
        named = bearings.named()
        days = np.full(len(self._ids), UNKNOWN, dtype=np.int64)
        outlets = days.copy()
        for fact in copies.facts(session, self._ids[named].tolist() if self._few else None):
            place = int(np.searchsorted(self._ids, fact.id))
            if place < len(self._ids) and self._ids[place] == fact.id:
                days[place] = UNKNOWN if fact.day is None else fact.day
                outlets[place] = UNKNOWN if fact.outlet_id is None else fact.outlet_id
        return days, outlets

    def _pairs(self, shares: Shares, places: Places) -> Iterator[tuple[int, int, int]]:
        found = shares.matches(places, copy_groups.LEAST)
        left, right = self._ids[found.left].tolist(), self._ids[found.right].tolist()
        return zip(left, right, found.shared.tolist(), strict=True)


def _text(fact: CopyFacts, size: int) -> Text:
    return Text(fact.id, fact.day, fact.outlet_id, fact.content_hash, size)
