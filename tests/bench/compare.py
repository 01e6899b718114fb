"""The alignment of two articles, beside what string matchers cost on the same passages, and how it grows.

    python tests/bench/compare.py CORPUS.jsonl [--words 800] [--pairs 20]

CORPUS is JSON lines with ``text`` or ``content_original``, plain or gzipped. Measured are pairs of articles
of about so many words, each with the one most like it by its words: from passages to links, *cold* (nothing
kept of these texts; the model and the table of frequencies are in memory, as in a server that has compared
once) and *warm* (the same pair again). Times are of the processor, not of the clock. The peers in the same
run, over the same passages, say how like two passages are and no more:

- RapidFuzz, ``process.cdist`` with ``token_set_ratio`` on one worker,
- difflib, ``SequenceMatcher.ratio`` of the words of each pair.

Growth: sides of more and more words, made of several articles. Run it on one core: OMP_NUM_THREADS=1 and
OPENBLAS_NUM_THREADS=1.
"""

import argparse
import gzip
import itertools
import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from rapidfuzz import fuzz, process

from app.compare import align as aligning
from app.compare import contradictions, features, texts
from app.compare.align import align
from app.compare.comparison import Passage
from app.compare.evaluation import GoldText, article_of
from app.compare.passages import passages
from app.compare.scorer import default_scorer
from app.text import tokens
from app.text.sentences import sentences

_SAMPLE = 400  # articles among which the most alike are looked for
_GROWTH = (200, 400, 800, 1_600, 3_200, 6_400, 10_000)

Side = tuple[Passage, ...]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--words", type=int, default=800)
    parser.add_argument("--pairs", type=int, default=20)
    arguments = parser.parse_args()
    low, high = 0.85 * arguments.words, 1.15 * arguments.words
    found = (text for text in read(arguments.corpus) if low <= len(text.split()) <= high)
    chosen = list(itertools.islice(found, _SAMPLE))
    pairs = [(side(a, "a"), side(b, "b")) for a, b in most_alike(chosen)[: arguments.pairs]]
    linked(*pairs[0])
    middle = statistics.median(len(s) for pair in pairs for s in pair)
    print(f"{len(pairs)} pairs of about {arguments.words} words, {middle:.0f} passages a side")
    cold = [timed(lambda pair=pair: linked(*pair), forget) for pair in pairs]
    warm = [timed(lambda pair=pair: linked(*pair), lambda pair=pair: linked(*pair)) for pair in pairs]
    report("alignment, cold", cold, cold)
    report("alignment, warm", warm, cold)
    report("RapidFuzz cdist", [timed(lambda pair=pair: rapidfuzz(*pair)) for pair in pairs], cold)
    report("difflib ratio", [timed(lambda pair=pair: difflib(*pair)) for pair in pairs], cold)
    print("\nwords a side  passages  alignment, cold, ms  µs a pair of passages")
    for words in _GROWTH:
        a, b = (side(text, key) for text, key in zip(long_texts(arguments.corpus, words), "ab", strict=True))
        took = statistics.median(timed(lambda a=a, b=b: linked(a, b), forget) for _ in range(3))
        shape = f"{len(a)} × {len(b)}"
        print(f"{words:>12,}{shape:>10}{1_000 * took:>21.1f}{1e6 * took / len(a) / len(b):>23.1f}")


def read(corpus: Path) -> Iterator[str]:
    """The texts of a corpus of JSON lines."""
    opener = gzip.open if corpus.suffix == ".gz" else open
    with opener(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield record.get("text") or record.get("content_original") or ""


def most_alike(found: Sequence[str]) -> list[tuple[str, str]]:
    """Each text with the one that shares most of its words, the most alike first, copies left out."""
    bags = [frozenset(tokens.stems(text)) for text in found]
    best = []
    for i, bag in enumerate(bags):
        likeness = [(len(bag & other) / len(bag | other), j) for j, other in enumerate(bags) if j > i]
        share, j = max((pair for pair in likeness if pair[0] < 0.7), default=(0.0, i))
        best.append((share, found[i], found[j]))
    return [(a, b) for _, a, b in sorted(best, key=lambda pair: -pair[0])]


def long_texts(corpus: Path, words: int) -> tuple[str, str]:
    """Two texts of so many words, made of the corpus's articles in turn."""
    made: tuple[list[str], list[str]] = ([], [])
    for number, text in enumerate(read(corpus)):
        part = made[number % 2]
        short = words - sum(len(one.split()) for one in part)
        if short > 0:
            part.append(cut(text, short))
        elif all(sum(len(one.split()) for one in side) >= words for side in made):
            break
    return "\n".join(made[0]), "\n".join(made[1])


def cut(text: str, words: int) -> str:
    """The lines of a text until it has so many words."""
    kept: list[str] = []
    for line in text.splitlines():
        if words <= 0:
            break
        kept.append(" ".join(line.split()[:words]))
        words -= len(line.split())
    return "\n".join(kept)


def side(text: str, key: str) -> Side:
    """The passages of a text as those of one side."""
    found = [sentence for line in text.splitlines() for sentence in sentences(line)]
    return passages([article_of(GoldText(id=key, sentences=tuple(found)))], key)[0]


def linked(a: Side, b: Side) -> None:
    """From passages to links, as a comparison does it."""
    scorer = default_scorer()
    align(a, b, scorer.score([p.text for p in a], [p.text for p in b]), scorer.cut_offs)


def rapidfuzz(a: Side, b: Side) -> None:
    """Likeness by RapidFuzz."""
    process.cdist([p.text for p in a], [p.text for p in b], scorer=fuzz.token_set_ratio, workers=1)


def difflib(a: Side, b: Side) -> None:
    """Likeness by the standard library."""
    for one, other in itertools.product(a, b):
        SequenceMatcher(None, one.text.split(), other.text.split(), autojunk=False).ratio()


def forget() -> None:
    """Let go of all that is kept of texts."""
    for kept in (
        tokens.stem,
        texts.general_weight,
        texts._capitals,
        texts._without_names,
        features._grams,
        aligning._words,
        contradictions._acts,
        contradictions._content,
    ):
        kept.cache_clear()


def timed(work: Callable[[], None], before: Callable[[], None] | None = None) -> float:
    """Seconds of the processor that ``work`` takes."""
    if before:
        before()
    start = time.process_time()
    work()
    return time.process_time() - start


def report(name: str, took: Sequence[float], ours: Sequence[float]) -> None:
    """A line with the median, the highest, and the median beside ours."""
    middle = statistics.median(took)
    print(
        f"{name:<18} median {1_000 * middle:>7.1f} ms  highest {1_000 * max(took):>7.1f} ms"
        f"  × {middle / statistics.median(ours):.2f} of ours, cold"
    )


if __name__ == "__main__":
    main()
