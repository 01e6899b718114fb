"""How texts become words and stems for the full-text indexes: the tokeniser of FTS5 once more, and a stemmer
for each language.

FTS5's own analysis (``unicode61 remove_diacritics 2``, with ``porter`` for English) is repeated here, so that
what matched can be marked in a text. Other languages are stemmed here alone (Snowball, snowballstem.org) and
stored as stems. Diacritics are taken off before, in texts and in queries alike: people leave them out, and a
word must be found as it is typed. Endings that a stemmer knows only with their diacritics get them back.
"""

import re
import threading
import unicodedata
from typing import NamedTuple

import Stemmer

from app.text.porter import porter

# FTS5 stems articles in English, and those whose language is not known.
ENGLISH = "en"
# Languages without a stemmer: words as they are written, folded.
PLAIN = "plain"
# Han, kana, Thai, Lao, Burmese and Khmer, as ranges of a regular expression: words are not parted by spaces.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)

_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french",
    "ga": "irish", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "nn": "norwegian", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "tr": "turkish",
}  # fmt: skip
# Hindi, Nepali, Tamil and Yiddish have stemmers, but FTS5 parts their words at the signs of their vowels.
_ENDINGS = {
    "ca": {"cio": "ció", "sio": "sió"},
    "es": {"cion": "ción", "frances": "francés", "ingles": "inglés", "portugues": "portugués"},
    "fr": {"ee": "ée", "ees": "ées", "iere": "ière", "ieres": "ières"},
    "pl": {"ow": "ów"},
    "pt": {
        "ao": "ão", "oes": "ões", "cao": "ção", "coes": "ções", "avel": "ável", "aveis": "áveis",
        "ivel": "ível", "iveis": "íveis", "ancia": "ância", "ancias": "âncias", "encia": "ência",
        "encias": "ências", "frances": "francês", "ingles": "inglês", "portugues": "português",
    },
    "ro": {"tie": "ție", "tii": "ții", "tia": "ția"},
}  # fmt: skip
"""Endings without their diacritics, where words that end so are written with them."""
_LONGEST_ENDING = max(len(ending) for endings in _ENDINGS.values() for ending in endings)
# the stemmers that this installation has
_KNOWN = frozenset(Stemmer.algorithms())
_MAJOR, _MINOR, _PATCH = (int(part) for part in Stemmer.version().split(".")[:3])
REVISION = 1_000_000 + _MAJOR * 10_000 + _MINOR * 100 + _PATCH
"""Which analysis this is: stems that another one made are made anew. The millions count our own changes."""
_MOST_KEPT = 200_000
_SPACE, _DROPPED = 0x20, 0x00
# The marks that FTS5 takes for part of the letter before; all others part words.
_MARKS = frozenset(
    {*range(0x300, 0x305), *range(0x306, 0x30D), *range(0x323, 0x329)}
    | {0x30F, 0x311, 0x31B, 0x32D, 0x32E, 0x330, 0x331}
)
_RUN = re.compile("[^ \0][^ ]*")
_RUN_OR_CHARACTER = re.compile(f"[{UNSPACED}]|[^ \0{UNSPACED}][^ {UNSPACED}]*")
_APART = re.compile(f"[{UNSPACED}]")


class Token(NamedTuple):
    """A word of a text: where it stands, in characters, and how it is folded."""

    start: int
    end: int
    word: str


class Stems(NamedTuple):
    """The stems of the texts of an article, as the index of stems holds them."""

    title: str
    dek: str
    body: str
    byline: str


class _Folding(dict[int, int]):
    """What stands for each character in a folded text: a letter or digit, a space, or nothing for a mark."""

    def __missing__(self, code: int) -> int:
        self[code] = found = _folded(chr(code))
        return found


def _folded(char: str) -> int:
    if ord(char) in _MARKS:
        return _DROPPED
    category = unicodedata.category(char)
    # To FTS5 what was no character yet when its table was made is part of a word.
    if category[0] not in "LN" and category not in ("Cn", "Co"):
        return _SPACE
    lowered = char.casefold()
    lowered = lowered if len(lowered) == 1 else char.lower()
    base = unicodedata.normalize("NFD", lowered)[0]
    # FTS5 takes marks off Latin letters only.
    if "a" <= base <= "z":
        return ord(base)
    return ord(lowered) if len(lowered) == 1 else ord(char)


# For str.translate. Each character has one for it, so places in a text stay what they are.
# One letter is missing in FTS5's table of letters with two marks.
FOLDING = _Folding({_DROPPED: _SPACE, 0x1E0: 0x1E1, 0x1E1: 0x1E1})


def analysis_of(language: str | None) -> str:
    """How articles in ``language`` (a code of ISO 639, perhaps with a region) are stemmed.

    ``en`` for English and when it is not known, the code of a language that has a stemmer, ``plain`` for
    others.
    """
    if language is None:
        return ENGLISH
    code = language.lower().replace("_", "-").partition("-")[0]
    if code == ENGLISH:
        return ENGLISH
    return code if _SNOWBALL.get(code) in _KNOWN else PLAIN


def tokens(text: str, analysis: str) -> list[Token]:
    """The words of ``text`` as the index of this analysis has them, in order, folded, not stemmed.

    FTS5's table is that of Unicode 6.1 (2012). Marks and symbols that were added since (most new emoji) part
    words here, and are parts of words there; capital letters that were added since stay capital there.
    """
    pattern = _RUN if analysis == ENGLISH else _RUN_OR_CHARACTER
    return [
        Token(found.start(), found.end(), found[0].replace("\0", ""))
        for found in pattern.finditer(text.translate(FOLDING))
    ]


def stem(word: str, analysis: str) -> str:
    """The stem of a folded ``word``; ``plain`` leaves it as it is."""
    if analysis == PLAIN:
        return word
    kept = _stems.setdefault(analysis, {})
    found = kept.get(word)
    if found is None:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        kept[word] = found = porter(word) if analysis == ENGLISH else _snowball(word, analysis)
    return found


def stemmed(text: str, analysis: str) -> str:
    """The stems of all words of ``text``, parted by spaces: what the index of stems holds, and is asked."""
    folded = text.translate(FOLDING).replace("\0", "")
    if analysis != ENGLISH:
        folded = _APART.sub(r" \g<0> ", folded)
    words = folded.split()
    kept = _stems.setdefault(analysis, {})
    return " ".join([kept.get(word) or stem(word, analysis) for word in words])


def stems_of(language: str | None, title: str, dek: str, body: str, byline: str) -> Stems | None:
    """What the index of stems holds of an article; None for English, which FTS5 stems itself."""
    analysis = analysis_of(language)
    if analysis == ENGLISH:
        return None
    return Stems(*(stemmed(text, analysis) for text in (title, dek, body, byline)))


# The stems of each analysis, by word.
_stems: dict[str, dict[str, str]] = {}
_snowballs: dict[str, Stemmer.Stemmer] = {}
# A stemmer holds the word it works on.
_lock = threading.Lock()


def _snowball(word: str, analysis: str) -> str:
    with _lock:
        stemmer = _snowballs.get(analysis)
        if stemmer is None:
            _snowballs[analysis] = stemmer = Stemmer.Stemmer(_SNOWBALL[analysis])
        found = str(stemmer.stemWord(_with_ending(word, analysis)))
    # a word that is nothing but an ending is left whole
    return found.translate(FOLDING).replace("\0", "") or word


def _with_ending(word: str, analysis: str) -> str:
    """A folded word with the diacritics of its ending."""
    endings = _ENDINGS.get(analysis, {})
    for length in range(_LONGEST_ENDING, 1, -1):
        written = endings.get(word[-length:])
        if written:
            return word[:-length] + written
    return word
