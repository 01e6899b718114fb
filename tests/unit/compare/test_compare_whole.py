import json

import numpy as np
import pytest

from app.compare.compare import compare, comparison_json
from app.compare.features import features
from app.compare.scorer import CutOffs, default_scorer, load_scorer
from app.records import BlockKind

TEXT_A = (
    "The city council of Springfield voted 7 to 2 on Tuesday to close the old power plant.",
    "Mayor Jane Quimby called the vote “a turning point for every family in this valley.” Rain fell all day.",
)
TEXT_B = (
    "“A turning point for every family in this valley,” Mayor Jane Quimby said.",
    "Springfield’s council voted on Tuesday, 7 to 2, to shut the old power plant. Staff feared for jobs.",
)


def test_a_statement_a_quotation_and_the_rest(article):
    c = compare([article(1, *TEXT_A)], [article(2, *TEXT_B)], name_a="Herald", name_b=None)
    relations = {(link.a[0], link.b[0]): link.relation for link in c.aligned}
    assert relations[("a0", "b1")] == "same"
    assert relations[("a1", "b0")] == "verbatim"
    assert c.only_a == ("a2",)
    assert c.only_b == ("b2",)
    assert (c.a.name, c.b.name, c.truncated) == ("Herald", None, False)


def test_an_article_against_itself_is_word_for_word(article):
    c = compare([article(1, *TEXT_A)], [article(2, *TEXT_A)], name_a=None, name_b=None)
    assert [(link.a, link.b, link.relation) for link in c.aligned] == [
        ((f"a{n}",), (f"b{n}",), "verbatim") for n in range(3)
    ]


def test_who_does_what_to_whom_may_not_be_reversed(article):
    one = "Senator Smith accused Governor Jones of lying about the cost of the new bridge."
    other = "Governor Jones accused Senator Smith of lying about the cost of the new bridge."
    passive = "Governor Jones was accused by Senator Smith of lying about the cost of the new bridge."
    (link,) = compare([article(1, one)], [article(2, other)], name_a=None, name_b=None).aligned
    assert link.relation == "related"
    (link,) = compare([article(1, one)], [article(2, passive)], name_a=None, name_b=None).aligned
    assert link.relation != "related"


def test_sides_may_be_empty(article):
    empty = article(2, (BlockKind.CAPTION, "A picture."))
    c = compare([article(1, *TEXT_A)], [empty], name_a=None, name_b=None)
    assert c.only_a == ("a0", "a1", "a2")
    assert not c.aligned
    assert not c.b.passages


def test_the_json_has_what_the_schema_promises(article):
    c = compare([article(1, *TEXT_A)], [article(2, *TEXT_B)], name_a="Herald", name_b=None)
    found = json.loads(json.dumps(comparison_json(c)))
    assert found["schema"] == "parallax.compare/1"
    ids = {side: {p["id"] for p in found[f"passages_{side}"]} for side in "ab"}
    for link in found["aligned"]:
        assert link["relation"] in {"verbatim", "same", "related"}
        assert 0 <= link["score"] <= 1
        assert ids["a"].issuperset(link["a"])
        assert ids["b"].issuperset(link["b"])
    assert ids["a"].issuperset(found["only_a"])
    assert found["a"] == {
        "name": "Herald",
        "articles": [{"id": 1, "external_id": "text-1.txt", "title": "Text 1", "url": None}],
    }


def test_another_scorer_can_take_the_place_of_the_model(article):
    class Never:
        cut_offs = CutOffs(0.5, 0.1)

        def score(self, passages_a, passages_b):
            return np.zeros((len(passages_a), len(passages_b)))

    c = compare([article(1, *TEXT_A)], [article(2, *TEXT_A)], name_a=None, name_b=None, scorer=Never())
    assert not c.aligned
    assert len(c.only_a) == len(c.only_b) == 3


def test_the_shipped_model_knows_exactly_the_features_there_are():
    scorer = default_scorer()
    assert scorer.names == tuple(features(["One thing."], ["Another thing."]))
    assert 0 < scorer.cut_offs.only < scorer.cut_offs.same < 1


def test_a_model_file_that_is_missing_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_scorer(tmp_path / "none.json")
