"""Words and stems are those of SQLite where SQLite makes them, and those of Snowball elsewhere."""

import random
import sqlite3
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import pytest

from app.text.analysis import PLAIN, analysis_of, stem, stemmed, stems_of, tokens

_ENDINGS = (
    *("s", "es", "ies", "sses", "ed", "eed", "ing", "y", "e", "ational", "logi", "ization", "iveness"),
    *("fulness", "biliti", "ement", "ion", "ll", "ousli"),
)


class FullText:
    """A full-text table of SQLite that tells how it reads a text."""

    def __init__(self, tokenizer: str) -> None:
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(f"CREATE VIRTUAL TABLE texts USING fts5(text, tokenize='{tokenizer}')")
        self._connection.execute("CREATE VIRTUAL TABLE words USING fts5vocab(texts, 'instance')")

    def read(self, texts: list[str]) -> list[list[str]]:
        self._connection.execute("DELETE FROM texts")
        self._connection.executemany("INSERT INTO texts(rowid, text) VALUES (?, ?)", enumerate(texts))
        found: list[list[str]] = [[] for _ in texts]
        for number, word in self._connection.execute("SELECT doc, term FROM words ORDER BY doc, offset"):
            found[number].append(word)
        return found

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def folded() -> Iterator[FullText]:
    table = FullText("unicode61 remove_diacritics 2")
    yield table
    table.close()


@pytest.fixture
def english() -> Iterator[FullText]:
    table = FullText("porter unicode61 remove_diacritics 2")
    yield table
    table.close()


def _old_characters() -> list[str]:
    """What was in Unicode 3.2 (2002) and means the same today: SQLite's table has it."""
    return [
        char
        for char in map(chr, range(1, 0x110000))
        if (category := unicodedata.ucd_3_2_0.category(char)) not in ("Cn", "Cs")
        and category[0] == unicodedata.category(char)[0]
    ]


def _words(text: str) -> list[str]:
    return [token.word for token in tokens(text, "en")]


def test_every_character_is_read_as_sqlite_reads_it(folded: FullText) -> None:
    texts = [f"{char} x{char}y" for char in _old_characters() if unicodedata.category(char) != "Co"]
    texts += [f"{char} x{char}y" for char in "\ue000\uf8ff\U000f0000\U0010fffd\u0378\U000e0fff"]
    differences = [
        (text, ours, theirs)
        for text, theirs in zip(texts, folded.read(texts), strict=True)
        if (ours := _words(text)) != theirs
    ]
    assert len(texts) > 40_000
    # vowel signs of New Tai Lue and two of Vedic that have become letters since
    assert [text for text, _, _ in differences if not "\u19b0" <= text[0] <= "\u1cf3"] == []


def test_any_text_is_read_as_sqlite_reads_it(folded: FullText) -> None:
    chance = random.Random(20260507)
    scripts = [char for char in _old_characters() if ord(char) < 0x3100]
    usual = "aeinosßäöüéèçñøÅŁœﬁαβΣςάджйЁ ’'-.,_0123²½\u0301\u0308\u0327\u00ad\u200d"
    texts = [
        "".join(
            chance.choice(scripts if chance.random() < 0.3 else usual) for _ in range(chance.randrange(40))
        )
        for _ in range(3_000)
    ]
    for text, theirs in zip(texts, folded.read(texts), strict=True):
        assert _words(text) == theirs, repr(text)


def test_a_token_knows_its_place() -> None:
    text = "Cafe\u0301s — „Straße“, it’s 3.5 million\x00s"
    assert [text[token.start : token.end] for token in tokens(text, "en")] == [
        "Cafe\u0301s", "Straße", "it", "s", "3", "5", "million", "s",
    ]  # fmt: skip
    for analysis in ("en", "de", PLAIN):
        found = tokens("東京で25日、NATOの会議 ภาษาไทย", analysis)
        assert all(one.end <= two.start for one, two in pairwise(found))
    assert [token.word for token in found][:10] == [
        "東",
        "京",
        "で",
        "25",
        "日",
        "nato",
        "の",
        "会",
        "議",
        "ภ",
    ]


def test_english_stems_are_those_of_sqlite(english: FullText) -> None:
    chance = random.Random(1980)
    beginnings = [
        "".join(chance.choice("abcdefilmnorstuvyz") for _ in range(chance.randrange(8))) for _ in range(4_000)
    ]
    words = ["ies", "sses", "eeds", "sayyed", "yyed", "as", "is", "naïve", "größe", "x" * 70 + "ing", "été"]
    words += [
        beginning + chance.choice(_ENDINGS) + chance.choice(["", "s", "ed"]) for beginning in beginnings
    ]
    for word, theirs in zip(words, english.read(words), strict=True):
        assert [stem(found, "en") for found in _words(word)] == theirs, word


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("de", "Haus Häuser Häusern"),
        ("de", "Straße Strasse Straßen"),
        ("de", "Bürgermeister Buergermeister Burgermeister"),
        ("fr", "élection élections election ELECTIONS"),
        ("fr", "blessé blessée blessées blesser"),
        ("fr", "premier première premieres"),
        ("es", "niño niños nino"),
        ("es", "votación votaciones votacion"),
        ("es", "francés francesa franceses"),
        ("it", "città citta"),
        ("it", "elezione elezioni"),
        ("pt", "inundação inundações inundacao inundacoes"),
        ("pt", "responsável responsáveis"),
        ("nl", "boer boeren"),
        ("ru", "выборы выборов выборам"),
        ("sv", "röst röster rosterna"),
        ("ca", "elecció eleccions"),
    ],
)
def test_forms_of_a_word_have_one_stem(language: str, forms: str) -> None:
    assert len({stemmed(form, language) for form in forms.split()}) == 1


def test_the_language_decides() -> None:
    codes = {None: "en", "en": "en", "en-GB": "en", "pt-BR": "pt", "de_AT": "de", "FR": "fr"}
    assert {code: analysis_of(code) for code in codes} == codes
    assert {analysis_of(code) for code in ("zh", "ja", "ko", "th", "he", "hi", "xx", "")} == {PLAIN}
    assert stems_of("en-US", "Houses", "", "They run.", "") is None
    assert stems_of(None, "Houses", "", "They run.", "") is None
    assert stems_of("de", "Häuser", "", "Sie laufen.", "") == ("haus", "", "sie lauf", "")


def test_stems_are_read_as_they_were_made(folded: FullText) -> None:
    """The index of stems reads them once more: a word must stay one word."""
    texts = {
        "de": "Die größten Häuser der Straße. „So ist’s“, sagte Frau Müller-Lüdenscheidt.",
        "fr": "L’œuvre d’art a été volée aujourd’hui; « où ? » demanda-t-elle.",
        "tr": "İstanbul'da IĞDIR'lı çocuklar şarkı söyledi.",
        "ru": "Ёлка стояла в подъезде, йод и щётка.",
        "el": "Ο Οδυσσέας έφυγε από τις Αθήνες.",
        "zh": "市长说,GDP增长5%。",
        "th": "น้ำท่วมหนักในภาคเหนือ",
    }
    made = [stemmed(text, analysis_of(language)) for language, text in texts.items()]
    assert folded.read(made) == [one.split() for one in made]
    for language, text in texts.items():
        analysis = analysis_of(language)
        assert stemmed(text, analysis).split() == [stem(one.word, analysis) for one in tokens(text, analysis)]
