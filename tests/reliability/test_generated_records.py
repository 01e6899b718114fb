"""Records, pages and feeds out of strategies: what is understood can be stored, what is not says why."""

import json
import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.ingest.decide import Prepared, Reject
from app.ingest.prepare import understand
from app.ingest.readers.base import ReadOptions, Source, Unreadable
from app.ingest.reading import Inputs
from app.records import RawDocument

pytestmark = pytest.mark.reliability

_NOT_IN_WORDS = re.compile(r"\b[A-Za-z]+(?:Error|Exception|Warning)\b|Traceback|<class|[\n\r\x00]")
_NAMES = (
    "title",
    "text",
    "body",
    "source",
    "url",
    "published",
    "date",
    "author",
    "id",
    "summary",
    "language",
)
_WORDS = st.one_of(
    st.text(max_size=200),
    st.text("“”\"'„«»‘’ .,:;-–Aa1\n", max_size=200),
    st.from_regex(r"(?:By |Von )?[A-Z][a-z]+ (?:said|told|, \"[a-z ]+,\") [0-9,.]{1,9} (?:per cent|mln)\."),
    st.sampled_from(["2025-05-07", "7 May 2025", "https://a.example/2025/05/07/x", "\ud800", "\0"]),
)  # fmt: skip
_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), _WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_WORDS, inner, max_size=3)),
    max_leaves=8,
)
_RECORDS = st.dictionaries(st.one_of(st.sampled_from(_NAMES), st.text(max_size=8)), _VALUES, max_size=8)
_MARKUP = st.lists(
    st.one_of(
        _WORDS,
        st.sampled_from(
            ["<p>", "</p>", "<h1>", "<time datetime='", "'>", "<a href=x>", "</a>", "<!--", "-->", "<br>",
             "<script type='application/ld+json'>", "</script>", "<meta property='og:title' content='",
             "&#x110000;", "<![CDATA[", "]]>", "<table><tr><td>", "<figure><figcaption>", "<svg>", "&amp;",
             "<base href='http://[", "\x00"]
        ),
    ),
    max_size=30,
).map("".join)  # fmt: skip


def examine(name: str, data: bytes) -> None:
    """Read ``data``, understand what is in it, and hold what comes out against what may."""
    found = list(Inputs([Source(name, name, data=data)], ReadOptions()))
    assert found
    for item in found:
        if isinstance(item, Unreadable):
            told(item.reason)
        elif isinstance(item, RawDocument):
            understood = understand(item)
            if isinstance(understood, Reject):
                told(understood.reason)
            else:
                storable(understood)


def told(reason: str) -> None:
    assert reason.strip()
    assert not _NOT_IN_WORDS.search(reason), reason


def storable(prepared: Prepared) -> None:
    for name in ("title", "dek", "body", "byline", "url", "external_id"):
        value = prepared.values[name] or ""
        value.encode()
        assert "\x00" not in value, name
    assert len(prepared.values["content_hash"]) == 64


@pytest.fixture
def example_settings(effort: Callable[[int, int], int]) -> settings:
    """As many examples as the form asks for, the same on every run."""
    return settings(
        max_examples=effort(20, 1_500), derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


def test_records_of_any_values(example_settings: settings, measured: Callable[[str], None]) -> None:
    @example_settings
    @given(st.lists(_RECORDS, min_size=1, max_size=4))
    def run(records: list[dict[str, object]]) -> None:
        examine("a.jsonl", "\n".join(map(json.dumps, records)).encode())
        examine("a.json", json.dumps(records).encode())

    run()
    measured(f"{example_settings.max_examples:,} lists of records out of strategies, as JSON and JSON Lines")


def test_pages_and_feeds_of_any_markup(example_settings: settings, measured: Callable[[str], None]) -> None:
    @example_settings
    @given(_MARKUP, st.sampled_from(["title", "link", "description", "pubDate", "content:encoded"]))
    def run(markup: str, field: str) -> None:
        text = markup.encode("utf-8", "replace").decode()
        examine("a.html", f"<html><body><article><h1>A</h1>{text}</article></body></html>".encode())
        examine("a.xml", f"<rss><channel><item><{field}>{text}</{field}></item></channel></rss>".encode())

    run()
    measured(f"{example_settings.max_examples:,} pages and as many feeds out of strategies")
