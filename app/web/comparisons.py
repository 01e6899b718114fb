"""Comparisons, the last few of them kept: filters and the data of a page ask for the same one again."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from app.compare.compare import card_of, compare
from app.compare.comparison import Comparison
from app.records import ArticleCard, ArticleRecord

_MOST_KEPT = 8
_Side = tuple[tuple[ArticleCard, str], ...]

# Two very long texts take seconds. The key is all that a comparison shows, so a changed article is compared
# anew. The articles themselves are not held on to: their passages are bounded, their texts are not.
_kept: OrderedDict[tuple[_Side, _Side], Comparison] = OrderedDict()
_lock = Lock()


def compared(a: Sequence[ArticleRecord], b: Sequence[ArticleRecord]) -> Comparison:
    """Both sides compared, each named by its first article's outlet."""
    key = _key(a), _key(b)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = compare(a, b, name_a=_name(a), name_b=_name(b))
    with _lock:
        _kept[key] = found
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return found


def _key(side: Sequence[ArticleRecord]) -> _Side:
    return tuple((card_of(article), article.document_sha256) for article in side)


def _name(side: Sequence[ArticleRecord]) -> str | None:
    return side[0].outlet.name if side[0].outlet else None
