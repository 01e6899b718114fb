"""Searches in the language of the article: other forms of a word, phrases, words without their diacritics,
parts of texts that are written without spaces."""

import random
from collections.abc import Iterator

import pytest
from foreign_news import ARTICLES, ForeignArticle, write_folder
from sqlmodel import text

from app.database import Database
from app.ingest.run import ingest
from app.search import engine
from app.search.page import search
from app.search.results import SearchPage, SearchParameters, Segment
from app.store import corrections
from app.store.schema import migrate
from app.text.analysis import PLAIN, analysis_of, stemmed, tokens

_ENGLISH = {
    "en-council": "The council gave its members more money for the general election, the mayor said.",
    "en-animals": "The farmers said that the animals had been moved out of the houses before the flood came.",
}
# they are quotation marks in a query too
_QUOTES = str.maketrans("", "", "«»“”„")
_ASKED = [(article.language, query) for article in ARTICLES for query in article.asked]


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = write_folder(tmp_path_factory.mktemp("foreign") / "news")
    for name, sentence in _ENGLISH.items():
        (folder / f"{name}.txt").write_text(f"Report of the day\n\n{sentence}\n\n{sentence}\n")
    opened = Database(tmp_path_factory.mktemp("searched") / "parallax.sqlite3")
    migrate(opened)
    ingest(opened, [folder])
    yield opened
    opened.close()


def _names(database: Database) -> dict[int, str]:
    with database.read_session() as session:
        rows = session.execute(text("SELECT id, external_id FROM article")).all()
    return {number: str(name).partition(".")[0] for number, name in rows}


def _page(database: Database, query: str) -> SearchPage:
    with database.read_session() as session:
        return search(session, SearchParameters(q=query))


def _found(database: Database, query: str) -> set[str]:
    names = _names(database)
    return {names[hit.article.id] for hit in _page(database, query).hits}


def test_languages_are_recognised(news: Database) -> None:
    with news.read_session() as session:
        rows = session.execute(text("SELECT external_id, language FROM article")).all()
    assert {str(name).partition(".")[0].partition("-")[0]: language for name, language in rows} == {
        **{article.language: article.language for article in ARTICLES},
        "en": "en",
    }


@pytest.mark.parametrize(("language", "query"), _ASKED)
def test_other_forms_phrases_and_parts_find_the_article(news: Database, language: str, query: str) -> None:
    assert language in _found(news, query)
    # what English has of these words too
    assert _found(news, query) - {language} <= ({"en-council"} if "lecti" in query else set())


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.language)
def test_what_was_found_is_marked(news: Database, article: ForeignArticle) -> None:
    for query in article.asked:
        [hit] = [hit for hit in _page(news, query).hits if _names(news)[hit.article.id] == article.language]
        pieces: list[Segment] = [*hit.title, *(piece for snippet in hit.snippets for piece in snippet)]
        assert any(piece.hit for piece in pieces), query


@pytest.mark.parametrize(
    ("query", "found"),
    [
        # stems that are alike in two languages belong to different words
        ("animals", {"en-animals"}),
        ("animado", {"es"}),
        # each article is asked in its own language
        ("election", {"fr", "en-council"}),
        ("élections", {"fr", "en-council"}),
        ("Haus OR niños OR flooding", {"de", "es", "en-animals"}),
        ("Hafen -Häuser", set()),
        ("election -general", {"fr"}),
        ("election NOT élu", {"en-council"}),
        ("Häus*", {"de"}),
        ("elec*", {"fr", "en-council"}),
        ("title:Häuser lang:de", {"de"}),
        ("title:Kosten", set()),
        ('"Haus beschädigt"~3', {"de"}),
        ("Haus lang:fr", set()),
        # characters of a text without spaces must stand together
        ("铁地", set()),
        ('"地铁 线路"', {"zh"}),
    ],
)
def test_queries_over_several_languages(news: Database, query: str, found: set[str]) -> None:
    assert _found(news, query) == found


def test_any_words_in_a_row_find_what_has_them_in_a_row(news: Database) -> None:
    """Against a reading of every text, in the words of each language and of those it is mixed with."""
    chance = random.Random(20260507)
    lines = [line for article in ARTICLES for line in (article.title, *article.paragraphs)]
    with news.read_session() as session:
        texts = session.execute(text("SELECT id, language, title, body FROM article")).all()
    assert len(texts) == len(ARTICLES) + len(_ENGLISH)
    for _ in range(150):
        words = chance.choice(lines).translate(_QUOTES).split()
        at = chance.randrange(len(words))
        phrase = " ".join(words[at : at + chance.choice((1, 1, 2, 3))])
        phrase = phrase[chance.choice((0, 0, 0, 2)) :].strip("* ")
        if not tokens(phrase, PLAIN):
            continue
        wanted = {number for number, language, *fields in texts if _has(fields, phrase, language)}
        with news.read_session() as session:
            found = engine.find(session, SearchParameters(q=f'"{phrase}"')).ids.tolist()
            others = engine.find(session, SearchParameters(q=f'-"{phrase}"')).ids.tolist()
        assert set(found) == wanted, phrase
        assert set(others) == {number for number, *_ in texts} - wanted, phrase


def _has(fields: list[str], phrase: str, language: str) -> bool:
    analysis = analysis_of(language)
    wanted = f" {stemmed(phrase, analysis)} "
    return any(wanted in f" {stemmed(field, analysis)} " for field in fields)


def test_an_article_is_found_in_the_language_that_a_person_sets(news: Database) -> None:
    [number] = [number for number, name in _names(news).items() if name == "de"]
    assert _found(news, "Haus") == {"de"}
    with news.write_session() as session:
        corrections.set_by_hand(session, number, "language", "en")
    assert _found(news, "Haus") == set()
    assert _found(news, "Häuser") == {"de"}
    with news.write_session() as session:
        corrections.undo(session, number, "language")
    assert _found(news, "Haus") == {"de"}
