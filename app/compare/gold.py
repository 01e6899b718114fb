"""Hand-made alignments for training and measuring: sentence pairs of real articles, judged by a reader."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.compare.comparison import Passage
from app.compare.evaluation import GoldAlignment
from app.compare.passages import LIMIT
from app.errors import UnreadableInputError
from app.records import BlockKind
from app.text.sentences import sentence_spans

PARTIAL, SAME = 1, 2
_LEVELS = {"partial": PARTIAL, "same": SAME, "verbatim": SAME}
_WORD = re.compile(r"\w+")
_STANDS_FOR = 0.6  # share of the shorter one's words that a passage and a gold sentence have in common
_SIDES: tuple[Literal["a", "b"], Literal["a", "b"]] = ("a", "b")


@dataclass(frozen=True)
class GoldPair:
    """Two articles cut into passages, with what the reader found.

    ``alignments`` are the statements that both make, in whole or in part; ``level`` holds for every pair of
    sentences 0, PARTIAL or SAME. ``stands_a`` and ``stands_b`` hold for every passage the gold sentences it
    stands for.
    """

    name: str
    group: str
    passages_a: tuple[Passage, ...]
    passages_b: tuple[Passage, ...]
    level: NDArray[np.int64]
    alignments: tuple[GoldAlignment, ...]
    stands_a: tuple[frozenset[int], ...]
    stands_b: tuple[frozenset[int], ...]

    def levels(self) -> NDArray[np.int64]:
        """The level of every pair of passages: the best of the sentences they stand for."""
        found = np.zeros((len(self.passages_a), len(self.passages_b)), dtype=np.int64)
        for i, rows in enumerate(self.stands_a):
            for j, columns in enumerate(self.stands_b):
                if rows and columns:
                    found[i, j] = self.level[np.ix_(sorted(rows), sorted(columns))].max()
        return found


def read_gold(gold: Path, corpora: Iterable[Path]) -> list[GoldPair]:
    """The pairs of ``gold`` whose articles lie in ``corpora`` (JSON lines, may be gzipped).

    Raises UnreadableInputError when an article is in none of them.
    """
    pairs = json.loads(gold.read_text(encoding="utf-8"))
    wanted = {pair[side]["id"] for pair in pairs for side in _SIDES}
    texts: dict[str, list[str]] = {key: [] for key in wanted}
    for path in corpora:
        for key, text in _articles(path):
            if key in wanted:
                texts[key].append(text)
    if missing := sorted(key for key, found in texts.items() if not found):
        raise UnreadableInputError(f"{len(missing)} articles of the gold are in no corpus file: {missing[0]}")
    groups = _groups(pairs)
    return [_pair(pair, groups[number], texts) for number, pair in enumerate(pairs)]


def _articles(path: Path) -> Iterator[tuple[str, str]]:
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8") as lines
    ):
        for line in lines:
            record = json.loads(line)
            yield record.get("id") or record["ID"], record.get("text") or record.get("content_original") or ""


def _groups(pairs: Sequence[Mapping[str, Any]]) -> list[str]:
    """A group for every pair, so that pairs of one event or with a common article share it."""
    group_of: dict[str, str] = {}
    found = []
    for pair in pairs:
        keys = [f"event {pair.get('event', pair['pair'])}", *(pair[side]["id"] for side in _SIDES)]
        group = next((group_of[key] for key in keys if key in group_of), keys[0])
        group_of.update(dict.fromkeys(keys, group))
        found.append(group)
    return found


def _pair(pair: Mapping[str, Any], group: str, texts: Mapping[str, Sequence[str]]) -> GoldPair:
    sentences = {side: pair[side]["sentences"] for side in _SIDES}
    level = np.zeros((len(sentences["a"]), len(sentences["b"])), dtype=np.int64)
    alignments = tuple(
        GoldAlignment(a=record["a"], b=record["b"], relation=record["relation"])
        for record in pair["alignments"]
    )
    for alignment in alignments:
        for cell in alignment.cells:
            level[cell] = max(level[cell], _LEVELS[alignment.relation])
    chosen = {side: _likeliest(texts[pair[side]["id"]], sentences[side]) for side in _SIDES}
    passages = {side: _passages(chosen[side], side) for side in _SIDES}
    stands = {side: tuple(_stands_for(p.text, sentences[side]) for p in passages[side]) for side in _SIDES}
    return GoldPair(
        pair["pair"], group, passages["a"], passages["b"], level, alignments, stands["a"], stands["b"]
    )


def _likeliest(texts: Sequence[str], sentences: Sequence[str]) -> str:
    """The text that holds most of the sentences: a corpus may give one id to several articles."""
    return max(texts, key=lambda text: sum(sentence in text for sentence in sentences))


def _passages(text: str, side: str) -> tuple[Passage, ...]:
    spans = [(line, *span) for line in text.split("\n") for span in sentence_spans(line)]
    cut = [(line[start:end], start, end) for line, start, end in spans if _WORD.search(line[start:end])]
    return tuple(
        Passage(
            id=f"{side}{n}", article_id=0, block=0, kind=BlockKind.PARAGRAPH, start=start, end=end, text=piece
        )
        for n, (piece, start, end) in enumerate(cut[:LIMIT])
    )


def _stands_for(passage: str, sentences: Sequence[str]) -> frozenset[int]:
    """The gold sentences a passage stands for: the equal one, else those in or around it, else by words."""
    own = _WORD.findall(passage.lower())
    bags = [_WORD.findall(sentence.lower()) for sentence in sentences]
    bag = Counter(own)
    near = [
        n
        for n, other in enumerate(bags)
        if other and own and (bag & Counter(other)).total() >= _STANDS_FOR * min(len(own), len(other))
    ]
    equal = [n for n in near if bags[n] == own]
    if equal or len(near) < 2:
        return frozenset(equal or near)
    joined = " ".join(own)
    inside = [
        n for n in near if len(bags[n]) > 2 and (" ".join(bags[n]) in joined or joined in " ".join(bags[n]))
    ]
    return frozenset(inside or near)
