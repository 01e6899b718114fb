"""Articles put straight into the tables, for tests of the search."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from stored import index_all

from app.database import Database
from app.models import Article, Document, IngestRun, Outlet
from app.store.schema import migrate


@dataclass(frozen=True)
class Row:
    """What a search can ask of an article; ``day`` is an ISO date."""

    title: str
    body: str = ""
    dek: str = ""
    byline: str | None = None
    outlet: str | None = None
    day: str | None = None
    url: str | None = None
    language: str | None = "en"


def ordinal(day: str | None) -> int | None:
    return None if day is None else date.fromisoformat(day).toordinal()


def filled(path: Path, rows: Iterable[Row]) -> Database:
    """A migrated database with these articles, their ids counted from 1."""
    database = Database(path)
    migrate(database)
    with database.write_session() as session:
        session.add(IngestRun(id=1, started_at="2025-01-01T00:00:00+00:00", paths=[]))
        session.flush()
        outlets: dict[str, int] = {}
        for number, row in enumerate(rows, 1):
            if row.outlet is not None and row.outlet not in outlets:
                outlets[row.outlet] = len(outlets) + 1
                session.add(
                    Outlet(id=outlets[row.outlet], slug="-".join(row.outlet.lower().split()), name=row.outlet)
                )
            session.add(
                Document(
                    id=number,
                    sha256=f"{number:064}",
                    media_type="text/plain",
                    origin="made up",
                    size=0,
                    data=b"",
                )
            )
            session.flush()
            session.add(_article(number, row, outlets.get(row.outlet or "")))
        index_all(session)
    return database


def _article(number: int, row: Row, outlet_id: int | None) -> Article:
    return Article(
        id=number,
        external_id=str(number),
        document_id=number,
        run_id=1,
        outlet_id=outlet_id,
        day=ordinal(row.day),
        language=row.language,
        word_count=len(row.body.split()),
        content_hash=str(number),
        title=row.title,
        title_source="record",
        byline=row.byline,
        url=row.url,
        cited_outlets=[],
        origin="made up",
        ingested_at="2025-01-01T00:00:00+00:00",
        dek=row.dek,
        body=row.body,
        blocks=[],
    )


ROWS = (
    Row(
        "Council builds a wall",
        "The wall along the harbour costs 10,000 crowns. Traders at the U.S.-Mexico border don't like it.",
        byline="Maria Okafor",
        outlet="Fox News",
        day="2016-02-29",
        url="https://fox.example/city/wall",
    ),
    Row(
        "Drug cartels in Mexico",
        "Police found drug labs near the café. The labs belonged to a cartel, the mayor said.",
        dek="A long report on policy.",
        byline="Tomás Ruiz",
        outlet="The Daily Ledger",
        day="2016-08-31",
        url="https://ledger.example/drugs_100%",
        language="en-GB",
    ),
    Row("Bus line to Busan", "Business owners said but little about the new buses.", outlet="Fox News"),
    Row("墨西哥 報道", "中文 text and العربية words 😀.", day="2017-01-01", language="zh"),
    Row("Mexico on a wall", "A mural shows the border; no labs, only a drug store.", day="2016-02-28"),
)
