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


@pytest.mark.parametrize(
    "aside",
    [
        "OPINION: Council closes the harbour bridge",
        "Can the council close the harbour bridge?",
        "Why the council closes the harbour bridge",
        "The council and the harbour bridge, explained",
        "Harbour bridge closes: 5 things to know of the council",
        "Poll: council closes harbour bridge",
        "Harbour bridge",
    ],
)
def test_a_report_comes_before_comments_questions_lists_and_names(aside: str) -> None:
    report = "Council closes old harbour bridge"
    assert choose(_stated(aside, report, "Ferries for the harbour until June")) == report


def test_a_question_is_the_title_where_it_is_all_there_is() -> None:
    assert choose(_stated("Will the bridge close?", "Ferries: why?")) == "Will the bridge close?"


def test_what_a_player_left_is_trimmed() -> None:
    assert trim("Bridge Closed For Months Listen· 5:54", set()) == "Bridge Closed For Months"
    assert trim("Listen to the bridge · 5 voices", set()) == "Listen to the bridge · 5 voices"


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
