"""Which language a text is written in."""

import re
import threading
from functools import lru_cache
from typing import Any

_SAMPLE = 600
_LEAST_LETTERS = 40
# Below this share of certainty a guess would be stated as knowledge.
_LEAST_PROBABILITY = 0.8
_lock = threading.Lock()
# Small words that no other candidate language has, or has rarely. In English news they make a fifth of a text
# (over 99 % of 3,130 articles have a tenth). A text with this share of them needs no model to be known.
_ENGLISH_WORDS = frozenset(
    """the of and to that with for by from has have had were which they their this it's he his said would who
    been""".split()  # noqa: SIM905
)
_ENGLISH_SHARE = 0.15
_ENGLISH_VARIETY = 5
_LATIN_WORD = re.compile(r"[^\W\d_]+(?:'s)?")

# The languages of the news that the corpus may hold; fewer candidates make short texts safer.
_CANDIDATES = (
    "ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id is it ja ko lt lv ms nl no pl pt ro ru sk sl "
    "sq sr sv sw ta th tl tr uk ur vi zh"
)
_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
    "español": "es", "italian": "it", "italiano": "it", "portuguese": "pt", "português": "pt", "dutch": "nl",
    "nederlands": "nl", "russian": "ru", "chinese": "zh", "japanese": "ja", "arabic": "ar", "polish": "pl",
    "swedish": "sv", "danish": "da", "norwegian": "no", "turkish": "tr", "ukrainian": "uk", "hindi": "hi",
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt",
}  # fmt: skip


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_CANDIDATES.split())
    return identifier


def detect(text: str) -> str | None:
    """The ISO 639-1 code of the language of ``text``, or None when there is too little to tell.

    Reads the first 600 characters. The model is loaded at the first text that is not plainly English (about
    half a second).
    """
    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _LEAST_LETTERS:
        # Scripts without spaces say more in fewer characters.
        wide = sum("\u3040" <= char <= "\uffdc" for char in sample)
        if wide < _LEAST_LETTERS // 4:
            return None
    if _plainly_english(sample):
        return "en"
    with _lock:
        language, probability = _identifier().classify(sample)
    return str(language) if probability >= _LEAST_PROBABILITY else None


def _plainly_english(sample: str) -> bool:
    words = _LATIN_WORD.findall(sample.lower().replace("’", "'"))
    found = [word for word in words if word in _ENGLISH_WORDS]
    return len(found) >= len(words) * _ENGLISH_SHARE and len(set(found)) >= _ENGLISH_VARIETY


def normalise(stated: str) -> str | None:
    """The two-letter code for a language as pages and records state it (``en-US``, ``English``), or None."""
    lowered = stated.strip().lower().replace("_", "-")
    if lowered in _NAMES:
        return _NAMES[lowered]
    head = lowered.split("-")[0]
    if head in _NAMES:
        return _NAMES[head]
    return head if len(head) == 2 and head.isascii() and head.isalpha() else None
