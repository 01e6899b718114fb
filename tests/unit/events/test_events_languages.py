"""Articles in other languages than English: counted by their own analysis, grouped by what they report."""

from collections.abc import Sequence
from typing import NamedTuple

import pytest

from app.events import grouping, prior, vectors
from app.events.facts import facts
from app.text import term_counts
from app.text.analysis import analysis_of
from app.text.kept_terms import KeptTerms

_DAY = 738_950


class _Article(NamedTuple):
    event: str
    title: str
    body: str


_ARTICLES = {
    "de": (
        _Article(
            "train",
            "Güterzug entgleist bei Lindau, Strecke gesperrt",
            "Ein Güterzug ist am Dienstag bei Lindau entgleist. Elf Waggons sprangen aus den Schienen, "
            "verletzt wurde niemand. Die Strecke am Bodensee bleibt bis Freitag gesperrt.",
        ),
        _Article(
            "train",
            "Elf Waggons aus den Schienen: Bodenseestrecke nach Unfall dicht",
            "Nach der Entgleisung eines Güterzugs nahe Lindau ermittelt die Polizei. Elf Waggons liegen "
            "neben den Schienen am Bodensee. Verletzte gab es nicht, die Bahn will die Strecke am Freitag "
            "freigeben.",
        ),
        _Article(
            "strike",
            "Pflegekräfte streiken in vierzig Kliniken",
            "In vierzig Kliniken haben am Dienstag die Pflegekräfte gestreikt. Die Gewerkschaft fordert acht "
            "Prozent mehr Lohn, die Arbeitgeber wollen erst im Herbst wieder verhandeln.",
        ),
        _Article(
            "strike",
            "Gewerkschaft ruft Pflegekräfte zum Streik: acht Prozent mehr Lohn gefordert",
            "Tausende Pflegekräfte sind dem Aufruf der Gewerkschaft gefolgt und streiken in vierzig "
            "Kliniken. Sie will acht Prozent mehr Lohn. Die Arbeitgeber nannten den Streik maßlos.",
        ),
    ),
    "es": (
        _Article(
            "ferry",
            "Un transbordador encalla frente a Almería con doscientos pasajeros",
            "Un transbordador con doscientos pasajeros encalló el martes frente al puerto de Almería. Los "
            "pasajeros fueron evacuados en lanchas y no hubo heridos, según la guardia costera.",
        ),
        _Article(
            "ferry",
            "Evacuados los pasajeros del transbordador encallado en Almería",
            "La guardia costera evacuó en lanchas a los doscientos pasajeros de un transbordador que encalló "
            "cerca del puerto de Almería. Ninguno resultó herido; el capitán culpó a la niebla.",
        ),
        _Article(
            "bank",
            "El banco central baja los tipos al tres por ciento",
            "El banco central bajó el martes los tipos de interés al tres por ciento, la primera rebaja en "
            "dos años. El gobernador dijo que la inflación cede.",
        ),
        _Article(
            "bank",
            "Primera rebaja de tipos en dos años: la inflación cede",
            "Los tipos de interés quedan en el tres por ciento tras la decisión del banco central. Es la "
            "primera rebaja en dos años; el gobernador ve ceder la inflación.",
        ),
    ),
    "ja": (
        _Article(
            "quake",
            "能登半島で震度六の地震、津波注意報を発表",
            "火曜日の朝、能登半島で震度六の地震があり、気象庁は津波注意報を発表した。住宅十二棟が倒壊し、三人がけがをした。",
        ),
        _Article(
            "quake",
            "地震で住宅十二棟倒壊、能登半島に津波注意報",
            "能登半島を震度六の地震が襲い、住宅十二棟が倒壊した。気象庁の津波注意報は昼に解除された。けがをしたのは三人だった。",
        ),
        _Article(
            "vote",
            "市長選挙で新人の佐藤氏が当選",
            "日曜日の市長選挙は開票の結果、新人の佐藤氏が現職を破って当選した。投票率は過去最低だった。",
        ),
        _Article(
            "vote",
            "佐藤氏が現職破り市長に、投票率は過去最低",
            "市長選挙の開票が終わり、新人の佐藤氏が現職に勝った。投票率は過去最低の三割だった。",
        ),
    ),
}


def _rows(language: str, articles: Sequence[_Article]) -> list[KeptTerms]:
    return [
        KeptTerms(
            id=number,
            day=_DAY,
            placed_day=None,
            content_hash=str(number),
            event_id=None,
            title=article.title,
            opening=article.body,
            url=None,
            section=None,
            words=400,
            outlet_id=number,
            terms=vectors.count_terms(article.title, article.body, language).tobytes(),
            language=language,
        )
        for number, article in enumerate(articles)
    ]


@pytest.mark.parametrize("language", _ARTICLES)
def test_articles_in_one_language_are_grouped_by_their_event(language: str) -> None:
    articles = _ARTICLES[language]
    rows = _rows(language, articles)
    frequencies = prior.load()
    frequencies.add(term_counts.join([row.terms for row in rows])[0], len(rows))
    found = grouping.group(rows, frequencies.usage(), frozenset())
    events = sorted(sorted(articles[row.id].event for row in rows) for rows in found)
    names = sorted({article.event for article in articles})
    assert events == [[name, name] for name in names]


def _words(text: str, language: str) -> list[str]:
    analysis = analysis_of(language)
    found = term_counts.words_of(text, analysis)
    return [word for word in found if term_counts.column_of(word, analysis) is not None]


def test_words_are_stemmed_by_their_language_and_its_stop_words_left_out() -> None:
    column_of = term_counts.column_of
    assert column_of("hauser", "de") == column_of("haus", "de")
    assert _words("Die Häuser und der Hafen", "de") == ["hauser", "hafen"]
    assert _words("los niños de la escuela", "es") == ["ninos", "escuela"]


def test_scripts_that_do_not_part_words_are_counted_by_what_stands_side_by_side() -> None:
    assert _words("東京で地震", "ja") == ["東京", "京で", "で地", "地震"]
    assert _words("していた", "ja") == []
    assert term_counts.words_of("น้ำท่วม", analysis_of("th"))[0] == "นำทว"


def test_the_patterns_of_english_are_not_looked_for_elsewhere() -> None:
    german = "Der Kanzler will am Montag reden. Monday said said said. I I I."
    found = facts("Will er gehen", german, day=_DAY, url=None, section=None, language="de")
    other = facts("Er geht", "Er ging.", day=_DAY, url=None, section=None, language="de-AT")
    assert found == other
    english = facts("Will he go", german, day=_DAY, url=None, section=None, language="en")
    assert english.ahead
    assert english.days
