import pytest

from app.text.citations import cited_outlets
from app.text.outlets import (
    country_and_language,
    name_from_label,
    outlet_named,
    outlet_of_domain,
    registrable_domain,
    slugify,
    table,
)


def test_the_table_is_sound() -> None:
    outlets = table()
    assert len(outlets) >= 300
    assert len({outlet.domain for outlet in outlets}) == len(outlets)
    assert all(outlet.name and outlet.domain == outlet.domain.lower().strip() for outlet in outlets)


@pytest.mark.parametrize(
    ("address", "name", "domain"),
    [
        ("https://thecaucus.blogs.nytimes.com/2010/05/28/x/", "The New York Times", "nytimes.com"),
        ("www.goldcoastbulletin.com.au", "Gold Coast Bulletin", "goldcoastbulletin.com.au"),
        ("http://abcnews.go.com/x", "ABC News", "abcnews.go.com"),
        ("https://a.b.example.co.uk/x", None, "example.co.uk"),
        ("jane.substack.com", None, "jane.substack.com"),
        ("no address", None, None),
    ],
)
def test_outlets_and_domains_of_addresses(address: str, name: str | None, domain: str | None) -> None:
    outlet = outlet_of_domain(address)
    assert (outlet.name if outlet else None) == name
    assert registrable_domain(address) == domain


def test_names_are_known_with_articles_sections_and_short_forms() -> None:
    for stated in ("New York Times", "the new york times", "New York Times - Opinion", "NYT"):
        outlet = outlet_named(stated)
        assert outlet is not None
        assert outlet.name == "The New York Times"
    assert outlet_named("Guest Writer - Right") is None
    assert country_and_language("www.lemonde.fr") == ("FR", "fr")
    assert country_and_language(None) == (None, None)


def test_a_name_is_made_of_a_domain_only_for_want_of_any_other() -> None:
    assert name_from_label("dailychela.com") == "Daily Chela"
    assert name_from_label("ivn.us") == "IVN"
    assert name_from_label("jaraguadosul.com.br") == "Jaraguadosul"
    assert name_from_label("ascom.com") == "Ascom"


def test_slugs() -> None:
    assert slugify("L’Orient-Le Jour & Söhne") == "lorient-le-jour-and-sohne"
    assert slugify("新华社") == "新华社"
    assert slugify("Unknown") == "outlet-unknown"
    assert slugify("--") == "outlet"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("An investigation by The New York Times found it.", ("The New York Times",)),
        (
            "Levels are “low,” according to reports from The Wall Street Journal.",
            ("The Wall Street Journal",),
        ),
        ("He told CNN’s Jake Tapper so. The Guardian first reported it.", ("CNN", "The Guardian")),
        ("“No,” she told the Associated Press on Monday.", ("The Associated Press",)),
        ("It was reported by left-leaning outlet the Daily Beast.", ("The Daily Beast",)),
        ("She told US media. He wrote on Truth Social.", ()),
        ("He told Vice President Pence. They told Time Warner.", ()),
        ("I read The New York Times at breakfast.", ()),
        ("He acknowledged it to The Times.", ()),
    ],
)
def test_cited_outlets_are_named_in_a_construction_that_cites(text: str, names: tuple[str, ...]) -> None:
    assert cited_outlets(text) == names


def test_an_outlet_does_not_cite_itself() -> None:
    assert cited_outlets("He told Reuters on Monday.", own="Reuters") == ()
