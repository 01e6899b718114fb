"""What both sides quote, and from whom: all quotations, those that both use, the speakers' shares. Pure."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import Indel

from app.compare.comparison import Passage
from app.compare.contrast import Place, Quotation, Quotations, SharedQuotation, SpeakerShare, Stretch
from app.text.person_names import is_name, one_name, same_person
from app.text.quotations import Quoted
from app.text.speakers import utterances
from app.text.tokens import fold

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_INSERTED = re.compile(r"\[[^\[\]]*\]")
# Words in a row that make two quotations one; when they are fewer, how much of the shorter one they must be,
# where both have one speaker, and where they have two; and the letters of a single word.
_LONG_RUN, _LONG_RUN_OF_TWO = 6, 8
_SHARE, _SHARE_OF_ONE, _SHARE_OF_TWO, _TELLING = 0.6, 0.5, 0.8, 5
# Words in a row that both must have to be compared.
_SEED = 3
# So many pairs of places of the same word are looked at one by one.
_MOST_PLACES = 20_000
# So many pairs of quotations are compared; two articles of real news have a few dozen that share three words.
_MOST_PAIRS = 3_000
_MOST_WORDS = 2_000


class _Words(NamedTuple):
    """The words of a quotation, small; for each its place: number, character offsets in the passage."""

    words: tuple[str, ...]
    at: tuple[tuple[int, int, int], ...]


class _Block(NamedTuple):
    """``size`` words from word ``a`` of one quotation, that are also from word ``b`` of the other."""

    a: int
    b: int
    size: int


def quotations(a: Sequence[Passage], b: Sequence[Passage]) -> Quotations:
    """The quotations of the passages of A and B, with their speakers, and which of them both sides use.

    Quotations are the same when most of the shorter one, or a long run of words, is in the other: so one that
    was cut, or of which words were changed, is found too. Words in square brackets are no part of it.
    """
    side_a, side_b = _side(a, "qa"), _side(b, "qb")
    names = _full_names([q.speaker for q in (*side_a, *side_b) if q.speaker])
    texts = {passage.id: passage.text for passage in (*a, *b)}
    return Quotations(
        a=side_a,
        b=side_b,
        shared=tuple(_shared(side_a, side_b, texts, names)),
        speakers=_speakers(side_a, side_b, names),
    )


def _side(passages: Sequence[Passage], prefix: str) -> tuple[Quotation, ...]:
    found: list[Quotation] = []
    for _, of_article in groupby(passages, key=lambda passage: passage.article_id):
        blocks = [list(group) for _, group in groupby(of_article, key=lambda passage: passage.block)]
        for utterance in utterances([_text(block) for block in blocks]):
            places = tuple(
                place for piece in utterance.pieces for place in _places(blocks[piece.paragraph], piece)
            )
            texts = {passage.id: passage.text for block in blocks for passage in block}
            words = sum(len(_WORD.findall(texts[p.passage], p.start, p.end)) for p in places)
            if places:
                name = f"{prefix}{len(found)}"
                found.append(Quotation(id=name, places=places, words=words, speaker=utterance.speaker))
    return tuple(found)


def _text(block: Sequence[Passage]) -> str:
    """The text of a block from its first passage on, with spaces between its passages."""
    parts: list[str] = []
    at = block[0].start
    for passage in block:
        parts += [" " * (passage.start - at), passage.text]
        at = passage.end
    return "".join(parts)


def _places(block: Sequence[Passage], piece: Quoted) -> Iterator[Place]:
    """A stretch of a block as places in its passages."""
    origin = block[0].start
    starts = [passage.start - origin for passage in block]
    number = max(0, bisect_right(starts, piece.start) - 1)
    while number < len(block) and starts[number] < piece.end:
        passage = block[number]
        start = max(0, piece.start - starts[number])
        end = min(len(passage.text), piece.end - starts[number])
        if start < end:
            yield Place(passage=passage.id, start=start, end=end)
        number += 1


def _full_names(speakers: Sequence[str]) -> dict[str, str]:
    """For every form of a speaker's name the fullest that either side has."""
    forms = sorted(set(speakers), key=lambda name: (-len(name.split()), -speakers.count(name), name))
    chosen: list[str] = []
    found: dict[str, str] = {}
    for form in forms:
        fitting = [name for name in chosen if same_person(name, form)]
        # a surname that two have stays by itself
        if len(fitting) == 1 or (fitting and len(form.split()) > 1):
            found[form] = fitting[0]
        else:
            found[form] = form
            chosen.append(form)
    return found


def _speakers(
    a: Sequence[Quotation], b: Sequence[Quotation], names: dict[str, str]
) -> tuple[SpeakerShare, ...]:
    counts: Counter[tuple[str | None, str]] = Counter()
    words: Counter[tuple[str | None, str]] = Counter()
    for side, found in (("a", a), ("b", b)):
        for quotation in found:
            speaker = names[quotation.speaker] if quotation.speaker else None
            counts[speaker, side] += 1
            words[speaker, side] += quotation.words
    speakers = dict.fromkeys(speaker for speaker, _ in counts)
    shares = [
        SpeakerShare(
            speaker=speaker,
            quotations_a=counts[speaker, "a"],
            quotations_b=counts[speaker, "b"],
            words_a=words[speaker, "a"],
            words_b=words[speaker, "b"],
        )
        for speaker in speakers
    ]
    return tuple(sorted(shares, key=lambda s: (s.speaker is None, -s.words_a - s.words_b, s.speaker or "")))


def _shared(
    a: Sequence[Quotation], b: Sequence[Quotation], texts: dict[str, str], names: dict[str, str]
) -> Iterator[SharedQuotation]:
    words_a, words_b = ([_words(q, texts) for q in side] for side in (a, b))
    for i, j in _candidates(words_a, words_b):
        one, two = words_a[i], words_b[j]
        blocks = _blocks(one.words, two.words)
        speakers = [names[q.speaker] if q.speaker else None for q in (a[i], b[j])]
        if not _is_same(one.words, two.words, blocks, speakers):
            continue
        in_a = {place + k for place, _, length in blocks for k in range(length)}
        in_b = {place + k for _, place, length in blocks for k in range(length)}
        yield SharedQuotation(
            a=a[i].id,
            b=b[j].id,
            speaker=one_name(*speakers),
            identical=one.words == two.words,
            stretches_a=_stretches(a[i], one, in_a, texts),
            stretches_b=_stretches(b[j], two, in_b, texts),
            passages=_passages(a[i], b[j], one, two, blocks),
        )


def _words(quotation: Quotation, texts: dict[str, str]) -> _Words:
    found: list[str] = []
    at: list[tuple[int, int, int]] = []
    for number, place in enumerate(quotation.places):
        text = texts[place.passage]
        inserted = (
            [match.span() for match in _INSERTED.finditer(text, place.start, place.end)]
            if "[" in text
            else []
        )
        for match in _WORD.finditer(text, place.start, place.end):
            start, end = match.span()
            if len(found) < _MOST_WORDS and not any(opened < start < closed for opened, closed in inserted):
                found.append(fold(match[0].replace("’", "'")))
                at.append((number, start, end))
    return _Words(tuple(found), tuple(at))


def _candidates(a: Sequence[_Words], b: Sequence[_Words]) -> list[tuple[int, int]]:
    """Pairs that share three words in a row, or one of which, when shorter, is in the other; in order."""
    sizes = {_SEED, *(len(one.words) for one in (*a, *b) if 0 < len(one.words) < _SEED)}
    holders: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    for j, two in enumerate(b):
        for gram in _grams(two.words, sizes):
            holders[gram].add(j)
    pairs: set[tuple[int, int]] = set()
    for i, one in enumerate(a):
        for gram in _grams(one.words, sizes):
            if gram not in holders:
                continue
            is_whole = len(gram) == _SEED or len(gram) == len(one.words)
            pairs.update((i, j) for j in holders[gram] if is_whole or len(b[j].words) == len(gram))
            if len(pairs) > _MOST_PAIRS:
                return sorted(pairs)[:_MOST_PAIRS]
    return sorted(pairs)


def _grams(words: tuple[str, ...], sizes: set[int]) -> Iterator[tuple[str, ...]]:
    for size in sizes:
        yield from (words[k : k + size] for k in range(len(words) - size + 1))


def _blocks(a: tuple[str, ...], b: tuple[str, ...]) -> list[_Block]:
    """What both have, in the same order, the longest runs first (Ratcliff and Obershelp).

    Where that would take long, by the longest common subsequence. Single words count only beside more that is
    shared.
    """
    times = Counter(a)
    if sum(times[word] for word in b) <= _MOST_PLACES:
        matched = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
        found = [_Block(*block) for block in matched if block.size]
    else:
        numbers = {word: number for number, word in enumerate({*a, *b})}
        steps = Indel.opcodes([numbers[word] for word in a], [numbers[word] for word in b])
        found = [
            _Block(step.src_start, step.dest_start, step.src_end - step.src_start)
            for step in steps
            if step.tag == "equal"
        ]
    if min(len(a), len(b)) < _SEED:
        return found
    beside = zip(found, [None, *found[:-1]], [*found[1:], None], strict=True)
    return [block for block, before, after in beside if block.size > 1 or _joins(block, before, after)]


def _joins(block: _Block, before: _Block | None, after: _Block | None) -> bool:
    """Whether no more than a word parts a single word from a longer run that is shared."""
    if before and before.size > 1 and block.a - before.a - before.size < 2 > block.b - before.b - before.size:
        return True
    return bool(after and after.size > 1 and after.a - block.a - 1 < 2 > after.b - block.b - 1)


def _is_same(
    a: tuple[str, ...], b: tuple[str, ...], blocks: Sequence[_Block], speakers: Sequence[str | None]
) -> bool:
    """Whether what two quotations share makes them one."""
    longest = max((block.size for block in blocks), default=0)
    shared = sum(block.size for block in blocks)
    shorter = min(len(a), len(b))
    one_speaker = None not in speakers and speakers[0] == speakers[1]
    are_two = all(speaker and is_name(speaker) for speaker in speakers) and not one_speaker
    if are_two and shorter >= _SEED and longest < _LONG_RUN_OF_TWO:
        return longest >= _SEED and shared >= _SHARE_OF_TWO * shorter
    if shorter < _SEED:
        telling = shorter > 1 or len(min(a, b, key=len)[0]) >= _TELLING
        return one_speaker and telling and longest == shorter
    if longest >= _LONG_RUN:
        return True
    return longest >= _SEED and shared >= (_SHARE_OF_ONE if one_speaker else _SHARE) * shorter


def _stretches(
    quotation: Quotation, words: _Words, shared: set[int], texts: dict[str, str]
) -> tuple[Stretch, ...]:
    """The text of a quotation, parted where words begin or cease to be in the other one, too."""
    found: list[tuple[str, bool]] = []
    here, at = -1, 0
    for index, (number, start, end) in enumerate(words.at):
        place = quotation.places[number]
        text = texts[place.passage]
        is_shared = index in shared
        begins = number != here
        gap = (" " if begins and found else "") + text[place.start if begins else at : start]
        is_last = index + 1 == len(words.at) or words.at[index + 1][0] != number
        word = text[start : place.end if is_last else end]
        if found and found[-1][1] == is_shared:
            found[-1] = (found[-1][0] + gap + word, is_shared)
        elif found and is_shared:
            # what stands between two words is shared only where both are
            found[-1] = (found[-1][0] + gap, False)
            found.append((word, True))
        else:
            found.append((gap + word, is_shared))
        here, at = number, end
    return tuple(Stretch(text=text, shared=is_shared) for text, is_shared in found)


def _passages(
    a: Quotation, b: Quotation, one: _Words, two: _Words, blocks: Sequence[_Block]
) -> tuple[tuple[str, str], ...]:
    """The passages that hold the same words of both quotations."""
    shared: Counter[tuple[int, int]] = Counter()
    for i, j, length in blocks:
        shared.update((one.at[i + k][0], two.at[j + k][0]) for k in range(length))
    whole_a, whole_b = (Counter(number for number, _, _ in words.at) for words in (one, two))
    return tuple(
        (a.places[i].passage, b.places[j].passage)
        for (i, j), count in sorted(shared.items())
        if count >= min(3, whole_a[i], whole_b[j])
    )
