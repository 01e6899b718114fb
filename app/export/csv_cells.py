"""Tables as CSV (RFC 4180) that a spreadsheet opens as it was meant and runs nothing of. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain, islice

# Excel takes a file without it for one in the machine's own old encoding, and "é" for two letters.
# Other programs pass over it.
_BYTE_ORDER_MARK = "\ufeff"
MEDIA_TYPE = "text/csv; charset=utf-8"
# what spreadsheets take for the beginning of a formula (OWASP, "CSV Injection"), full-width forms too
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_ROWS_AT_ONCE = 500


def cell(value: object) -> str:
    """A value as the text of one cell: nothing for None, numbers as they are.

    Text that a spreadsheet could run as a formula gets an apostrophe before it, which makes it text.
    """
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if not isinstance(value, int | float) and text.startswith(_FORMULA) else text


def rows_as_csv(header: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A whole file in pieces of some hundred rows, read from ``rows`` as they are written."""
    yield _BYTE_ORDER_MARK
    lines = iter(chain([header], rows))
    while some := list(islice(lines, _ROWS_AT_ONCE)):
        written = io.StringIO(newline="")
        csv.writer(written).writerows([cell(value) for value in row] for row in some)
        yield written.getvalue()
