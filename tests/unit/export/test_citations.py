"""References hold what is known, whatever it looks like, and our own readers read them as they were meant."""

import json
import re
from collections.abc import Iterable

import pytest

from app.export.citations import as_bibtex, as_ris, as_text, csl_pieces
from app.export.page_data import meta_tags, news_article
from app.export.references import Name, Reference, person
from app.export.references import reference as reference_to
from app.ingest.readers import format_of
from app.ingest.readers.base import ReadOptions, Source
from app.records import ArticleRecord, OutletRef, Published, RawDocument


def as_csl(references: Iterable[Reference]) -> str:
    return "".join(csl_pieces(references))


WRITERS = {"x.json": as_csl, "x.ris": as_ris, "x.bib": as_bibtex}


def article(**changes: object) -> ArticleRecord:
    known: dict[str, object] = {
        "id": 7,
        "external_id": "seven.txt",
        "title": "Bridge closes",
        "title_source": "text",
        "outlet": OutletRef(id=1, slug="ledger", name="The Daily Ledger", domain="ledger.example"),
        "byline": "Maria Okafor",
        "dek": "Ferries will run from April, the council says.",
        "published": Published(date="2025-02-10", precision="day", evidence="line 2"),
        "day": "2025-02-10",
        "language": "en",
        "url": "https://ledger.example/a_b?c=1&d=%20~",
        "word_count": 9,
        "body": "",
        "blocks": (),
        "author_role": None,
        "author_evidence": None,
        "outlet_evidence": None,
        "extracted_outlet": None,
        "outlet_by_person": False,
        "source_url": None,
        "section": "City",
        "cited_outlets": (),
        "document_id": 1,
        "document_sha256": "",
        "origin": "",
        "origin_line": None,
        "ingested_at": "",
    }
    return ArticleRecord.model_validate(known | changes)


def reference(made: ArticleRecord) -> Reference:
    return reference_to(made, section=made.section, agency=made.agency)


BARE = article(
    id=8, title="", title_source="none", outlet=None, byline=None, dek="", published=None, language=None,
    url="javascript:alert(1)", section=None,
)  # fmt: skip
HOSTILE = article(
    id=9,
    title="50% of {all} “x” -- ``y'' & $5_000 #1 ~a^b \\end{x} ER  - \r\nTY  - BOOK\n</script><b>\"é\"",
    byline="Ursula von der Leyen, John Doe Jr., Cher, Band and Wagon",
    dek="One unpaired { brace, and so on; eight words at least stand here.\n\n@article{x, y = {z}}",
)


def read_back(name: str, text: str) -> list[dict[str, str]]:
    source = Source(name, name, data=text.encode())
    found = format_of(source).read(source, ReadOptions())
    return [one.fields or {} for one in found if isinstance(one, RawDocument)]


@pytest.mark.parametrize("name", WRITERS)
def test_our_readers_read_what_we_write(name: str) -> None:
    one, other = read_back(name, WRITERS[name](map(reference, (article(), HOSTILE))))
    assert one == {
        "title": "Bridge closes",
        "body": "Ferries will run from April, the council says.",
        "outlet": "The Daily Ledger",
        "url": "https://ledger.example/a_b?c=1&d=%20~",
        "published": "2025-02-10",
        "author": "Maria Okafor",
        "language": "en",
        "section": "City",
        "id": "okafor2025-7",
    }
    assert other["title"] == " ".join(HOSTILE.title.split())
    assert other["body"] == " ".join(HOSTILE.dek.split())
    assert other["author"] == "Ursula von der Leyen, John Doe Jr., Cher, Band and Wagon"
    assert other["id"] == "vonderleyen2025-9"


@pytest.mark.parametrize(
    ("published", "date"),
    [
        (Published(date="2025", precision="year", evidence=""), "2025"),
        (Published(date="2025-03", precision="month", evidence=""), "2025-03"),
        (Published(date="2025-03-01T08:30+02:00", precision="minute", evidence=""), "2025-03-01"),
        (Published(date="2025-03-01", precision="not_before", evidence=""), None),
        (None, None),
    ],
)
@pytest.mark.parametrize("name", WRITERS)
def test_dates_say_no_more_than_is_known(name: str, published: Published | None, date: str | None) -> None:
    (read,) = read_back(name, WRITERS[name]([reference(article(published=published))]))
    assert read.get("published", "") == (date or "")


def test_what_is_unknown_is_left_out() -> None:
    bare = reference(BARE)
    assert json.loads(as_csl([bare])) == [{"id": "article-8", "type": "article-newspaper"}]
    assert as_ris([bare]) == "TY  - NEWS\r\nID  - article-8\r\nER  - \r\n\r\n"
    assert "=" not in as_bibtex([bare])
    assert news_article(BARE, bare) == {"@context": "https://schema.org", "@type": "NewsArticle"}
    assert dict(meta_tags(bare)) == {"z:itemType": "newspaperArticle"}


def test_an_inferred_date_and_supplied_title_are_told() -> None:
    guessed = Published(date="2025-02-10", precision="day", evidence="the address", guessed=True)
    made = article(published=guessed, title_source="derived")
    one = reference(made)
    item = json.loads(as_csl([one]))[0]
    assert item["issued"] == {"date-parts": [[2025, 2, 10]], "circa": True}
    assert item["title"] == "[Bridge closes]"
    assert as_text(one) == (
        "Maria Okafor, [Bridge closes], The Daily Ledger, 10 February 2025 (date inferred), "
        "https://ledger.example/a_b?c=1&d=%20~."
    )
    said = news_article(made, one)
    assert said.keys().isdisjoint({"headline", "datePublished"})
    assert "citation_publication_date" not in dict(meta_tags(one))


def test_names_have_the_parts_that_their_words_show() -> None:
    assert person("Oscar de la Renta") == Name("de la Renta", "Oscar")
    assert person("J.D. Smith III") == Name("Smith", "J.D.", "III")
    assert person("City Press Agency") == Name("City Press Agency")
    assert reference_to(article(byline=None), agency="Reuters").authors == (Name("Reuters"),)


def test_many_authors_are_named_as_one_and_others() -> None:
    assert as_text(reference(article(byline="A Bee, C Dee"))).startswith("A Bee and C Dee, “Bridge")
    assert as_text(reference(article(byline="A Bee, C Dee, E F, G H"))).startswith("A Bee and 3 others, ")


def test_every_line_of_ris_is_a_tag() -> None:
    for line in as_ris([reference(HOSTILE)]).split("\r\n"):
        assert not line or re.match(r"[A-Z][A-Z0-9]  - ", line)
    assert isinstance(reference(HOSTILE), Reference)
