"""Counts of words in little memory answer as the library's own dictionaries do."""

import random

from wordsegment import Segmenter

from app.text.word_counts import WordCounts, segmenter


def test_the_same_words_have_the_same_counts() -> None:
    own = Segmenter.parse(Segmenter.UNIGRAMS_FILENAME)
    counts = WordCounts(Segmenter.UNIGRAMS_FILENAME)
    some = random.Random(1).sample(sorted(own), 500)
    assert [counts[word] for word in some] == [own[word] for word in some]
    assert all(word in counts for word in some)
    assert not any(f"{word}·" in counts for word in some)


def test_labels_are_told_apart_as_before() -> None:
    made = segmenter()
    assert made.segment("goldcoastbulletin") == ["gold", "coast", "bulletin"]
    assert made.segment("dailychela") == ["daily", "chela"]
