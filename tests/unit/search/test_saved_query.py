"""A search as the query of an address and back, and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidParameterError
from app.search.results import SearchParameters
from app.search.saved_query import in_words, parameters_of, query_of

_DAYS = st.dates().map(lambda day: day.isoformat())
_NAMES = st.lists(st.text(min_size=1).map(str.strip).filter(bool), max_size=3, unique=True).map(tuple)


@given(
    st.builds(
        SearchParameters,
        q=st.text(st.characters(exclude_categories=["Cs"])),
        outlet=_NAMES,
        lang=_NAMES,
        event=st.lists(st.integers(min_value=0, max_value=2**40), max_size=3, unique=True).map(tuple),
        author=_NAMES,
        from_day=st.none() | _DAYS,
        copies=st.sampled_from(["fold", "show"]),
    )
)
def test_a_search_comes_back_from_its_query(parameters: SearchParameters) -> None:
    assert parameters_of(query_of(parameters)) == parameters


def test_order_and_page_are_no_part_of_it() -> None:
    assert query_of(SearchParameters(q="a b", sort="newest", page=3, after=7, limit=50)) == "q=a+b"
    assert parameters_of("?q=a&page=9&sort=oldest&limit=200&nonsense=1") == SearchParameters(q="a")


@pytest.mark.parametrize("query", ["event=x", "from=yesterday", "copies=maybe", "&".join(["q=a"] * 400)])
def test_what_states_no_search_is_refused(query: str) -> None:
    with pytest.raises(InvalidParameterError):
        parameters_of(query)


def test_a_search_in_words() -> None:
    parameters = SearchParameters(
        q="  tax \n cuts",
        outlet=("ledger", "unknown"),
        event=(3,),
        author=("Ann Bridge",),
        from_day="2024-01-01",
    )
    words = in_words(parameters, {"ledger": "The Ledger"}, {3: "Cuts agreed"}, 200)
    assert words == (
        "tax cuts, in The Ledger or an unknown outlet, event “Cuts agreed”, by Ann Bridge, from 2024-01-01"
    )
    assert in_words(SearchParameters(), {}, {}, 200) == "All articles"
    assert in_words(SearchParameters(q="a" * 300), {}, {}, 200) == "a" * 199 + "…"
