"""What is known of every article besides its text, as arrays: to filter and to count is arithmetic. Pure.

An article's *row* is its place in these arrays, which stand in the order of the article ids.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ids: TypeAlias = NDArray[np.int64]
Rows: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]
Numbers: TypeAlias = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """One entry per article, in the order of ``ids``; 0 stands for unknown unless said otherwise.

    ``day`` is the ordinal of the day, ``month`` twelve times the year plus the month from 0. ``language`` is
    an index into ``languages`` (of which the first is None). ``copy_group`` is the id of the first article of
    a group of copies. The authors of row ``r`` are ``author_names[a]`` for ``a`` in
    ``authors[author_start[r]:author_start[r + 1]]``, and ``author_row`` has the row of each entry of
    ``authors``. ``row_of`` is the row of each id up to the last, -1 where there is no article.
    ``newest`` are all rows by day and arrival, the newest first, the undated last.
    """

    ids: Ids
    row_of: Numbers
    outlet: Numbers
    day: Numbers
    newest: Rows
    month: Numbers
    language: Numbers
    event: Numbers
    copy_group: Numbers
    word_count: Numbers
    is_copy: Mask
    is_versioned: Mask
    has_url: Mask
    author_start: NDArray[np.int64]
    authors: Numbers
    author_row: Numbers
    languages: tuple[str | None, ...]
    author_names: tuple[str, ...]

    def __len__(self) -> int:
        """How many articles there are."""
        return len(self.ids)

    def mask(self, ids: Ids) -> Mask:
        """Which articles are among ``ids``."""
        found = np.zeros(len(self.ids), dtype=np.bool_)
        found[self.rows(ids)] = True
        return found

    def rows(self, ids: Ids) -> Rows:
        """The rows of these articles, in the order of ``ids``; those that are not listed are left out."""
        known = ids[ids < len(self.row_of)]
        rows: Rows = self.row_of[known].astype(np.int64)
        return rows[rows >= 0]


def rows_by_id(ids: Ids) -> Numbers:
    """For each id up to the last of ``ids``: its place in them, or -1."""
    found = np.full(int(ids[-1]) + 1 if len(ids) else 0, -1, dtype=np.int32)
    found[ids] = np.arange(len(ids), dtype=np.int32)
    return found


def newest_first(ids: Ids, day: Numbers) -> Rows:
    """The rows by day and id, the highest first; those without a day come last."""
    return np.lexsort((-ids, -day))
