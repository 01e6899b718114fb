"""What somebody who types a query may mean: words, outlets, people and events; and "did you mean"."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session
from whoosh import lang as whoosh_lang

from app.records import Record
from app.search import engine
from app.search.catalogue import Catalogue
from app.search.catalogues import catalogue_of
from app.search.completion import Ending, Kind, Typed, ending
from app.search.results import SearchParameters
from app.search.spelling import corrected
from app.search.vocabulary import vocabulary_of
from app.store import events, hits
from app.store import vocabulary as vocabularies
from app.text.folded import folded

# The library is annotated in part only.
lang: Any = whoosh_lang

MOST = 8
_CHECK_SECONDS = 0.05
# of outlets, of people and of events, beside words
_MOST_OF_A_KIND = 2
_SHORTEST_NAME = 2
# A beginning has as many stop words at most.
_STOP_WORDS = 60
# in so many articles is looked for what stands behind a word
_SAMPLE = 25


class Suggestion(Record):
    """Something that the end of a query may become.

    ``label`` names it. ``put`` is what stands in the query for it, ``query`` the whole query then. ``count``
    is the number of articles that have the word, are from the outlet, name the person in the byline, or
    report the event.
    """

    kind: Kind
    label: str
    put: str
    query: str
    count: int


class Suggestions(Record):
    """What the query ``text`` may become, the likeliest first."""

    text: str
    suggestions: tuple[Suggestion, ...]


def did_you_mean(session: Session, parameters: SearchParameters, total: int) -> str | None:
    """The query with its misspelt words corrected, when that finds more than ``total`` articles.

    None when no word seems misspelt. It costs some milliseconds for every word that few articles have.
    """
    meant = corrected(parameters.q, vocabulary_of(session))
    if meant is None:
        return None
    found = engine.find(session, parameters.model_copy(update={"q": meant}), seconds=_CHECK_SECONDS)
    return meant if len(found.rows) > total else None


def suggest(session: Session, text: str, limit: int = MOST) -> Suggestions:
    """At most ``limit`` suggestions for what is being typed at the end of ``text``.

    An outlet of whose name several words were typed comes first, then words that often stand behind the word
    before, then other names of several words, then words by their frequency. New articles count as soon as
    ``catalogue_of`` and ``vocabulary_of`` know of them.
    """
    typed = ending(text)
    if typed is None:
        return Suggestions(text=text, suggestions=())
    catalogue, _ = catalogue_of(session)
    only = len(typed.kinds) == 1
    names: list[Suggestion] = []
    sure = False
    for name in typed.names:
        names = list(_named(session, catalogue, typed, name, limit if only else _MOST_OF_A_KIND))
        sure = only or len(name.text.split()) > 1
        if names:
            # where several words begin a name, the last of them hardly begins another
            break
    following = _following(session, typed)
    words = list(_words(session, catalogue, typed, following, limit))
    names = names[: max(limit // 2, limit - len(words))]
    listed = [*words[: limit - len(names)], *names]
    if sure:
        listed.sort(key=lambda one: (one.kind != "outlet", one.put not in following, one.kind == "word"))
    return Suggestions(text=text, suggestions=tuple(listed))


def _words(
    session: Session, catalogue: Catalogue, typed: Ending, following: Sequence[str], limit: int
) -> Iterator[Suggestion]:
    if typed.word is None or "word" not in typed.kinds:
        return
    vocabulary = vocabulary_of(session)
    stopped = _stop_words(catalogue) | {typed.word.text.lower()}
    found = (*following, *vocabulary.starting(typed.word.text, limit + _STOP_WORDS).words)
    counts = {word: vocabulary.count(word) for word in found if len(word) > 1 and word not in stopped}
    for word, count in islice(((word, count) for word, count in counts.items() if count), limit):
        yield Suggestion(kind="word", label=word, put=word, query=typed.with_word(word), count=count)


def _following(session: Session, typed: Ending) -> list[str]:
    """The words that begin as what is typed and stand behind the word before it in the newest articles.

    Those that do so more often come first; a single time may be chance.
    """
    if typed.word is None or typed.before is None or "word" not in typed.kinds:
        return []
    before, word = typed.before.lower(), typed.word.text.lower()
    pattern = re.compile(rf"\b{re.escape(before)}[\s-]+({re.escape(word)}[^\W_]*)")
    counts = Counter(
        found
        for text in vocabularies.newest_with(session, before, _SAMPLE)
        for found in pattern.findall(text.lower())
    )
    return [_folded(found).strip() for found, count in counts.most_common() if count > 1]


def _stop_words(catalogue: Catalogue) -> frozenset[str]:
    """The words that say nothing by themselves, of the language most articles are in."""
    counts = np.bincount(catalogue.language, minlength=1)
    code = catalogue.languages[int(counts.argmax())] or "en"
    return frozenset(lang.stopwords_for_language(code)) if lang.has_stopwords(code) else frozenset()


def _named(
    session: Session, catalogue: Catalogue, typed: Ending, name: Typed, most: int
) -> Iterator[Suggestion]:
    needle = _needle(name.text)
    if len(needle) <= _SHORTEST_NAME and len(typed.kinds) > 1:
        return
    found: dict[Kind, Callable[[], Iterator[tuple[str, str, int]]]] = {
        "outlet": lambda: _outlets(session, catalogue, needle),
        "person": lambda: _people(catalogue, needle),
        "event": lambda: _events(session, name.text, most),
    }
    for kind in typed.kinds:
        if kind != "word" and needle.strip():
            for label, put, count in islice(found[kind](), most):
                query = typed.with_clause(name, put)
                yield Suggestion(kind=kind, label=label, put=put, query=query, count=count)


def _outlets(session: Session, catalogue: Catalogue, needle: str) -> Iterator[tuple[str, str, int]]:
    """The outlets with a name that begins so, or under which such a one is shown, the largest first."""
    counts = np.bincount(catalogue.outlet, minlength=1)
    listed = hits.outlets(session)
    shown = {outlet.id: outlet for outlet in reversed(listed)}
    found = {one.id for one in listed if needle in _folded(f"{one.name} {one.domain or ''}")}
    sized = [(int(counts[number]), shown[number]) for number in found if number < len(counts)]
    for count, outlet in sorted(sized, key=lambda one: (-one[0], one[1].name)):
        if count:
            yield outlet.name, f"outlet:{_quoted(outlet.name)}", count


def _people(catalogue: Catalogue, needle: str) -> Iterator[tuple[str, str, int]]:
    """The names in bylines that begin so, or have a word that does, the most frequent first."""
    names = catalogue.author_names
    lines, starts = _lines(names)
    hit_at = [hit.start() for hit in re.finditer(re.escape(needle), lines)]
    places = np.unique(np.searchsorted(starts, hit_at, side="right") - 1)
    counts = np.bincount(catalogue.authors, minlength=len(names))[places]
    for at in np.argsort(-counts, kind="stable").tolist():
        name, count = names[places[at]], int(counts[at])
        if count:
            yield name, f"author:{_quoted(name)}", count


def _events(session: Session, words: str, most: int) -> Iterator[tuple[str, str, int]]:
    for number, title, count in events.called(session, words, most):
        yield title, f"event:{number}", count


def _quoted(name: str) -> str:
    # signs in names do not matter
    return f'"{" ".join(name.replace(chr(34), " ").split())}"'


@lru_cache(maxsize=65_536)
def _folded(name: str) -> str:
    """``name`` as words are compared: folded, with one space before and behind each word."""
    return f" {' '.join(folded(name).text.split())} "


@lru_cache(maxsize=2)
def _lines(names: tuple[str, ...]) -> tuple[str, NDArray[np.int64]]:
    """All ``names`` folded, a line each, and where each line starts: one text is searched much faster."""
    lines = [_folded(name) for name in names]
    lengths = np.fromiter((len(line) + 1 for line in lines), np.int64, len(lines))
    return "\n".join(lines), np.cumsum(lengths) - lengths


def _needle(typed: str) -> str:
    """What must be in a folded name that begins so, at a word of it."""
    whole = _folded(typed)
    return whole if typed[-1:].isspace() else whole.rstrip()
