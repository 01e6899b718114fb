import pytest

from app.text.sentences import sentence_spans, sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The U.S. Secretary of State left. He was tired.",
         ["The U.S. Secretary of State left.", "He was tired."]),
        ("They went to the U.S. The trip was long.", ["They went to the U.S.", "The trip was long."]),
        ("Mr. Smith met Gov. Jones and Sen. Ray in St. Louis.", None),
        ("George W. Bush and J. Edgar Hoover met.", None),
        ("It began at 5 a.m. Tuesday. It ended at 6 p.m. Nobody came.",
         ["It began at 5 a.m. Tuesday.", "It ended at 6 p.m.", "Nobody came."]),
        ("He was No. 2 on Jan. 6 at 3.5 percent.", None),
        ("“We will win.” Then he left.", ["“We will win.”", "Then he left."]),
        ('She said "no." He said "yes." End', ['She said "no."', 'He said "yes."', "End"]),
        ("“Are you sure?” he asked.", None),
        ("“Are you sure?” Trump asked.", None),
        ("Well ... maybe. But…  No.", ["Well ... maybe.", "But…", "No."]),
        ("(He left early.) She stayed.", ["(He left early.)", "She stayed."]),
        ("One line\nAnother line.\n\nA third.", ["One line", "Another line.", "A third."]),
        ("Acme Inc. shares fell. Apple Inc. The next day",
         ["Acme Inc. shares fell.", "Apple Inc.", "The next day"]),
        ("Am 3. Mai kam Dr. Kohl. Er ging.", ["Am 3. Mai kam Dr. Kohl.", "Er ging."]),
        ("Il a dit « oui. » Elle part.", ["Il a dit « oui. »", "Elle part."]),
        ("Yahoo! News reported it.", None),
        ("Visit example.com for more. Thanks!", ["Visit example.com for more.", "Thanks!"]),
        ("他来了。她走了。", ["他来了。", "她走了。"]),
        ("  ", []),
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_ends_them(text: str, parts: list[str] | None) -> None:
    assert sentences(text) == ([text] if parts is None else parts)


def test_spans_point_into_the_text_and_leave_only_space_out() -> None:
    text = " One.  Two!\n\n“Three?” Four\u00a0\r\nFive. "
    spans = sentence_spans(text)
    assert [text[a:b] for a, b in spans] == ["One.", "Two!", "“Three?”", "Four", "Five."]
    covered = {i for a, b in spans for i in range(a, b)}
    assert all(char.isspace() for i, char in enumerate(text) if i not in covered)
