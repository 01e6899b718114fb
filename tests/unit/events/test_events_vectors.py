"""Counting terms and weighing them."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from app.events import method, prior, vectors
from app.text import term_counts


def _vectors(*articles: tuple[str, str]) -> csr_array:
    counts, starts = term_counts.join([vectors.count_terms(*article).tobytes() for article in articles])
    frequencies = prior.load()
    frequencies.add(counts, len(articles))
    return vectors.vectors(counts, starts, frequencies.weights())


def test_rows_have_unit_length_and_a_text_without_terms_has_none() -> None:
    rows = _vectors(("Bridge closed", "The bridge is closed."), ("", ""), ("", "It was the and of."))
    lengths = np.sqrt((rows * rows).sum(axis=1))
    assert lengths == pytest.approx([1, 0, 0])


def test_forms_of_a_word_and_diacritics_fall_together() -> None:
    rows = _vectors(("", "Élections contested"), ("", "election contests"))
    assert (rows[[0]] @ rows[[1]].T).toarray()[0, 0] == pytest.approx(1)


def test_what_title_and_lead_say_weighs_more_than_the_rest() -> None:
    background = " ".join(f"remark{number}" for number in range(method.LEAD_WORDS))
    rows = _vectors(
        ("", f"earthquake Lisbon {background}"),
        ("", f"{background} earthquake Lisbon"),
        ("Earthquake in Lisbon", background),
        ("", "earthquake Lisbon"),
    )
    lead, tail, titled = (rows[:3] @ rows[[3]].T).toarray()[:, 0]
    assert titled > lead > tail > 0


def test_a_word_of_every_article_weighs_less_than_it_does_in_the_shipped_table() -> None:
    counts = [vectors.count_terms("", f"cartel number{place}").tobytes() for place in range(40)]
    frequencies = prior.load()
    before = frequencies.weights()[term_counts.column("cartel")]
    frequencies.add(term_counts.join(counts)[0], len(counts))
    assert frequencies.weights()[term_counts.column("cartel")] < before / 2


def test_counts_beyond_their_ceilings_do_not_spill_into_one_another() -> None:
    counts = vectors.count_terms("flood " * 99, "flood " * 999)
    assert len(counts) == 1
    assert counts["term"][0] % term_counts.COLUMNS == term_counts.column("flood")
    assert counts["body"][0] == 255


def test_the_table_is_made_of_counts_alone(tmp_path: Path) -> None:
    corpus, table = tmp_path / "corpus.jsonl", tmp_path / "table.txt.gz"
    corpus.write_text('{"title": "Floods", "text": "The flood rose."}\n{"title": "", "content": "Rising"}\n')
    assert prior.make(corpus, table) == 2
    assert prior.load(table).weights()[term_counts.column("flood")] > 1
    first = table.read_bytes()
    prior.make(corpus, table)
    assert table.read_bytes() == first
