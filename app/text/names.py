"""Names in news texts, told by their capitals: of people, places, bodies and laws alike. Pure.

No model and no list of names: what is found are runs of capitalised words. That serves languages that write
names with capitals and other nouns without; German and scripts without case yield nothing.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from whoosh.lang.stopwords import stoplists

from app.text.tokens import fold
from app.text.word_sets import word_set

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[A-Z]\.(?=\s[A-Z])|[^\W\d_]\w*(?:[-'’][^\W\d_]\w*)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_CAPITALS_FOR_ALL_NOUNS = frozenset(("de", "lb"))


_STOP_WORDS = frozenset(fold(word) for word in stoplists["en"]) | word_set(
    """also although another asked because but despite during even every few first however if instead last
    later many may meanwhile more most much nobody one other others our still that their there these
    those though three today two under unless what whether while yes"""
)
_CALENDAR = word_set(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december jan feb mar apr jun jul aug sept sep oct nov dec"""
)
# What stands before a name and is none of it.
_TITLES = word_set(
    """president senator sen sens representative rep reps governor gov mr mrs ms miss dr judge justice
    secretary attorney director chairman chairwoman chair speaker leader congressman congresswoman mayor
    sheriff agent general prime minister chancellor king queen prince pope rev sir lt gen col capt sgt
    officer chief vice candidate spokesman spokeswoman"""
)
# The same, unless the whole is the name of a body: Republican Mitt Romney, Republican National Committee.
_PARTIES = word_set("republican democratic democrat former the")
_CONTRACTION = re.compile(r"I['’]|[A-Z]-[A-Z]")  # I'm; D-Calif.
# how words are read is kept of those up to so many characters
_LONGEST_KEPT = 40
_SHORT = 5  # words of a sentence that may be names nearly all
_SPACES = frozenset((" ", "\u00a0"))
# A name that ends in one of these is that of a body or a place: its last word alone means something else.
_NO_SURNAMES = word_set(
    """house court senate party department state states city news committee street county university times
    post act administration agency bank board bureau caucus center church college commission company
    congress council force fund group hall institute party press school service team trust union america
    american americans democrats republicans association convention conference guard images east west
    north south hill republic security care gop"""
)
# One word before "of" that makes one name with what follows.
_HEADS = word_set(
    "secretary house department university bank bureau board office court city state ministry council isle"
)
_NO_NAMES = word_set(
    "image images photo photos getty ap afp reuters advertisement caption video story tweet jr sr tv pm am"
)


class _Word(NamedTuple):
    """``is_capital``: it may be part of a name. ``joined``: but a space parts it from the word before.

    Of a small word, other than "of", both ``joined`` and ``start`` mean nothing.
    """

    text: str
    folded: str
    is_capital: bool
    joined: bool
    start: int


class Mention(NamedTuple):
    """A name where it stands: characters of a text, without titles before it. ``key`` is it in folded words.

    ``sure``: it is no word that stands alone at the head of a sentence, which may be any.
    """

    text: int
    start: int
    end: int
    key: str
    sure: bool


def mentions(texts: Sequence[str], language: str | None = None) -> list[Mention]:
    """Every name in these sentences, in reading order; whether a word is a name is told from all of them.

    None in languages that write all nouns with capitals.
    """
    if not names_are_told(language):
        return []
    read = [list(_words(text)) for text in texts]
    small = {word.folded for sentence in read for word in sentence if not word.is_capital} | _STOP_WORDS
    found = []
    for number, sentence in enumerate(read):
        for run in _runs(sentence, small):
            last = run[-1]
            found.append(
                Mention(
                    text=number,
                    start=run[0].start,
                    end=last.start + len(last.text),
                    key=_key(run),
                    sure=len(run) > 1 or run[0] is not sentence[0],
                )
            )
    return found


def names_are_told(language: str | None) -> bool:
    """Whether names can be told by their capitals in this language."""
    return language not in _CAPITALS_FOR_ALL_NOUNS


def names_no_person(word: str) -> bool:
    """Whether a name that ends in this folded word is that of a body or a place: House, Senate, County."""
    return word in _NO_SURNAMES


def _key(run: Sequence[_Word]) -> str:
    return " ".join(word.folded for word in run if len(word.folded) > 1)


def _words(sentence: str) -> Iterator[_Word]:
    end = -1
    for match in _WORD.finditer(sentence):
        written = match[0]
        word = _read(written) if len(written) <= _LONGEST_KEPT else _read.__wrapped__(written)
        start = match.start()
        # of the others nobody asks where they stand
        if word.is_capital or word.text == "of":
            word = _Word(word.text, word.folded, word.is_capital, sentence[end:start] in _SPACES, start)
        yield word
        end = start + len(word.text)


@lru_cache(maxsize=20_000)
def _read(written: str) -> _Word:
    """A word as it is written, wherever it stands."""
    text = _POSSESSIVE.sub("", written) or written
    # Mexico-bound, I'm and D-Calif. are none
    last = text.rpartition("-")[2]
    is_capital = text[0].isupper() and last[0].isupper() and not _CONTRACTION.match(text)
    return _Word(text, fold(text).strip("."), is_capital, joined=False, start=-1)


def _runs(sentence: Sequence[_Word], small: Collection[str]) -> Iterator[list[_Word]]:
    """The names of a sentence, without titles before them. ``small`` words that begin it are none."""
    capitals = sum(word.is_capital for word in sentence[1:])
    if len(sentence) > _SHORT and capitals * 3 > 2 * (len(sentence) - 1):
        return  # a headline, or shouting
    run: list[_Word] = []
    for place, word in enumerate(sentence):
        if not word.is_capital:
            # most words, and most of them behind one that is no name either
            if run and _is_of(word, run, sentence[place + 1 : place + 2]):
                run.append(word)
            elif run:
                yield from _name(run)
                run = []
        elif (place == 0 and word.folded in small) or word.folded in _CALENDAR:
            yield from _name(run)
            run = []
        elif word.joined and run:
            run.append(word)
        else:
            yield from _name(run)
            run = [word]
    yield from _name(run)


def _is_of(word: _Word, run: Sequence[_Word], following: Sequence[_Word]) -> bool:
    """Whether "of" goes on with a name: House of Representatives, not Walker of Wisconsin."""
    if word.text != "of" or not 0 < len(run) < 3 or run[-1].folded not in _HEADS:
        return False
    return bool(following) and following[0].is_capital


def _name(run: list[_Word]) -> Iterator[list[_Word]]:
    """The name in a run of capitalised words: what stands behind the last title in it."""
    if not run:
        return
    last = len(run) - 1
    while last >= 0 and _is_title(run, last):
        last -= 1
    run = run[: last + 1]
    titles = [place for place in range(len(run)) if _is_title(run, place)]
    if titles:
        run = run[titles[-1] + 1 :]
    while run and run[0].folded in _STOP_WORDS and not run[0].text.isupper():
        run = run[1:]
    while run and run[-1].folded in _PARTIES:
        run = run[:-1]
    while len(run) > 1 and run[0].folded in _PARTIES and run[-1].folded not in _NO_SURNAMES:
        run = run[1:]
    folded = [word.folded for word in run if len(word.folded) > 1]
    if folded and not (len(folded) == 1 and folded[0] in _STOP_WORDS):
        yield run


def _is_title(run: Sequence[_Word], place: int) -> bool:
    word = run[place]
    if word.folded in _TITLES or word.folded in _NO_NAMES or (word.text == "of" and place == len(run) - 1):
        return True
    return place > 1 and run[place - 1].text == "of" and run[place - 2].folded == "secretary"
