"""Archives, documents and collections through the whole run: stored once, cited by where they stand."""

import io
import tarfile
import zipfile
from pathlib import Path

from docx import Document

from app.database import Database
from app.ingest.run import ingest
from app.records import ProblemRecord, RunRecord
from app.store import runs
from tests.unit.ingest.test_press_collections import ENGLISH, GERMAN, PICTURE_ONLY, as_rtf
from tests.unit.ingest.test_web_archives import Crawl

PARAGRAPH = (
    "The council voted on Tuesday to close the bridge. Traffic will be led over the old road until May."
)
PAGE = (
    f"<html><body><article><h1>Bridge closes</h1>{f'<p>{PARAGRAPH}</p>' * 6}</article></body></html>".encode()
)


def take_in(database: Database, path: Path) -> tuple[RunRecord, list[ProblemRecord]]:
    run = ingest(database, [path]).run
    with database.read_session() as session:
        return run, runs.problems(session, run.id, limit=50)


def letter() -> bytes:
    document = Document()
    document.add_paragraph("Town sells its mill", style="Title")
    for _ in range(3):
        document.add_paragraph(PARAGRAPH.replace("bridge", "mill"))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def box() -> bytes:
    crawl = Crawl()
    crawl.add("https://example.com/news/bridge", PAGE)
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w:gz") as archive:
        info = tarfile.TarInfo("deep/story.txt")
        data = f"A bridge of stone\n\n{PARAGRAPH} It is made of stone.\n".encode()
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive_of_all:
        for name, data in {
            "crawl.warc.gz": crawl.data,
            "letter.docx": letter(),
            "export.rtf": as_rtf([*ENGLISH, *PICTURE_ONLY, *GERMAN]),
            "more.tgz": inner.getvalue(),
            "broken.pdf": b"%PDF-1.7",
            "../evil.html": PAGE,
        }.items():
            archive_of_all.writestr(name, data)
    return buffer.getvalue()


def test_everything_in_an_archive_is_taken_in_once(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "box.zip"
    path.write_bytes(box())
    run, problems = take_in(database, path)
    assert run.stored == 5
    reasons = {
        problem.file.removeprefix(str(tmp_path)): (problem.line, problem.reason) for problem in problems
    }
    assert reasons["/box.zip/export.rtf"] == (
        2,
        "article 2 of the collection has no text: 'A bridge at night'",
    )
    assert "damaged" in reasons["/box.zip/broken.pdf"][1]
    assert "'..'" in reasons["/box.zip/../evil.html"][1]
    again, _ = take_in(database, path)
    assert (again.stored, again.same) == (0, 5)
    assert not (tmp_path.parent / "evil.html").exists()
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".html"] == []
