"""Places in the texts of a comparison: links to sentences, and sentences cut to what stands around a word."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.compare.comparison import Comparison
from app.compare.contrast import Place
from app.web.compare.compare_marks import languages

# characters of a sentence shown on either side of a value
_AROUND = 130


@dataclass(frozen=True)
class Spot:
    """A link to a passage: ``words`` counts it in its side (``sentence 13``), ``letter`` is the side's.

    ``lang`` is the language of what stands there.
    """

    letter: str
    href: str
    words: str
    lang: str | None


@dataclass(frozen=True)
class Excerpt:
    """A sentence around some of its characters; cut with "…" at a word where it is long."""

    before: str
    marked: str
    after: str
    spot: Spot


class Places:
    """The passages of a comparison by id. ``words`` counts the words of each side."""

    def __init__(self, c: Comparison) -> None:
        self._text = {passage.id: passage.text for side in (c.a, c.b) for passage in side.passages}
        stated = languages(c.a) | languages(c.b)
        self._spot = {
            passage.id: Spot(letter, f"#{passage.id}", f"sentence {number}", stated[passage.id])
            for letter, side in (("A", c.a), ("B", c.b))
            for number, passage in enumerate(side.passages, start=1)
        }
        self.words = {
            letter: sum(len(passage.text.split()) for passage in side.passages)
            for letter, side in (("A", c.a), ("B", c.b))
        }

    def passage(self, key: str) -> Spot:
        """Where a passage stands."""
        return self._spot[key]

    def spot(self, place: Place) -> Spot:
        """Where the passage of a place stands."""
        return self._spot[place.passage]

    def text(self, places: Iterable[Place], *, with_marks: bool = False) -> str:
        """The words of some places, one after the other; "…" where words stand between them.

        ``with_marks`` keeps what ends one sentence and opens the next.
        """
        words = ""
        last: Place | None = None
        for place in places:
            text = self._text[place.passage]
            if last:
                ends, opens = self._text[last.passage][last.end :].strip(), text[: place.start].strip()
                follows = last.passage != place.passage and _bare(ends) and _bare(opens)
                between = f"{ends} {opens}" if with_marks else " "
                words += between if follows else " … "
            words += text[place.start : place.end]
            last = place
        return words

    def opening(self, key: str, most: int) -> str:
        """A passage, or its first words with "…" when it has more than ``most`` characters."""
        return cut(self._text[key], most)

    def excerpt(self, place: Place) -> Excerpt:
        """The sentence of a place, with the place marked."""
        text = self._text[place.passage]
        return Excerpt(
            _tail(text[: place.start], _AROUND),
            text[place.start : place.end],
            cut(text[place.end :], _AROUND),
            self._spot[place.passage],
        )


def _bare(text: str) -> bool:
    """Whether there are no words in ``text``."""
    return not any(character.isalnum() for character in text)


def cut(text: str, most: int) -> str:
    """``text``, or its first words with "…" when it has more than ``most`` characters."""
    if len(text) <= most:
        return text
    head = text[:most]
    return f"{head.rpartition(' ')[0] or head} …"


def _tail(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    tail = text[-most:]
    return f"… {tail.partition(' ')[2] or tail}"
