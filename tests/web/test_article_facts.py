"""The article page says what a page states of itself, each fact with its evidence."""

from pathlib import Path

from fastapi.testclient import TestClient

from app.config import Settings
from app.database import Database
from app.ingest.run import ingest
from app.store.schema import migrate
from app.web.app import create_app

BODY = "The council voted on Tuesday to close the bridge. Traffic will be led over the old road until May. "
PAGE = f"""<html lang="en"><head><title>Bridge closes for a year | River News</title>
<meta property="og:site_name" content="River News">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Bridge closes for a year",
"datePublished": "2024-05-07T08:30:00+02:00", "dateModified": "2024-05-07T17:00:00+02:00",
"author": {{"@type": "Person", "name": "Jane Doe and Associated Press"}}}}</script></head>
<body><article><h1>Bridge closes for a year</h1><p>{BODY * 4}</p><p>{BODY * 4}</p></article></body></html>"""


def test_update_and_agency_stand_beside_date_and_author(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    database = Database(settings.database_path)
    migrate(database)
    page = tmp_path / "bridge.html"
    page.write_text(PAGE)
    ingest(database, [page])
    database.close()
    with TestClient(create_app(settings), client=("127.0.0.1", 1), base_url="http://127.0.0.1") as asking:
        html = asking.get("/articles/1").text
        data = asking.get("/articles/1.json").json()
    assert (data["byline"], data["agency"]) == ("Jane Doe", "The Associated Press")
    assert (data["title"], data["updated"]["date"]) == (
        "Bridge closes for a year",
        "2024-05-07T17:00:00+02:00",
    )
    assert "<dt>Updated</dt>" in html
    assert "dateModified" in html
    assert "The Associated Press" in html
