import numpy as np
import pytest

from app.compare.compare import compare
from app.compare.evaluation import article_of, evaluate, parse_pairs, standing_for, tally
from app.compare.scorer import CutOffs
from app.errors import UnreadableInputError

PAIR = {
    "pair": "plant",
    "note": "passed over",
    "a": {
        "id": "one",
        "sentences": [
            "The city council of Springfield voted 7 to 2 on Tuesday to close the old power plant.",
            "Rain fell all day.",
        ],
    },
    "b": {
        "id": "two",
        "sentences": [
            "Staff feared for their jobs at the works.",
            "Springfield’s council voted on Tuesday, 7 to 2, to shut the old power plant.",
        ],
    },
    "alignments": [{"a": [0], "b": [1], "relation": "same", "note": "passed over"}],
}


class Sure:
    """Finds that the first sentence of A and the last of B say the same, and nothing else."""

    cut_offs = CutOffs(0.5, 0.1)

    def score(self, passages_a, passages_b):
        found = np.zeros((len(passages_a), len(passages_b)))
        found[0, -1] = 1.0
        return found


def compared(pair):
    return compare([article_of(pair.a)], [article_of(pair.b)], name_a=None, name_b=None, scorer=Sure())


def test_comparisons_are_scored_against_labelled_sentences():
    (pair,) = parse_pairs([PAIR])
    c = compared(pair)
    found = evaluate([(pair, c)], {"one"})
    assert (found.pairs, found.links, found.links_right, found.found) == (1, 1, 1.0, 1.0)
    assert (found.only, found.only_right, found.alone, found.alone_said) == (2, 1.0, 2, 1.0)
    assert found.from_sentences == ("one",)


def test_what_is_claimed_wrongly_is_counted():
    wrong = {**PAIR, "alignments": [{"a": [1], "b": [0], "relation": "same"}]}
    (pair,) = parse_pairs([wrong])
    c = compared(pair)
    found = evaluate([(pair, c)])
    assert (found.links, found.links_right, found.links_right_or_partial, found.found) == (1, 0.0, 0.0, 0.0)
    assert (found.only, found.only_right, found.alone, found.alone_said) == (2, 0.0, 2, 0.0)


def test_a_part_of_a_statement_is_no_statement():
    (pair,) = parse_pairs([{**PAIR, "alignments": [{"a": [0], "b": [1], "relation": "partial"}]}])
    c = compared(pair)
    sides = [standing_for(side.passages, text.sentences) for side, text in ((c.a, pair.a), (c.b, pair.b))]
    n = tally(c.aligned, c.only_a, c.only_b, *sides, pair.alignments)
    assert (n["links"], n["strict"], n["kind"], n["statements"]) == (1, 0, 1, 0)


@pytest.mark.parametrize(
    "value", [[], {}, [{"pair": "x"}], [{**PAIR, "alignments": [{"a": [9], "b": [0], "relation": "same"}]}]]
)
def test_what_is_no_list_of_labelled_pairs_is_refused(value):
    with pytest.raises(UnreadableInputError):
        parse_pairs(value)
