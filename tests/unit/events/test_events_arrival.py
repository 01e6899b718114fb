"""One article beside others, and windows of days: the same links as from all articles at once."""

import random
from dataclasses import replace

import numpy as np
import pytest

from app.events import grouping, kept_links, method, prior, vectors, windows
from app.events.arrival import Arrival
from app.events.candidates import Numbers
from app.events.grouping import Linked
from app.events.kept_links import Links
from app.events.link_model import load
from app.events.links import Usage
from app.text import term_counts
from app.text.kept_terms import KeptTerms, TextBeside

_FIRST_DAY = 738_000
_DAYS = 90


@pytest.fixture(scope="module")
def corpus() -> tuple[list[KeptTerms], Usage]:
    """Articles on events of their own words among those of their storyline, by day; some without a day."""
    chance = random.Random(5)
    rows: list[KeptTerms] = []
    for event in range(100):
        day = _FIRST_DAY + chance.randrange(_DAYS)
        own = [f"event{event}word{number}" for number in range(12)]
        of_all = [f"word{number}" for number in range(15)]
        of_story = [f"story{event % 2}word{number}" for number in range(40)]
        for _ in range(chance.randint(1, 4)):
            words = [
                *chance.choices(own, k=30),
                *chance.choices(of_story, k=60),
                *chance.choices(of_all, k=45),
            ]
            chance.shuffle(words)
            body = " ".join(words)
            appeared = day + chance.randrange(3)
            is_dated = chance.random() < 0.9
            rows.append(
                KeptTerms(
                    id=chance.randrange(1, 1_000_000),
                    day=appeared if is_dated else None,
                    placed_day=None if is_dated else appeared,
                    content_hash=f"{len(rows)}",
                    event_id=None,
                    title=" ".join(words[:6]),
                    opening=body,
                    url=None,
                    section=None,
                    words=135,
                    outlet_id=chance.randrange(5),
                    terms=vectors.count_terms(" ".join(words[:6]), body).tobytes(),
                )
            )
    rows.sort(key=lambda row: (grouping.day_of(row), row.content_hash))
    frequencies = prior.load()
    frequencies.add(term_counts.join([row.terms for row in rows])[0], len(rows))
    return rows, frequencies.usage()


def _ids(rows: list[KeptTerms]) -> Numbers:
    return np.array([row.id for row in rows], dtype=np.int64)


def _kept(rows: list[KeptTerms], found: Linked) -> dict[int, bytes]:
    return dict(kept_links.packed(_ids(rows), found, np.arange(len(rows))))


def test_windows_of_any_size_give_the_links_of_all_articles_at_once(
    corpus: tuple[list[KeptTerms], Usage], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, usage = corpus
    whole = grouping.linked(rows, usage)
    counts = whole.final >= method.LEAST_LINK
    days = np.array([grouping.day_of(row) for row in rows], dtype=np.int64)
    for size, least in ((40, 1), (1, 25)):
        monkeypatch.setattr(method, "WINDOW", size)
        monkeypatch.setattr(method, "WINDOW_DAYS", least)
        carried = windows.Carried(_ids(rows))
        kept: dict[int, bytes] = {}
        found = list(windows.windows(days))
        assert len(found) > 3
        for window in found:
            part = grouping.linked(rows[window.low : window.high], usage)
            kept |= dict(carried.take(window, part))
        assert kept == _kept(rows, whole)
        pairs, probability = carried.counting()
        order = np.lexsort((pairs.right, pairs.left))
        assert pairs.left[order].tolist() == whole.pairs.left[counts].tolist()
        assert pairs.right[order].tolist() == whole.pairs.right[counts].tolist()
        assert probability[order].tolist() == whole.final[counts].tolist()


def test_articles_of_no_day_are_one_window() -> None:
    found = list(windows.windows(np.array([0, 0, 0, _FIRST_DAY, _FIRST_DAY + 1], dtype=np.int64)))
    assert [(window.first, window.last, window.low, window.high) for window in found] == [
        (0, 3, 0, 3),
        (3, 5, 3, 5),
    ]


def _without(rows: list[KeptTerms], number: int, usage: Usage) -> list[TextBeside]:
    others = [row for row in rows if row.id != number]
    kept = _kept(others, grouping.linked(others, usage))
    return [
        TextBeside(row.id, grouping.day_of(row), row.content_hash, None, row.terms, kept[row.id])
        for row in others
    ]


def _nearest(links: Links) -> list[int]:
    return sorted(links["other"][links["listed"] & kept_links.HAS > 0].tolist())


def _sorted(links: Links) -> Links:
    return links[np.argsort(links["other"])]


# with short lists of neighbours the new article takes the place of others in them
@pytest.mark.parametrize("nearest", [30, 18])
def test_an_article_that_comes_last_has_the_links_that_all_at_once_give(
    corpus: tuple[list[KeptTerms], Usage], monkeypatch: pytest.MonkeyPatch, nearest: int
) -> None:
    rows, usage = corpus
    model = load()
    monkeypatch.setattr(method, "NEAREST", nearest)
    model = replace(model, usual=model.usual[:nearest])
    monkeypatch.setattr(grouping, "load", lambda: model)
    whole = _kept(rows, grouping.linked(rows, usage))
    linked = 0
    for row in rows[::20]:
        day = grouping.day_of(row)
        near = [text for text in _without(rows, row.id, usage) if abs(text.day - day) <= 10]
        arrival = Arrival(row, near, usage)
        days = {other.id: grouping.day_of(other) for other in rows}
        judged = arrival.judge({other.id: other for other in rows}, days, model)
        expected, own = _sorted(kept_links.unpack(whole[row.id])), _sorted(judged.own)
        assert own["other"].tolist() == expected["other"].tolist()
        assert own["listed"].tolist() == expected["listed"].tolist()
        assert own["cosine"] == pytest.approx(expected["cosine"], abs=1e-5)
        # what the new article changes about the pairs of others is not worked out, and counts a little
        assert own["first"] == pytest.approx(expected["first"], abs=1e-3 if nearest == 30 else 0.05)
        if len(own):
            assert np.abs(own["final"] - expected["final"]).mean() < 0.05
        linked += int((own["final"] > method.THRESHOLD).sum())
        for other, links in judged.changed.items():
            assert _nearest(links) == _nearest(kept_links.unpack(whole[other]))
    assert linked > 5


def test_an_article_like_no_other_has_no_links(corpus: tuple[list[KeptTerms], Usage]) -> None:
    rows, usage = corpus
    alone = replace(rows[3], id=1_000_001, terms=vectors.count_terms("Quite", "something else").tobytes())
    judged = Arrival(alone, _without(rows, alone.id, usage), usage).judge({}, {}, load())
    assert (len(judged.own), judged.changed) == (0, {})
    assert len(Arrival(alone, [], usage).judge({}, {}, load()).own) == 0
