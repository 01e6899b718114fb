"""The original of an article: its own bytes, readable, and inert."""

from pathlib import Path

from fastapi.testclient import TestClient

from app.config import Settings
from app.database import Database
from app.ingest.run import ingest
from app.store.schema import migrate
from app.web.app import create_app

PAGE = """<html><head><title>Caf\u00e9 closes</title><script>alert(1)</script></head><body><article>
<p>The caf\u00e9 on the quay closes in May, its owner said on Tuesday, after forty years of breakfasts.</p>
<p>She told the council that the rent had doubled and that no buyer had come forward by then.</p>
</article></body></html>"""


def test_bytes_encoding_and_policy(tmp_path: Path) -> None:
    data = PAGE.encode("cp1252")
    (tmp_path / "page.html").write_bytes(data)
    settings = Settings(data=tmp_path / "data")
    database = Database(settings.database_path)
    migrate(database)
    ingest(database, [tmp_path / "page.html"])
    database.close()
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        answer = client.get("/articles/1/original")
        assert answer.content == data
        assert answer.headers["content-type"] == "text/plain; charset=windows-1252"
        assert "caf\u00e9 on the quay" in answer.text
        assert answer.headers["content-security-policy"].startswith("sandbox")
        again = client.get("/articles/1/original", headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
