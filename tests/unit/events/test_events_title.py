"""Choosing an event's title."""

import pytest

from app.events.title import UNTITLED, Headline, choose, trim


def _stated(*titles: str) -> list[Headline]:
    return [Headline(title, stated=True) for title in titles]


def test_the_headline_that_shares_most_with_the_others_wins() -> None:
    titles = _stated(
        "What a week it was",
        "Council votes to close the harbour bridge",
        "Harbour bridge to close",
        "Closed!",
    )
    assert choose(titles) in {"Council votes to close the harbour bridge", "Harbour bridge to close"}


def test_of_equals_the_first_wins() -> None:
    assert choose(_stated("Bridge closed", "Ferries begin")) == "Bridge closed"


def test_a_title_made_from_the_text_counts_only_where_none_is_stated() -> None:
    made = Headline("The bridge is closed, the council said", stated=False)
    assert choose([made, made, *_stated("Ferries begin")]) == "Ferries begin"
    assert choose([made, *_stated("")]) == made.title


def test_without_any_title_it_says_so() -> None:
    assert choose(_stated("", "  ")) == UNTITLED


@pytest.mark.parametrize(
    "title",
    [
        "Bridge closed | The Daily Ledger",
        "Bridge closed - Daily Ledger",
        "Daily Ledger: news | Bridge closed – THE DAILY LEDGER",
        "Bridge  closed\n| Daily Ledger | The Daily Ledger",
    ],
)
def test_outlets_are_trimmed_off_either_end(title: str) -> None:
    trimmed = choose([Headline(title, stated=True, outlet="The Daily Ledger")])
    assert trimmed.endswith("Bridge closed")
    assert "ledger" not in trimmed.lower().removeprefix("daily ledger: news")


def test_only_names_of_outlets_are_trimmed() -> None:
    assert trim("Trump – Kim talks", {"dailyledger"}) == "Trump – Kim talks"
    assert trim("Daily Ledger", {"dailyledger"}) == "Daily Ledger"
