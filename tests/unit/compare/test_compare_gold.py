import json

import numpy as np
import pytest

from app.compare.gold import PARTIAL, SAME, read_gold
from app.compare.scorer import CutOffs
from app.compare.train import measure
from app.errors import UnreadableInputError

SENTENCES_A = ["The bridge was closed on Monday.", "Nobody was hurt."]
SENTENCES_B = ["On Monday the bridge was shut.", "It is old.", "No one came to harm, police said."]
PAIR = {
    "pair": "1",
    "event": "A bridge",
    "alignments": [
        {"a": [0], "b": [0], "relation": "same"},
        {"a": [1], "b": [2], "relation": "same"},
        {"a": [0], "b": [1], "relation": "partial"},
    ],
    "a": {"id": "x", "sentences": SENTENCES_A},
    "b": {"id": "twice", "sentences": SENTENCES_B},
}


@pytest.fixture
def files(tmp_path):
    gold, corpus = tmp_path / "gold.json", tmp_path / "corpus.jsonl"
    gold.write_text(json.dumps([PAIR, {**PAIR, "pair": "2", "event": "The same articles"}]))
    articles = [
        {"id": "x", "text": "\n\n".join(SENTENCES_A)},
        {"id": "twice", "text": " ".join(SENTENCES_B)},
        {"id": "twice", "text": "Another article under the same name."},
    ]
    corpus.write_text("\n".join(json.dumps(article) for article in articles))
    return gold, corpus


def test_gold_is_laid_over_the_passages(files):
    pair, again = read_gold(files[0], [files[1]])
    assert [p.text for p in pair.passages_b] == SENTENCES_B
    assert pair.levels().tolist() == [[SAME, PARTIAL, 0], [0, 0, SAME]]
    assert pair.group == again.group


def test_figures_count_what_a_reader_sees(files):
    pair = read_gold(files[0], [files[1]])[0]
    probability = np.array([[0.9, 0.0, 0.0], [0.0, 0.8, 0.05]])
    got = measure([pair], [probability], CutOffs(0.5, 0.1))
    assert (got["links"], got["links strictly right"], got["links right or partial"]) == (2, 0.5, 0.5)
    assert (got["statements"], got["recall"]) == (2, 0.5)
    # the last sentence of B has a counterpart that was missed
    assert (got["only here"], got["only here right"]) == (1, 0.0)


def test_an_article_that_is_nowhere_is_an_error(files):
    with pytest.raises(UnreadableInputError, match="no corpus file: twice"):
        read_gold(files[0], [])
