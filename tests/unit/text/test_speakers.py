"""Who is quoted: verbs before, behind and between, the traps, pronouns and descriptions."""

import pytest

from app.text.person_names import one_name, same_person
from app.text.speakers import utterances


def speakers(*paragraphs: str) -> list[str | None]:
    return [one.speaker for one in utterances(paragraphs)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We will win this one,” Jane Doe said.", "Jane Doe"),
        ("“We will win this one,” said Jane Doe of Ohio.", "Jane Doe"),
        ("Jane Doe said: “We will win this one.”", "Jane Doe"),
        ("Rep. Jane Doe of California, who leads the panel, said, “We will win.”", "Jane Doe"),
        ("“We will win this one,” Sen. Jane Doe (D-Ohio) told reporters on Capitol Hill.", "Jane Doe"),
        ("“We will win this one,” Jane Doe, a spokeswoman for the White House, said.", "Jane Doe"),
        ("“We will win this one,” said the leader of the Senate, Jane Doe.", "Jane Doe"),
        ("On Wednesday in Iowa, Jane Doe called it “a day for all of us to cheer.”", "Jane Doe"),
        ("Jane Doe met John Roe on Friday, saying “we have a deal at last.”", "Jane Doe"),
        ("A day after saying that “we have a deal at last,” Jane Doe left the talks.", "Jane Doe"),
        ("Asked if John Roe would stay, Jane Doe replied, “I do not know that.”", "Jane Doe"),
        ("Jane Doe’s remark that “we have a deal at last” was heard.", "Jane Doe"),
        ("According to Jane Doe, “we have a deal at last.”", "Jane Doe"),
        ("“We will win this one,” Doe campaign manager Jim Roe tweeted.", "Jim Roe"),
        ("“We will win this one,” police said.", "police"),
        ("“We will win this one,” one union official said.", "one union official"),
        (
            "“We will win this one,” according to a statement from the Justice Department.",
            "Justice Department",
        ),
        ("Jane Doe: “We will win this one.”", "Jane Doe"),
        ("Jane Doe was told that “nothing could be done about it.”", None),
        ("They went to see “a house that nobody lived in.”", None),
    ],
)
def test_the_subject_of_the_reporting_verb(text: str, speaker: str | None) -> None:
    assert speakers(text) == [speaker]


def test_an_interrupted_quotation_is_one_utterance() -> None:
    found = utterances(["“We will,” Jane Doe said, “win this.”", "“We will,” Jane Doe said. “Trust us.”"])
    assert [(len(one.pieces), one.speaker) for one in found] == [(2, "Jane Doe"), (2, "Jane Doe")]


def test_a_quotation_over_paragraphs_is_one_utterance() -> None:
    found = utterances(["Jane Doe said: “We will win.", "“And we will stay,” she added."])
    assert [(len(one.pieces), one.speaker) for one in found] == [(2, "Jane Doe")]


def test_surnames_pronouns_and_offices_mean_who_was_named() -> None:
    assert speakers(
        "Gov. John Roe met Mary Doe, the mayor, on Monday.",
        "“I was glad to come,” Mr. Roe said.",
        "Ms. Doe spoke after him.",
        "“It was a pleasure to have him,” she said.",
        "“We will meet again,” the governor said.",
        "“So we will,” the mayor answered.",
    ) == ["John Roe", "Mary Doe", "John Roe", "Mary Doe"]


def test_of_two_with_one_surname_the_honorific_decides() -> None:
    texts = ("Bill Doe and Hillary Doe came.", "“I am glad to be here,” Mrs. Doe said.")
    assert speakers(*texts) == ["Hillary Doe"]


def test_paragraphs_that_are_all_quotation_go_on_with_the_speaker_before() -> None:
    assert speakers("“We will win this one,” Jane Doe said.", "“And we will stay for good.”") == [
        "Jane Doe",
        "Jane Doe",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “gang of eight” met again.",
        "He was seen on NBC’s “Meet the Press.”",
        "Jane Doe said so on the program “State of the Union.”",
        "The vote on “Obamacare” was put off.",
    ],
)
def test_scare_quotes_and_works_are_no_quotations(text: str) -> None:
    assert utterances([text]) == ()


def test_datelines_days_and_places_do_not_speak() -> None:
    assert speakers("WASHINGTON (AP) — On Tuesday in Texas, Jane Doe said it was “all but certain.”") == [
        "Jane Doe"
    ]


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Romney", "Mitt Romney", True),
        ("Joseph R. Biden Jr.", "Joe Biden", True),
        ("Bill Clinton", "Hillary Clinton", False),
        ("the report", "The report", True),
        ("the report", "a first report", False),
        ("Raúl R. Labrador", "Raul Labrador", True),
    ],
)
def test_forms_of_one_name(one: str, two: str, same: bool) -> None:
    assert same_person(one, two) is same


def test_the_form_that_tells_most() -> None:
    assert one_name("the president", "Barack Obama") == "Barack Obama"
    assert one_name("Obama", "Barack Obama") == "Barack Obama"
    assert one_name(None, "Obama") == "Obama"
