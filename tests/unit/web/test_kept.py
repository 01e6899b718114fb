"""Results that are kept, and those that are made while the reader has been answered already."""

import threading
from collections.abc import Callable

import pytest

from app.web.kept import Kept

_PATIENCE = 30.0


def _never() -> str:
    raise AssertionError("it is kept")


def _held(release: threading.Event) -> Callable[[], str]:
    def make() -> str:
        assert release.wait(_PATIENCE)
        return "made"

    return make


def test_what_takes_longer_is_made_once_and_kept() -> None:
    kept: Kept[str, str] = Kept(2)
    release, waited = threading.Event(), []
    assert kept.soon("a", _held(release), 0.0) is None
    # whoever asks meanwhile does not make it again
    assert kept.soon("a", _never, 0.0) is None
    waiting = threading.Thread(target=lambda: waited.append(kept.get("a", _never)))
    waiting.start()
    release.set()
    waiting.join(_PATIENCE)
    assert waited == ["made"]
    assert kept.soon("a", _never, 0.0) == "made"


def test_what_is_quick_is_there_at_once_and_what_fails_says_so() -> None:
    kept: Kept[str, str] = Kept(2)
    assert kept.soon("a", lambda: "made", _PATIENCE) == "made"

    def fail() -> str:
        raise ValueError("no such thing")

    with pytest.raises(ValueError, match="no such thing"):
        kept.soon("b", fail, _PATIENCE)
    # nothing of it is kept
    assert kept.get("b", lambda: "made after all") == "made after all"


def test_with_much_in_hand_a_reader_waits() -> None:
    kept: Kept[int, str] = Kept(9)
    release = threading.Event()
    assert [kept.soon(number, _held(release), 0.0) for number in range(4)] == [None] * 4
    assert kept.soon(4, lambda: "made by the one who asks", 0.0) == "made by the one who asks"
    release.set()
    assert kept.get(3, _never) == "made"


def test_the_oldest_goes_first() -> None:
    kept: Kept[int, int] = Kept(2)
    for number in (1, 2, 1, 3):
        kept.get(number, lambda number=number: number)  # type: ignore[misc]
    assert kept.get(1, lambda: -1) == 1
    assert kept.get(2, lambda: -2) == -2


def test_no_more_bytes_are_kept_than_may_be() -> None:
    kept: Kept[str, str] = Kept(9, size=len, most_bytes=10)
    for text in ("four", "five5", "four", "six666"):
        assert kept.get(text, lambda text=text: text) == text  # type: ignore[misc]
    assert kept.get("four", _never) == "four"
    assert kept.get("five5", lambda: "made anew") == "made anew"
    # who was told to come back for what alone is too large finds it; it goes for the next
    assert kept.get("huge", lambda: "eleven eleven") == "eleven eleven"
    assert kept.get("huge", _never) == "eleven eleven"
    assert kept.get("five5", lambda: "again") == "again"
    assert kept.get("huge", lambda: "1") == "1"
    assert kept.get("five5", _never) == "again"
    kept.clear()
    assert kept.get("ten", lambda: "ten letter") == "ten letter"
    assert kept.get("ten", _never) == "ten letter"


def test_what_was_cut_short_is_kept_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("app.web.kept.monotonic", lambda: now[0])
    kept: Kept[str, str] = Kept(2, is_passing=lambda made: made == "a part")
    assert kept.get("a", lambda: "a part") == "a part"
    assert kept.soon("a", _never, 0.0) == "a part"
    now[0] += 11
    assert kept.get("a", lambda: "all of it") == "all of it"
    now[0] += 1_000
    assert kept.get("a", _never) == "all of it"
