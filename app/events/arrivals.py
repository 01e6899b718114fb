"""Decides on one new article at the cost of its own pairs, beside what stands around it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlmodel import Session

from app.database import Database
from app.events import grouping, kept_links, method, prior, vectors
from app.events.arrival import Arrival, Judged, joined, linked_to
from app.events.kept_links import Links
from app.events.link_model import load
from app.events.links import Usage, cosines_to
from app.events.titles import retitle
from app.events.undecided import busy, counted, row_of, state
from app.store import article_links, changes, event_holds, events, terms
from app.store.terms import ArticleText
from app.text import term_counts
from app.text.analysis import analysis_of
from app.text.kept_terms import KeptTerms, TextBeside
from app.text.term_counts import COLUMNS, column_of, words_of

# the days on which articles stand that bear on one new article: its candidates, and the news of their days
_DAYS = method.CANDIDATE_DAYS + method.NEW_DAYS


@dataclass(frozen=True, slots=True)
class _Decision:
    """What is to be written of an article: its links and those it changes, what it joins, and which articles
    of no day stand on its day now."""

    row: KeptTerms
    links: dict[int, bytes]
    event_id: int | None
    joining: Sequence[int]
    moved: Sequence[int]


def arrive(database: Database, number: int) -> bool:
    """Decide on one article, in a transaction of its own.

    False where that is not possible: the corpus is small, so that the weights of terms change with every
    article, or what stands around has no kept links. Raises BusyError when others write again and again.
    """
    for _ in range(method.ATTEMPTS):
        with database.read_session() as session:
            before = state(session)
            marks = terms.marks(session, term_counts.VERSION, [number])
            texts = terms.texts(session, [number])
            if not marks or not texts:
                return True
            if not terms.has_decided(session, term_counts.VERSION, method.ALONE_FROM):
                return False
            decision = _decide(session, str(database.path), texts[0])
            if decision is None:
                return False
        with database.write_session() as session:
            # Another run may have come between reading and writing, or the article changed.
            is_same = state(session) == before
            if is_same and terms.marks(session, term_counts.VERSION, [number]) == marks:
                _write(session, decision)
                terms.settle(session, marks)
                return True
    raise busy(database)


def _write(session: Session, decision: _Decision) -> None:
    row = decision.row
    terms.keep(session, term_counts.VERSION, [(row.id, row.terms)])
    if row.day is None:
        terms.place(session, {row.id: row.placed_day or 0})
    if row.id not in decision.links:
        article_links.drop(session, [row.id])
    article_links.keep(session, decision.links.items())
    terms.reconsider(session, decision.moved)
    if row.event_id is not None:
        retitle(session, [row.event_id])
    elif decision.joining:
        retitle(session, [events.join(session, decision.event_id, [row.id, *decision.joining])])
    elif decision.event_id is not None:
        retitle(session, [events.join(session, decision.event_id, [row.id])])
    events.written(session)


def _decide(session: Session, path: str, text: ArticleText) -> _Decision | None:
    usage = _usage(session, path)
    row = row_of(text, counted([text])[text.id])
    if row.day is None:
        row = replace(row, placed_day=_placed(session, row, text, usage))
    around = _around(session, row, text, usage)
    aside = event_holds.aside_among(session, [row.id, *(other.id for other in around)])
    around = [other for other in around if other.id not in aside]
    if _lacking(around):
        return None
    former = _former(session, row.id)
    around = [replace(other, links=former[other.id]) if other.id in former else other for other in around]
    moved = _moved(session, row, text, usage)
    if row.id in aside:
        return _Decision(row, former, None, (), moved)
    same = _same(row, around)
    if same is not None:
        links = {row.id: kept_links.unpack(same.links or b"")}
        event_id = same.event_id
        changed: dict[int, Links] = {}
    else:
        judged = _judged(session, row, around, usage)
        links, changed, event_id = {row.id: judged.own}, judged.changed, None
    joining: list[int] = []
    if row.event_id is None and event_id is None:
        event_id, joining = _joined(session, row.id, links[row.id], changed, around)
        joining += [same.id] if same is not None else []
    written = {number: found.tobytes() for number, found in changed.items()}
    if same is None:
        written[row.id] = links[row.id].tobytes()
    return _Decision(row, former | written, event_id, joining, moved)


def _around(session: Session, row: KeptTerms, text: ArticleText, usage: Usage) -> list[TextBeside]:
    """The articles of the days around, without this one; of those of no day, the ones that resemble it."""
    day = grouping.day_of(row)
    if day:
        found = terms.beside(session, term_counts.VERSION, day - _DAYS, day + _DAYS)
    else:
        found = _timeless(session, row, text, usage)
    return [other for other in found if other.id != row.id]


def _timeless(session: Session, row: KeptTerms, text: ArticleText, usage: Usage) -> list[TextBeside]:
    most = method.MOST_COMPARED
    number = terms.timeless_count(session, most + 1)
    if not number:
        return []
    ids = None if number <= most else _resembling(session, row, text, usage)
    return terms.timeless(session, term_counts.VERSION, ids)


def _lacking(around: Sequence[TextBeside]) -> bool:
    """Whether a text has no kept links with any of its copies."""
    with_links = {other.content_hash for other in around if other.links is not None}
    return any(other.content_hash not in with_links for other in around)


def _same(row: KeptTerms, around: Sequence[TextBeside]) -> TextBeside | None:
    """The text that this one is an exact copy of."""
    day = grouping.day_of(row)
    same = [
        other
        for other in around
        if other.content_hash == row.content_hash and abs(other.day - day) <= method.CANDIDATE_DAYS
    ]
    event_id = next((other.event_id for other in same if other.event_id is not None), None)
    first = next((other for other in same if other.links is not None), None)
    return None if first is None else replace(first, event_id=event_id)


def _judged(session: Session, row: KeptTerms, around: Sequence[TextBeside], usage: Usage) -> Judged:
    texts = [other for other in around if other.links is not None]
    arrival = Arrival(row, texts, usage)
    details = terms.details(session, term_counts.VERSION, arrival.candidates)
    further_days = terms.days_of(session, arrival.further)
    return arrival.judge({other.id: other for other in details}, further_days, load())


def _joined(
    session: Session,
    number: int,
    own: Links,
    changed: dict[int, Links],
    around: Sequence[TextBeside],
) -> tuple[int | None, list[int]]:
    known = {other.id: other for other in around if other.links is not None}
    own = own[[int(other) in known for other in own["other"]]]
    links = {number: own}
    for other in linked_to(own):
        links[other] = changed[other] if other in changed else kept_links.unpack(known[other].links or b"")
    event_of = {other: known[other].event_id for other in linked_to(own)}
    of_events = {other: event_id for other, event_id in event_of.items() if event_id is not None}
    texts: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for event_id, member, content_hash in terms.event_texts(session, set(of_events.values())):
        # the one with links stands for all copies of a text
        if content_hash not in texts[event_id] or member in of_events:
            texts[event_id][content_hash] = member
    by_event = {event_id: list(members.values()) for event_id, members in texts.items()}
    return joined(number, links, of_events, by_event)


def _former(session: Session, number: int) -> dict[int, bytes]:
    """The links of others without this article, where it was decided on before with another text or day."""
    kept = article_links.of(session, [number]).get(number, b"")
    others = article_links.of(session, kept_links.unpack(kept)["other"].tolist())
    links = {other: kept_links.unpack(packed) for other, packed in others.items()}
    return {other: found[found["other"] != number].tobytes() for other, found in links.items()}


def _placed(session: Session, row: KeptTerms, text: ArticleText, usage: Usage) -> int:
    """The day on which an undated article is placed by the dated ones that it resembles; 0 for none."""
    found = terms.dated_among(session, term_counts.VERSION, _resembling(session, row, text, usage))
    return grouping.place_one(row, found, usage)


def _moved(session: Session, row: KeptTerms, text: ArticleText, usage: Usage) -> list[int]:
    """The articles of no day that resemble this dated one: they stand on its day from now on."""
    if row.day is None:
        return []
    timeless = _timeless(session, row, text, usage)
    if not timeless:
        return []
    cosines = cosines_to(row.terms, [other.terms for other in timeless], usage)
    near = np.flatnonzero(cosines >= method.LEAST_COSINE)
    return [timeless[place].id for place in near.tolist()]


def _resembling(session: Session, row: KeptTerms, text: ArticleText, usage: Usage) -> list[int]:
    """The articles that share most of this one's rare words, at most ``MOST_COMPARED``.

    The full-text index tells who has a word, in a time that does not grow with all articles.
    """
    counts, starts = term_counts.join([row.terms])
    values = vectors.vectors(counts, starts, usage.weights)
    weight = dict(zip(values.indices.tolist(), values.data.tolist(), strict=True))
    word_of: dict[int, str] = {}
    analysis = analysis_of(text.language)
    for word in words_of(f"{text.title}\n{text.body}", analysis):
        column = column_of(word, analysis)
        if column is not None:
            word_of.setdefault(column, word)
    scores: defaultdict[int, float] = defaultdict(float)
    rarest = sorted(word_of, key=lambda column: (-weight.get(column % COLUMNS, 0.0), column))
    for column in rarest[: method.RARE_WORDS]:
        for number in terms.holding(session, word_of[column], method.MOST_HOLDING):
            scores[number] += weight.get(column % COLUMNS, 0.0) ** 2
    scores.pop(row.id, None)
    return sorted(scores, key=lambda number: (-scores[number], number))[: method.MOST_COMPARED]


_last: dict[str, tuple[tuple[int, int], Usage]] = {}


def _usage(session: Session, path: str) -> Usage:
    """How much terms weigh: by the newest articles up to the last full step of ids.

    Between two steps all articles are weighed alike, whichever process takes them, and it counts the words of
    a thousand articles once a step and not with every article.
    """
    now = changes.state(session)
    step = min(1 << max((now.last_id // 8).bit_length() - 1, 0), method.FREQUENCY_STEP)
    key = (now.last_id - now.last_id % step, now.text)
    if path not in _last or _last[path][0] != key:
        sample = terms.newest(session, term_counts.VERSION, method.FREQUENCY_SAMPLE, up_to=key[0])
        frequencies = prior.load()
        frequencies.add(term_counts.join(sample)[0], len(sample))
        _last.clear()
        _last[path] = key, frequencies.usage()
    return _last[path][1]
