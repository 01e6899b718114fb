"""CSV: what a spreadsheet would run is made text, everything else comes back as it went in."""

import csv
import io

import pytest

from app.export.csv_cells import cell, rows_as_csv


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "－2"])
def test_a_formula_becomes_text(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("before", [" ", "\u00a0", "\u3000", "\u200b", "\ufeff", '"', "'", "\"'\u2060 "])
@pytest.mark.parametrize("formula", ["=1+1", "@SUM(A1)", "＋1"])
def test_a_formula_behind_what_programs_pass_over_becomes_text(before: str, formula: str) -> None:
    assert cell(before + formula) == f"'{before}{formula}"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("x;=1+1", "x;'=1+1"),
        ("x\t=1+1", "x\t'=1+1"),
        ("x\n@SUM(A1)", "x\n'@SUM(A1)"),
        ('x; "=1+1', "x; \"'=1+1"),
        ("x;-2+3", "x;'-2+3"),
        ("rain; - said a=b, c-d", "rain; - said a=b, c-d"),
    ],
)
def test_a_formula_where_another_separator_would_cut_becomes_text(text: str, written: str) -> None:
    assert cell(text) == written


def test_numbers_and_other_text_stay_as_they_are() -> None:
    cells = [cell(value) for value in (-3, 0.5, None, "", "a=b", "’t =1", "'quoted'")]
    assert cells == ["-3", "0.5", "", "", "a=b", "’t =1", "'quoted'"]


def test_cells_with_quotes_commas_and_line_ends_come_back() -> None:
    rows = [["a,b", 'say "no"', "two\nlines", "é"], ["", "x", "", "\u2028"]]
    text = "".join(rows_as_csv(rows[0], rows[1:])).removeprefix("\ufeff")
    assert list(csv.reader(io.StringIO(text, newline=""))) == rows


def test_a_file_comes_in_pieces_and_begins_with_the_mark_that_spreadsheets_need() -> None:
    read = []

    def rows():
        for number in range(1_200):
            read.append(number)
            yield (number, f"row {number}")

    pieces = rows_as_csv(["number", "name"], rows())
    assert next(pieces) == "\ufeff"
    first = next(pieces)
    assert first.startswith("number,name\r\n0,row 0\r\n")
    assert len(read) < 600
    whole = first + "".join(pieces)
    assert whole.count("\r\n") == 1_201
