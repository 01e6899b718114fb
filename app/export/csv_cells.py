"""Tables as CSV (RFC 4180) that a spreadsheet opens as it was meant and runs nothing of. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

# Excel takes a file without it for one in the machine's own old encoding, and "é" for two letters.
# Other programs pass over it.
_BYTE_ORDER_MARK = "\ufeff"
MEDIA_TYPE = "text/csv; charset=utf-8"
# What spreadsheets take for the beginning of a formula (OWASP, "CSV Injection"), full-width forms too; some
# pass over blanks, marks that cannot be seen and quotation marks before it.
_FORMULA = re.compile(r"[\t\r\n]|[\s\"'\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]")
# Where a file is cut at other signs than its commas, a cell begins within the text. The space where none
# begins is found too, so that it is not looked through from each of its signs.
_WITHIN = re.compile(r"([;\t\r\n][\s\"']*+)(?:([=+\-@＝＋－＠])(?=\S))?")
_ROWS_AT_ONCE = 500


def cell(value: object) -> str:
    """A value as the text of one cell: nothing for None, numbers as they are.

    Text that a spreadsheet could run as a formula gets an apostrophe before it, which makes it text; so does
    what stands within it behind a semicolon, a tab or the end of a line.
    """
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, int | float):
        return text
    if _FORMULA.match(text):
        return f"'{text[0]}{_WITHIN.sub(_as_text, text[1:])}"
    return _WITHIN.sub(_as_text, text)


def _as_text(found: re.Match[str]) -> str:
    return f"{found[1]}'{found[2]}" if found[2] else found[1]


def rows_as_csv(header: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A whole file in pieces of some hundred rows, read from ``rows`` as they are written."""
    yield _BYTE_ORDER_MARK
    lines = iter(chain([header], rows))
    while some := list(islice(lines, _ROWS_AT_ONCE)):
        written = io.StringIO(newline="")
        csv.writer(written).writerows([cell(value) for value in row] for row in some)
        yield written.getvalue()
