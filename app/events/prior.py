"""The shipped table of document frequencies: reading it, and the command that makes it.

``python -m app.events.prior CORPUS.jsonl.gz`` counts in how many articles of a corpus each stem stands and
writes the commonest to ``app/data/document_frequencies.txt.gz``. Only counts leave the corpus.
"""

import gzip
import json
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np

from app.events import method
from app.events.vectors import Frequencies
from app.resources import DOCUMENT_FREQUENCIES
from app.text.term_counts import COLUMNS, column
from app.text.term_vectors import Weights
from app.text.tokens import stem, words

_KEPT = 30_000
_TITLE_FIELDS = ("title", "headline")
_TEXT_FIELDS = ("content_original", "text", "content", "body")


def load(path: Path = DOCUMENT_FREQUENCIES) -> Frequencies:
    """The table, scaled down to ``PRIOR_ARTICLES`` articles, to be added to."""
    return Frequencies(_held(path), method.PRIOR_ARTICLES)


@cache
def _held(path: Path) -> Weights:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        header, *lines = file.read().splitlines()
    held = np.zeros(COLUMNS, dtype=np.float32)
    for line in lines:
        name, number = line.split("\t")
        held[column(name)] += int(number)
    articles = int(header.split()[1])
    return held * np.float32(method.PRIOR_ARTICLES / articles)


def make(corpus: Path, path: Path) -> int:
    """Count the stems of a JSON-lines corpus, write the table, and return how many articles were counted."""
    found: Counter[str] = Counter()
    articles = 0
    opener = gzip.open if corpus.suffix == ".gz" else open
    with opener(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            text = " ".join(
                next((record[name] for name in names if record.get(name)), "")
                for names in (_TITLE_FIELDS, _TEXT_FIELDS)
            )
            found.update({stem(word) for word in set(words(text))})
            articles += 1
    kept = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:_KEPT]
    header = f"# {articles} articles of {corpus.name}: in how many of them each stem stands"
    text = "\n".join([header, *(f"{name}\t{number}" for name, number in kept)]) + "\n"
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    return articles


if __name__ == "__main__":
    print(make(Path(sys.argv[1]), DOCUMENT_FREQUENCIES), "articles counted")
