"""People out of bylines and author fields; agencies, roles, accounts and outlets are none."""

import time

import pytest

from app.text.bylines import agency_named, read_byline_field


@pytest.mark.parametrize(
    ("stated", "people", "agency"),
    [
        ("By Jane Doe and Associated Press", ["Jane Doe"], "The Associated Press"),
        ("AP", [], "The Associated Press"),
        ("Agence France-Presse", [], "AFP"),
        ("Von Anna Müller und Max Meier, dpa", ["Anna Müller", "Max Meier"], "dpa"),
        ("AFP/Jane Doe", ["Jane Doe"], "AFP"),
        ("Staff", [], None),
        ("Reuters Staff", [], None),
        ("BBC News", [], None),
        ("Guardian staff and agencies", [], None),
        ("The Editorial Board", [], None),
        ("MEG KINNARD and SHANE MCGOWAN", ["Meg Kinnard", "Shane McGowan"], None),
        ("Phil Helsel is a reporter for NBC News.", ["Phil Helsel"], None),
        ("Anthony Zurcher, North America Reporter", ["Anthony Zurcher"], None),
        ("Yasemin Roe - Staff Writer", ["Yasemin Roe"], None),
        ("Jane Doe, MS, RDN", ["Jane Doe"], None),
        ("Tom Howell, Jr., CNN", ["Tom Howell Jr."], None),
        ("Tom Howell Jr.", ["Tom Howell Jr."], None),
        ("Jane Doe <jane@example.org> @janedoe", ["Jane Doe"], None),
        ("Sara Murray, Sara.Murray Wsj.Com", ["Sara Murray"], None),
        ("Follow Jane Doe on Twitter", ["Jane Doe"], None),
        ("Jane Doe, Jane Doe; JANE DOE", ["Jane Doe"], None),
        ("Mike Roe and Jane Doe Monday, November 18, 2019, 04:05 pm", ["Mike Roe", "Jane Doe"], None),
        ("Laura Roe in Ankara and Mehul Doe in Tel Aviv", ["Laura Roe", "Mehul Doe"], None),
        ("Kevin Johnson and Kevin McCoy USA TODAY", ["Kevin Johnson", "Kevin McCoy"], None),
        ("Analysis Stephen Roe", ["Stephen Roe"], None),
        ("Chris Roe, In July Of", ["Chris Roe"], None),
        ("Ana de la Cruz, Ludwig van Beethoven", ["Ana de la Cruz", "Ludwig van Beethoven"], None),
        ("Текст: Лида Буслаева", ["Лида Буслаева"], None),
        ("정덕현 칼럼니스트", ["정덕현"], None),
        ("jdadmin", [], None),
        ("KWCHCIK", [], None),
        ("https://www.facebook.com/someone", [], None),
        ("", [], None),
    ],
)
def test_people_and_agencies(stated: str, people: list[str], agency: str | None) -> None:
    assert read_byline_field(stated) == (tuple(people), agency)


def test_the_outlet_itself_is_no_author_and_no_agency_of_its_own() -> None:
    assert read_byline_field("India Post News Weekly", "India Post").people == ()
    assert read_byline_field("Jane Doe, Reuters", "Reuters") == (("Jane Doe",), None)
    assert agency_named("associated press") == "The Associated Press"


def test_a_byline_of_any_length_is_read_in_no_time() -> None:
    assert len(read_byline_field("Jane Doe, " * 500_000).people) == 1
    assert read_byline_field(" and ".join(["by"] * 1_000)).people == ()


@pytest.mark.parametrize("run", ["@", "\xa0", "@a", "a.", "- ", "A\n"])
def test_a_run_of_one_sign_does_not_cost_its_cube(run: str) -> None:
    began = time.process_time()
    read_byline_field(run * 2_000)
    assert time.process_time() - began < 1


def test_space_of_any_kind_and_length_parts_nothing_but_words() -> None:
    assert read_byline_field("By Jane \xa0\u2028 Doe \n\n John Roe").people == ("Jane Doe", "John Roe")
