"""A comparison leaves the house as a table and as Markdown, and no text in it becomes anything but text."""

import csv
import io
from itertools import chain, pairwise

from exported import EXPORTED, HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.export.comparison_csv import COLUMNS, rows
from app.export.comparison_markdown import as_markdown, escaped
from app.export.csv_cells import rows_as_csv
from app.export.references import one_line

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
INLINE_TEXT = {"text", "softbreak", "hardbreak"}


def table() -> list[dict[str, str]]:
    written = "".join(rows_as_csv(COLUMNS, rows(EXPORTED)))
    return list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"))))


def test_every_passage_stands_in_the_table() -> None:
    read = table()
    assert [(row["number"], row["relation"], row["passage"]) for row in read] == [
        ("1", "same", "a1"),
        ("1", "same", "b0"),
        ("1", "same", "b1"),
        ("", "only", "a0"),
        ("", "only", "a2"),
        ("", "only", "b2"),
        ("", "", ""),
    ]
    assert read[0]["note"].startswith("1) Who?")
    assert read[-1]["note"] == "# Of the whole"
    assert (read[0]["outlet"], read[0]["external_id"], read[0]["score"]) == ("Ledger", "1.txt", "0.9")


def test_no_cell_is_a_formula() -> None:
    assert not any(value.startswith(tuple("=+-@")) for row in table() for value in row.values())


def test_the_document_has_both_texts_with_their_numbers() -> None:
    written = as_markdown(EXPORTED)
    assert "1\\. It costs 48 million crowns. \\[1\\]" in written
    assert "The cost is 52 million crowns. \\[1\\] The work costs 48 million. \\[1\\]" in written
    assert "| differ | crowns | 48 million | 52 million |" in written
    assert written.count("\\[only here\\]") == 3
    assert "| unattributed | 1 | 3 | 0 | 0 |" in written


def test_only_our_own_markup_is_markup() -> None:
    tokens = READER.parse(as_markdown(EXPORTED))
    inline = list(chain.from_iterable(token.children or [] for token in tokens))
    assert {token.type for token in inline} <= INLINE_TEXT | {"link_open", "link_close"}
    links = [token.attrs["href"] for token in inline if token.type == "link_open"]
    assert links == ["https://ledger.example/1"] * 2
    headings = [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]
    assert headings == [
        *("Ledger and Courier, side by side", "Sources", "Text A: Ledger"),
        *("\\# A headline \\[only here\\]", "Text B: Courier", f"A headline {escaped(HOSTILE)}"),
        *("What both say", "Figures", "Who is quoted", "People, organisations, places", "Notes"),
    ]
    assert not any(
        token.type in ("html_block", "fence", "code_block", "ordered_list_open") for token in tokens
    )
    cells = [token for token in tokens if token.type == "td_open"]
    assert len(cells) == 4 + 4 + 5 + 4


@given(st.text() | st.text(alphabet="#-+*_`~|<>[]()!&=.1)\\ \n\twhtp:/@$^{}\"'") | st.just(HOSTILE))
def test_any_text_stays_a_text(text: str) -> None:
    tokens = READER.parse(escaped(text))
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    inline = tokens[1].children or [] if tokens else []
    assert {token.type for token in inline} <= INLINE_TEXT
    assert "".join(token.content for token in inline) == one_line(text)
