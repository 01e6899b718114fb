"""The words that tell two sides apart: the form, two lists, and the same as data."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BeforeValidator

from app.search.results import UNKNOWN_OUTLET, SearchParameters, checked_parameters
from app.search.word_use import FEWEST_ARTICLES, WordUse, word_use
from app.store import outlets, word_counts
from app.store.corpus import article_count
from app.text.keyness import CLEAR_Z
from app.web.answers import table
from app.web.dependencies import Reading, Writing
from app.web.kept_search import KeptSearch
from app.web.rendering import page
from app.web.search.search_address import Narrowed, address, stated
from app.web.search.search_words import search_in_words

router = APIRouter(tags=["Search"])

# an empty field of a form means that nothing was chosen
_Day = Annotated[date | None, BeforeValidator(lambda value: value or None)]
_REST = "the rest of the corpus"
_COLUMNS = (
    *("side", "word", "z", "log_odds", "clear"),
    *("count_a", "per_10000_a", "articles_a", "count_b", "per_10000_b", "articles_b"),
)


class Sides(NamedTuple):
    """What is compared: ``b`` None is the rest of the corpus."""

    a: SearchParameters
    b: SearchParameters | None


def _count(session: Reading, sides: Sides) -> WordUse:
    return word_use(session, *sides)


# articles are counted after they came in
COUNTED: KeptSearch[Sides, WordUse] = KeptSearch(
    _count, lambda use: not use.complete, besides=word_counts.counted
)


def _asked(
    narrowed: Narrowed,
    q: Annotated[str, Query(max_length=10_000, description="The query of one side.")] = "",
    b_q: Annotated[str, Query(max_length=10_000, description="The query of the other side.")] = "",
    b_outlet: Annotated[
        list[Annotated[str, Query(max_length=1_000)]],
        Query(max_length=50, description="Its outlets. With nothing of `b_` it is the rest of the corpus."),
    ] = [],  # noqa: B006 - FastAPI copies it
    b_from: Annotated[_Day, Query(description="Its first day, `YYYY-MM-DD`.")] = None,
    b_to: Annotated[_Day, Query(description="Its last day.")] = None,
) -> Sides:
    other = checked_parameters(
        q=b_q,
        outlet=b_outlet,
        lang=narrowed.lang,
        from_day=b_from.isoformat() if b_from else None,
        to_day=b_to.isoformat() if b_to else None,
    )
    stated_b = b_q.strip() or other.outlet or other.from_day or other.to_day
    return Sides(narrowed.model_copy(update={"q": q}), other if stated_b else None)


Asked = Annotated[Sides, Depends(_asked)]


def _pairs(sides: Sides) -> list[tuple[str, str]]:
    """What states the two sides in an address."""
    of_b = [] if sides.b is None else stated(sides.b, lang=())
    return [*stated(sides.a), *((f"b_{name}", value) for name, value in of_b)]


def _concordance(parameters: SearchParameters | None, word: str) -> str:
    """Where a word stands in the articles of a side."""
    wanted = word if word.isalnum() else f'"{word}"'
    if parameters is None:
        return address(SearchParameters(q=wanted), "/concordance")
    q = f"{wanted} AND ({parameters.q.strip()})" if parameters.q.strip() else wanted
    return address(parameters, "/concordance", q=q)


@router.get("/words", include_in_schema=False)
def words_page(request: Request, session: Reading, database: Writing, sides: Asked) -> Response:
    """The page. Nothing is compared until a side is stated."""
    use = None
    if stated(sides.a):
        said = "The words of both sides are being counted."
        use = COUNTED.page(request, session, database, sides, heading="Words of two sides", said=said)
        if isinstance(use, Response):
            return use
    known = outlets.outlets(session)
    names = {outlet.slug: outlet.name for outlet in known} | {UNKNOWN_OUTLET: "Outlet unknown"}
    context = {
        "use": use,
        "is_empty": use is None and not article_count(session),
        "sides": sides,
        "names": [_REST if side is None else search_in_words(side, names) for side in sides],
        "outlets": sorted(names.items(), key=lambda pair: pair[1].casefold()),
        "kept": stated(sides.a, q="", outlet=sides.a.outlet[1:], from_day=None, to_day=None),
        "kept_b": sides.b.outlet[1:] if sides.b else (),
        "concordance": lambda side, word: _concordance(sides[side], word),
        "address": lambda path="/search", **changes: address(sides.a, path, **changes),
        "found": [None if side is None else address(side) for side in sides],
        "swapped": f"/words?{urlencode(_pairs(Sides(sides.b, sides.a)))}" if sides.b else None,
        "data": lambda ending: f"/words.{ending}?{urlencode(_pairs(sides))}",
        "clear_z": CLEAR_Z,
        "fewest": FEWEST_ARTICLES,
    }
    return page(request, "words.html", context)


@router.get("/words.json", summary="The words that tell two sides apart")
def words_json(session: Reading, database: Writing, sides: Asked) -> WordUse:
    """The words that each of two searches uses more than the other, with counts on both sides.

    Log-odds ratios with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008).
    """
    return COUNTED.get(session, database, sides)


@router.get("/words.csv", summary="The same as CSV", response_class=Response)
def words_csv(session: Reading, database: Writing, sides: Asked) -> StreamingResponse:
    """A row for each word."""
    return table("words.csv", _COLUMNS, _rows(COUNTED.get(session, database, sides)))


def _rows(use: WordUse) -> Iterator[Sequence[object]]:
    for side, listed in (("a", use.more_in_a), ("b", use.more_in_b)):
        for item in listed:
            counts = [value for one in (item.a, item.b) for value in (one.count, one.rate, one.articles)]
            yield (side, item.word, item.z, item.log_odds, "yes" if item.clear else "no", *counts)
