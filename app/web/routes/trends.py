"""Attention over time: the form, the lines and the table; the same as data."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, StreamingResponse
from pydantic import BeforeValidator

from app.search.attention import UNITS, Unit
from app.search.results import UNKNOWN_OUTLET, SearchParameters
from app.search.trends import MOST_QUERIES, By, Measure, Period, Series, Trends, trends
from app.store import outlets
from app.web.answers import table
from app.web.dependencies import Reading
from app.web.rendering import page
from app.web.search import trend_chart
from app.web.search.search_address import Narrowed, address, stated
from app.web.search.search_words import narrowed_in_words

router = APIRouter(tags=["Search"])

_FEWEST_FIELDS = 3
# More lines than this are drawn apart, under one scale, instead of across each other.
_MOST_TOGETHER = 4
_SMALL_HEIGHT = 96
_COLUMNS = ("query", "outlet", "first_day", "last_day", "found", "articles", "share")


def _asked(
    session: Reading,
    narrowed: Narrowed,
    q: Annotated[
        list[Annotated[str, Query(max_length=10_000)]],
        Query(max_length=50, description=f"A query; up to {MOST_QUERIES}, a line each."),
    ] = [],  # noqa: B006 - FastAPI copies it
    by: Annotated[
        By, Query(description="A line for each query, or one for each outlet under the first query.")
    ] = "query",
    measure: Annotated[
        Measure, Query(description="What is drawn: numbers of articles, or shares of all articles.")
    ] = "counts",
    period: Annotated[
        Unit | None,
        BeforeValidator(lambda value: value or None),
        Query(description="Length of a period; chosen by the span unless stated."),
    ] = None,
) -> Trends:
    return trends(session, narrowed, q, by=by, unit=period, measure=measure)


Asked = Annotated[Trends, Depends(_asked)]


def _choices(drawn: Trends) -> list[tuple[str, str]]:
    choices = [("by", drawn.by), ("measure", drawn.measure), ("period", drawn.asked_unit or "")]
    return [(name, value) for name, value in choices if value not in ("", "query", "counts")]


@router.get("/trends", include_in_schema=False)
def trends_page(request: Request, session: Reading, drawn: Asked) -> HTMLResponse:
    """The page; without a query it shows how the corpus spreads over time."""
    narrowed = drawn.parameters
    first = narrowed.model_copy(update={"q": drawn.queries[0]})
    fields = [query for query in drawn.queries if query]
    fields += [""] * min(max(_FEWEST_FIELDS - len(fields), 1), MOST_QUERIES - len(fields))
    queries = [("q", query) for query in drawn.queries]

    def found(series: Series, period: Period | None = None) -> str:
        """The search behind a number."""
        outlet = (series.outlet.slug if series.outlet else UNKNOWN_OUTLET,)
        behind = _within(narrowed, period).model_copy(update={"q": series.query})
        return address(behind, outlet=outlet if drawn.by == "outlet" else behind.outlet)

    known = [outlets.outlet(session, slug) for slug in narrowed.outlet]
    context = {
        "trends": drawn,
        "narrowed": narrowed_in_words(narrowed, {outlet.slug: outlet.name for outlet in known if outlet}),
        "chart": trend_chart.chart(drawn),
        "rows": trend_chart.rows(drawn),
        "name_of": lambda series: trend_chart.name_of(series, drawn.by == "outlet"),
        "height": trend_chart.HEIGHT,
        "small": _SMALL_HEIGHT,
        "apart": len(drawn.series) > _MOST_TOGETHER,
        "few": trend_chart.FEW_ARTICLES,
        "fields": fields,
        "units": UNITS,
        "kept": stated(narrowed, q="", from_day=None, to_day=None),
        "found": found,
        "corpus": lambda period: address(_within(narrowed, period)),
        "address": lambda path="/search", **changes: address(first, path, **changes),
        "data": lambda ending: _address(f"/trends.{ending}", [*queries, *stated(narrowed), *_choices(drawn)]),
        "everywhere": _address("/trends", [*queries, *_choices(drawn)]),
    }
    return page(request, "trends.html", context)


def _within(parameters: SearchParameters, period: Period | None) -> SearchParameters:
    """A search within a period."""
    if period is None:
        return parameters
    return parameters.model_copy(update={"from_day": period.first, "to_day": period.last})


def _address(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}"


@router.get("/trends.json", summary="Attention over time")
def trends_json(drawn: Asked) -> Trends:
    """How many articles each query finds in each period, and out of how many."""
    return drawn


@router.get("/trends.csv", summary="Attention over time as CSV", response_class=Response)
def trends_csv(drawn: Asked) -> StreamingResponse:
    """A row for each period of each line."""
    return table("trends.csv", _COLUMNS, _lines(drawn))


def _lines(drawn: Trends) -> Iterator[tuple[object, ...]]:
    for series in drawn.series:
        outlet = "" if drawn.by == "query" else series.outlet.slug if series.outlet else "unknown"
        for place, period in enumerate(drawn.periods):
            share = series.shares[place]
            yield (
                series.query,
                outlet,
                period.first,
                period.last,
                series.counts[place],
                series.articles[place],
                "" if share is None else round(share, 6),
            )
