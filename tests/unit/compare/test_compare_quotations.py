"""Quotations that two texts use, the speakers' shares, and runs of words that both have."""

from collections.abc import Sequence

from app.compare.comparison import Passage
from app.compare.contrast import Stretch
from app.compare.quotations import quotations
from app.compare.reuse import reuse
from app.records import BlockKind
from app.text.sentences import sentence_spans


def passages(side: str, *paragraphs: str) -> list[Passage]:
    spans = [(number, text, span) for number, text in enumerate(paragraphs) for span in sentence_spans(text)]
    return [
        Passage(
            id=f"{side}{place}",
            article_id=1,
            block=number,
            kind=BlockKind.PARAGRAPH,
            start=start,
            end=end,
            text=text[start:end],
        )
        for place, (number, text, (start, end)) in enumerate(spans)
    ]


def shown(stretches: Sequence[Stretch]) -> str:
    return "".join(f"[{one.text}]" if one.shared else one.text for one in stretches)


def test_places_are_exact_over_sentences() -> None:
    side = passages("a", "It began. “One is here. Two is there,” Jane Doe said.")
    (one,) = quotations(side, []).a
    texts = {passage.id: passage.text for passage in side}
    assert [texts[p.passage][p.start : p.end] for p in one.places] == ["One is here.", "Two is there,"]
    assert (one.words, one.speaker) == (6, "Jane Doe")


def test_a_cut_quotation_is_found_and_the_cut_is_shown() -> None:
    a = passages("a", "“I love my sister, but she is dead wrong on the issue of marriage,” Mary Doe said.")
    b = passages("b", "Mary Doe wrote that her sister is “dead wrong on the issue” and no more.")
    (one,) = quotations(a, b).shared
    assert shown(one.stretches_a) == "I love my sister, but she is [dead wrong on the issue] of marriage,"
    assert shown(one.stretches_b) == "[dead wrong on the issue]"
    assert not one.identical
    assert one.speaker == "Mary Doe"
    assert one.passages == (("a0", "b0"),)


def test_an_altered_word_is_shown_and_brackets_are_not_compared() -> None:
    a = passages("a", "“We were asked to leave the room at once,” Jane Doe said.")
    b = passages("b", "“[They] were asked to leave this room at once ... ,” Doe said.")
    (one,) = quotations(a, b).shared
    assert shown(one.stretches_b).endswith("[asked to leave] this [room at once ... ,]") or "this" in shown(
        one.stretches_b
    )
    assert not one.identical


def test_the_same_words_are_identical_whatever_the_marks() -> None:
    a = passages("a", "“It’s over now,” Jane Doe said.")
    b = passages("b", '"It\'s over now," Jane Doe said.')
    found = quotations(a, b)
    assert [one.identical for one in found.shared] == [True]


def test_a_common_phrase_of_two_speakers_is_not_shared() -> None:
    a = passages("a", "“I do not think that anybody knows how this will end,” Jane Doe said.")
    b = passages("b", "“I do not think that he will come back to this town again,” John Roe said.")
    assert quotations(a, b).shared == ()


def test_speakers_are_merged_over_both_sides() -> None:
    a = passages("a", "“We will win this one,” Romney said.", "“Nobody knows that yet,” police said.")
    b = passages("b", "“We will stay here,” Mitt Romney said.", "It was “a matter of some days or weeks.”")
    found = quotations(a, b).speakers
    assert [(s.speaker, s.quotations_a, s.quotations_b, s.words_a, s.words_b) for s in found] == [
        ("Mitt Romney", 1, 1, 5, 4),
        ("police", 1, 0, 4, 0),
        (None, 0, 1, 0, 7),
    ]


def test_reuse_parts_what_is_quoted_and_counts_each_word_once() -> None:
    quote = "“we have worked for years to bring this home to everybody here”"
    plain = "The council met in the old town hall late on Monday night."
    a = passages("a", f"Jane Doe said {quote} again.", plain, "Something else was said.")
    b = passages("b", plain, f"According to Jane Doe, {quote} it was.", plain)
    found = reuse(a, b, quotations(a, b))
    assert [(run.words, run.quoted) for run in found.runs] == [(12, True), (12, False)]
    words = 4 + 12 + 12 + 4
    assert found.quoted_share_a == found.unquoted_share_a == round(12 / words, 4)
    texts = {passage.id: passage.text for passage in (*a, *b)}
    for run in found.runs:
        for places in (run.a, run.b):
            said = " ".join(texts[place.passage][place.start : place.end] for place in places)
            assert said.rstrip(".") == run.text.rstrip(".")


def test_runs_go_over_sentences_and_seven_words_are_none() -> None:
    a = passages("a", "He came home on Monday. Then he left town.", "Only seven words are in a row here.")
    b = passages("b", "So he came home on Monday. Then he left again.", "But seven words are in a row there.")
    found = reuse(a, b, quotations(a, b))
    assert [run.text for run in found.runs] == ["He came home on Monday Then he left"]
    assert [len(run.a) for run in found.runs] == [2]
