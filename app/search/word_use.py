"""Which words one side of the corpus uses more than another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from app.records import OutletRef, Record
from app.search import word_forms
from app.search.catalogue import Catalogue, Mask, Rows
from app.search.engine import find
from app.search.results import SearchParameters
from app.search.word_forms import Seen
from app.store import word_counts
from app.store.changes import state
from app.store.remembered import remembered
from app.text.analysis import ENGLISH, analysis_of
from app.text.keyness import CLEAR_Z, Keyness, Numbers, keyness
from app.text.term_counts import COLUMNS, VERSION, join

# Words shown on a side. More are looked at, since some turn out to be the house's own.
SHOWN = 40
_LOOKED_AT = 80
# The counts of more articles are not read, nor more bytes of them (five at most for each word of an article).
MOST_ARTICLES = 8_000
_BYTES_OF_WORD = 5
_MOST_BYTES = 50_000_000
# So many texts are read for the forms of the words.
_MOST_TEXTS = 80
_TEXTS_OF_A_WORD = (1, 3, 6)
_LONGEST_TEXT = 20_000
# One article does not make a word of a side, nor do two.
FEWEST_ARTICLES = 3
# Counted words that both sides must have before a difference is called clear.
ENOUGH_WORDS = 2_000

_Integer = TypeVar("_Integer", np.int32, np.int64)
Reason = Literal["name", "stock"]


class Use(Record):
    """How often a side uses a word: ``count`` times, ``rate`` in 10,000 words, in so many ``articles``."""

    count: int
    rate: float
    articles: int


class Keyword(Record):
    """A word that one side uses more. ``log_odds`` and ``z`` are above 0 where it is side A.

    ``clear`` says that ``z`` is at least 1.96 from 0 and that both sides have enough words.
    """

    word: str
    a: Use
    b: Use
    log_odds: float
    z: float
    clear: bool


class LeftOut(Record):
    """A word that would rank high and is left out: most articles that have it are by an outlet or a person of
    this ``name``, or have it only in ``stock`` sentences, which others repeat word for word."""

    word: str
    reason: Reason


class Side(Record):
    """What is compared: ``parameters`` None is the rest of the corpus.

    ``found`` articles have so many different ``texts``. Those ``chosen`` stand for them: all, or an even
    choice where they are more than ``MOST_ARTICLES`` or very long. Of them ``counted`` make the figures; of
    the others no counts are kept yet. ``words`` are the words of these, ``terms`` those without stop words.
    """

    parameters: SearchParameters | None
    found: int
    texts: int
    chosen: int
    counted: int
    words: int
    terms: int


class WordUse(Record):
    """The words by which two sides differ most, the clearest first. What both find counts for side A."""

    a: Side
    b: Side
    more_in_a: tuple[Keyword, ...]
    more_in_b: tuple[Keyword, ...]
    left_out: tuple[LeftOut, ...]
    enough: bool
    notes: tuple[str, ...]
    complete: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """The counts of a side's articles: ``term[e]`` stands in article ``rows[article[e]]``.

    ``counts`` and ``articles`` add them up for every term. There are so many different ``texts``, of which
    so many were ``chosen``.
    """

    texts: int
    chosen: int
    rows: Rows
    term: NDArray[np.uint32]
    article: NDArray[np.int32]
    counts: Numbers
    articles: NDArray[np.int64]


def word_use(session: Session, a: SearchParameters, b: SearchParameters | None = None) -> WordUse:
    """The words that the articles of search ``a`` use more than those of ``b``, and the other way round.

    Without ``b`` it is the rest of the corpus, in the languages that ``a`` asks for. Order and page of the
    searches are left aside.
    """
    found_a = find(session, a)
    catalogue = found_a.catalogue
    found_b = find(session, b if b is not None else SearchParameters(lang=a.lang))
    rows = (found_a.rows, np.setdiff1d(catalogue.rows(found_b.ids), found_a.rows))
    sides = [_counted(session, catalogue, each) for each in rows]
    described = [_side(catalogue, *given) for given in zip((a, b), rows, sides, strict=True)]
    enough = all(side.terms >= ENOUGH_WORDS for side in described)
    more: tuple[tuple[Keyword, ...], ...] = ((), ())
    left_out: list[LeftOut] = []
    if all(side.terms for side in described):
        shown = np.flatnonzero(
            (sides[0].articles >= FEWEST_ARTICLES) | (sides[1].articles >= FEWEST_ARTICLES)
        )
        corpus = _counts_of_corpus(session, catalogue)
        measured = keyness(sides[0].counts, sides[1].counts, corpus, among=shown)
        outlets = {outlet.id: outlet for outlet in reversed(found_a.outlets)}
        wording = _Wording(session, catalogue, outlets, measured, sides, described, enough)
        more = (wording.keywords(0, left_out), wording.keywords(1, left_out))
    return WordUse(
        a=described[0],
        b=described[1],
        more_in_a=more[0],
        more_in_b=more[1],
        left_out=tuple(dict.fromkeys(left_out)),
        enough=enough,
        notes=tuple(dict.fromkeys((*found_a.notes, *found_b.notes))),
        complete=found_a.complete and found_b.complete,
    )


def _counts_of_corpus(session: Session, catalogue: Catalogue) -> Numbers:
    """How often the whole corpus uses every term, the same for all who ask until it changes."""

    def count() -> Numbers:
        return _counted(session, catalogue, np.arange(len(catalogue))).counts

    # articles are counted after they came in, and copies of a text are left aside
    return remembered(session, "term counts", (word_counts.counted(session), state(session).groups), count)


def _once(catalogue: Catalogue, rows: Rows) -> Rows:
    """The rows without those that repeat the text of one before them."""
    group = catalogue.copy_group[rows]
    alone = group == 0
    _, firsts = np.unique(group[~alone], return_index=True)
    return np.sort(np.concatenate((rows[alone], rows[~alone][firsts])))


def _spread(rows: NDArray[_Integer], most: int) -> NDArray[_Integer]:
    """At most so many of the rows, evenly spread, always the same ones."""
    return rows if len(rows) <= most else rows[np.arange(most) * len(rows) // most]


def _counted(session: Session, catalogue: Catalogue, rows: Rows) -> _Counted:
    texts = _once(catalogue, rows)
    chosen = _spread(texts, MOST_ARTICLES)
    if _BYTES_OF_WORD * int(catalogue.word_count[chosen].sum(dtype=np.int64)) > _MOST_BYTES:
        size = word_counts.size(session, VERSION, catalogue.ids[chosen].tolist())
        if size > _MOST_BYTES:
            chosen = _spread(chosen, len(chosen) * _MOST_BYTES // size)
    kept = word_counts.counts(session, VERSION, catalogue.ids[chosen].tolist())
    entries, starts = join([packed for _, packed in kept])
    article = np.repeat(np.arange(len(kept), dtype=np.int32), np.diff(starts))
    in_body = entries["body"] > 0
    # COLUMNS is a power of two
    term = entries["term"][in_body] & np.uint32(COLUMNS - 1)
    return _Counted(
        texts=len(texts),
        chosen=len(chosen),
        rows=catalogue.rows(np.array([number for number, _ in kept], dtype=np.int64)),
        term=term,
        article=article[in_body],
        counts=np.bincount(term, weights=entries["body"][in_body], minlength=COLUMNS).astype(np.float64),
        articles=np.bincount(term, minlength=COLUMNS),
    )


def _side(catalogue: Catalogue, parameters: SearchParameters | None, rows: Rows, side: _Counted) -> Side:
    return Side(
        parameters=parameters,
        found=len(rows),
        texts=side.texts,
        chosen=side.chosen,
        counted=len(side.rows),
        words=int(catalogue.word_count[side.rows].sum(dtype=np.int64)),
        terms=int(side.counts.sum()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Wording:
    """Turns measured numbers into words with their use on both sides."""

    session: Session
    catalogue: Catalogue
    outlets: dict[int, OutletRef]
    measured: Keyness
    sides: Sequence[_Counted]
    described: Sequence[Side]
    enough: bool

    def keywords(self, number: int, left_out: list[LeftOut]) -> tuple[Keyword, ...]:
        """The words that side ``number`` uses more; those of the house are added to ``left_out``."""
        side = self.sides[number]
        strength = self.measured.z if number == 0 else -self.measured.z
        fit = np.flatnonzero((side.articles >= FEWEST_ARTICLES) & (strength > 0))
        ranked = fit[np.argsort(-strength[fit], kind="stable")][:_LOOKED_AT]
        hits_of = self._hits(side, ranked)
        seen = word_forms.look_up(
            self._beginnings(side, self._chosen(side, hits_of)), frozenset(ranked.tolist())
        )
        own = self._own_names(side, hits_of)
        elsewhere = self._elsewhere(self.sides[1 - number], ranked, _undecided(ranked.tolist(), seen, own))
        keywords: list[Keyword] = []
        for term in ranked.tolist():
            if term not in seen or len(keywords) == SHOWN:
                continue
            if term in own:
                left_out.append(LeftOut(word=seen[term].form, reason="name"))
            elif seen[term].is_stock(elsewhere.get(term)):
                left_out.append(LeftOut(word=seen[term].form, reason="stock"))
            else:
                keywords.append(self._keyword(term, seen[term].form))
        return tuple(keywords)

    def _elsewhere(
        self, other: _Counted, ranked: NDArray[np.int64], wanted: frozenset[int]
    ) -> dict[int, Seen]:
        """How the other side meets the words for which that matters: mostly none."""
        if not wanted:
            return {}
        hits_of = self._hits(other, ranked)
        read = self._chosen(other, hits_of)
        # A word is not met in a text that by its counts has none; texts in other languages count other stems.
        holds = np.isin(self.catalogue.language[other.rows], self._other_languages())
        for term in wanted:
            holds[hits_of[term]] = True
        return word_forms.look_up(self._beginnings(other, read & holds), wanted)

    def _other_languages(self) -> list[int]:
        """The numbers of the languages whose words are not stemmed as English ones are."""
        return [n for n, code in enumerate(self.catalogue.languages) if analysis_of(code) != ENGLISH]

    def _keyword(self, term: int, word: str) -> Keyword:
        z = float(self.measured.z[term])
        uses = [
            Use(
                count=int(side.counts[term]),
                rate=round(10_000 * side.counts[term] / max(words.words, 1), 2),
                articles=int(side.articles[term]),
            )
            for side, words in zip(self.sides, self.described, strict=True)
        ]
        log_odds = round(float(self.measured.log_odds[term]), 3)
        clear = self.enough and abs(z) >= CLEAR_Z
        return Keyword(word=word, a=uses[0], b=uses[1], log_odds=log_odds, z=round(z, 2), clear=clear)

    def _hits(self, side: _Counted, ranked: NDArray[np.int64]) -> dict[int, NDArray[np.int32]]:
        """For every word the articles of the side that have it, as places in its rows."""
        # numbers of a byte are gathered and sorted several times faster
        place = np.zeros(COLUMNS, dtype=np.uint8)
        place[ranked] = np.arange(1, len(ranked) + 1)
        at = place[side.term]
        entries = np.flatnonzero(at)
        of_entry = at[entries]
        order = np.argsort(of_entry, kind="stable")
        bounds = np.zeros(len(ranked) + 1, dtype=np.int64)
        np.cumsum(np.bincount(of_entry, minlength=len(ranked) + 1)[1:], out=bounds[1:])
        articles = side.article[entries[order]]
        return {
            term: articles[bounds[number] : bounds[number + 1]] for number, term in enumerate(ranked.tolist())
        }

    def _chosen(self, side: _Counted, hits_of: dict[int, NDArray[np.int32]]) -> Mask:
        """Articles in which the words can be seen, several for each word as far as the bound allows."""
        chosen = np.zeros(len(side.rows), dtype=np.bool_)
        for wanted in _TEXTS_OF_A_WORD:
            for articles in sorted(hits_of.values(), key=len):
                more = wanted - int(np.count_nonzero(chosen[articles]))
                room = _MOST_TEXTS - int(np.count_nonzero(chosen))
                chosen[_spread(articles, max(min(more, room), 0))] = True
        return chosen

    def _beginnings(self, side: _Counted, chosen: Mask) -> list[str]:
        ids = self.catalogue.ids[side.rows[chosen]].tolist()
        return word_counts.beginnings(self.session, ids, _LONGEST_TEXT)

    def _own_names(self, side: _Counted, hits_of: dict[int, NDArray[np.int32]]) -> set[int]:
        """The words that at least half of their articles have in the name of their outlet or author."""
        outlet_of = self.catalogue.outlet[side.rows]
        names = {
            number: word_forms.words_of_outlet(self.outlets[number].name, self.outlets[number].domain)
            for number in np.unique(outlet_of).tolist()
            if number in self.outlets
        }
        by_outlet = word_forms.holders_of(names, hits_of)
        by_author = self._articles_by_author_word(side, hits_of)
        own = set()
        for term, articles in hits_of.items():
            mine = np.isin(outlet_of[articles], by_outlet[term]) | np.isin(articles, by_author[term])
            if 2 * np.count_nonzero(mine) >= len(articles):
                own.add(term)
        return own

    def _articles_by_author_word(
        self, side: _Counted, hits_of: dict[int, NDArray[np.int32]]
    ) -> dict[int, list[int]]:
        names = self.catalogue.author_names
        starts, ends = (self.catalogue.author_start[side.rows + more] for more in (0, 1))
        sizes = ends - starts
        # the entries of all these articles, one after the other
        before = np.cumsum(sizes) - sizes
        entries = np.arange(int(sizes.sum())) + np.repeat(starts - before, sizes)
        article = np.repeat(np.arange(len(side.rows)), sizes)
        author = self.catalogue.authors[entries]
        found: dict[int, list[int]] = {term: [] for term in hits_of}
        of_author = {
            number: terms
            for number in np.unique(author).tolist()
            if (terms := word_forms.words_of_name(names[number]) & found.keys())
        }
        here = np.flatnonzero(np.isin(author, list(of_author)))
        for number, place in zip(author[here].tolist(), article[here].tolist(), strict=True):
            for term in of_author[number]:
                found[term].append(place)
        return found


def _undecided(ranked: Sequence[int], seen: Mapping[int, Seen], own: set[int]) -> frozenset[int]:
    """The words that may be shown and of which the other side's texts decide whether they are stock."""
    undecided = set()
    certain = 0
    for term in ranked:
        if certain == SHOWN:
            break
        if term not in seen or term in own or seen[term].is_repeated:
            continue
        if seen[term].hangs_on_phrase:
            undecided.add(term)
        else:
            certain += 1
    return frozenset(undecided)
