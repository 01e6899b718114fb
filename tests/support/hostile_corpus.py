"""A corpus made of hostile texts: taken in from files of every format, and written on by a person."""

import json
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

import httpx2
from hostile_files import FORMATS
from hostile_text import FOREIGN_HOST, VECTORS, Vector, body_of, of_kind
from sqlmodel import Session, select

from app.database import Database
from app.events import by_hand
from app.ingest.run import ingest
from app.models import Article, Event, EventStoryline, IngestProblem, Storyline
from app.store import feeds

NOW = "2026-01-05T10:00:00+00:00"
STORYLINE = 7
_AT_ONCE = 8
_EACH = 2
_SITE = "https://paper.example/"


def groups(vectors: Sequence[Vector], size: int = _AT_ONCE) -> list[Sequence[Vector]]:
    """The vectors in runs of ``size``."""
    return [vectors[start : start + size] for start in range(0, len(vectors), size)]


def record_of(some: Sequence[Vector]) -> dict[str, str]:
    """A record with one of these vectors in each of its fields, and all of them in its text."""
    texts = [some[place % len(some)].text for place in range(_AT_ONCE)]
    return {
        "id": f"{some[0].number} {texts[0]}",
        "title": f"{some[0].number} {texts[0]}",
        "author": f"Ann {texts[1]}",
        "source": f"Outlet {some[0].number} {texts[2]}",
        "section": texts[3],
        "url": texts[4] if some[0].kind == "addresses" else f"{_SITE}{some[0].number}?q={texts[4]}",
        "language": "en" if some[0].number % 3 else texts[5],
        "published": f"2025-05-{some[0].number % 28 + 1:02d}" if some[0].number % 4 else texts[6],
        "dek": texts[7],
        "text": "\n\n".join(body_of(vector) for vector in some),
    }


def long_record(name: str, vectors: Sequence[Vector], day: str) -> dict[str, str]:
    """A report that holds all vectors; two of them share most sentences, with other figures."""
    first = vectors[0].text
    other = name == "courier"
    sentences = [
        f"The council heard of item {vector.number} and {vector.text} on Tuesday, a member said."
        if vector.number % 3
        else f"“Item {vector.number} costs {vector.number + other} million and {vector.text},” Ann Bee said."
        for vector in vectors
        if vector.number % 7 or not other
    ]
    return {
        "id": f"{name} {first}",
        "title": f"{name} reports {first}",
        "author": f"Ann {first}",
        "source": f"{name} {first}",
        "url": f"{_SITE}{name}",
        "language": "en",
        "published": day,
        "dek": first,
        "text": "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4)),
    }


def write_files(folder: Path, vectors: Sequence[Vector], *, singly: bool) -> int:
    """Files of every format with these texts in ``folder``: two of them in each file, or every one of them in
    a file of each format. How many formats there are."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [json.dumps(record_of(some)) for some in groups(vectors)]
    (folder / "many.jsonl").write_text("\n".join(rows), encoding="ascii")
    for place, (ending, written) in enumerate(FORMATS.items()):
        some = [vectors[(place * _EACH + at * 101) % len(vectors)] for at in range(_EACH)]
        (folder / f"<img src=x onerror=__pwned(0)> {place}.{ending}").write_bytes(written(some))
        for vector in vectors if singly else ():
            (folder / f"{vector.number}.{ending}").write_bytes(written([vector]))
    return len(FORMATS)


def write_reports(folder: Path, vectors: Sequence[Vector]) -> None:
    """The two long reports in ``folder``, and a later version of the first of them in a folder beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("ledger", "courier"):
        written = json.dumps(long_record(name, vectors, "2025-05-07"))
        (folder / f"{name}.jsonl").write_text(written, encoding="ascii")
    later = folder.with_name(f"{folder.name}-later")
    later.mkdir()
    changed = long_record("ledger", vectors[3:], "2025-05-08")
    (later / "ledger.jsonl").write_text(json.dumps(changed), encoding="ascii")


def take_in(database: Database, folder: Path, reported: Sequence[Vector], *, singly: bool) -> int:
    """Take in files of every format, and make events and a storyline of them; the number of formats.

    ``reported`` are the texts of the two long reports, which are compared.
    """
    write_reports(folder / "reports", reported)
    formats = write_files(folder / "files", VECTORS, singly=singly)
    ingest(database, [folder / "reports"])
    ingest(database, [folder / "files"])
    ingest(database, [folder / "reports-later"])
    with database.write_session() as session:
        _make_events(session, of_kind("tags", "mutation"))
        _make_feeds(session)
        _make_problem(session)
    return formats


def _make_events(session: Session, titles: Sequence[Vector]) -> None:
    ids = [int(number) for number in session.exec(select(Article.id).order_by(Article.id)).all()]  # type: ignore[arg-type,call-overload]
    for place, members in enumerate((ids[:4], ids[4:7], ids[7:10], ids[10:12])):
        by_hand.split(session, members, titles[place].text, NOW)
    events = session.exec(select(Event).order_by(Event.id)).all()  # type: ignore[arg-type]
    session.add(Storyline(id=STORYLINE, title=titles[5].text))
    session.flush()
    for day, event in enumerate(events[:3], 739_000):
        place = EventStoryline(
            event_id=event.id or 0,
            storyline_id=STORYLINE,
            article_count=3,
            first_day=day,
            last_day=day,
            sketch=b"",
        )
        session.add(place)


def _make_feeds(session: Session) -> None:
    for vector in of_kind("tags", "attributes", "addresses")[::5]:
        text = _stored(vector.text)
        address = f"{_SITE}feeds/{vector.number}"
        number = feeds.add(session, address, title=text, site_url=text, folder=text, now=NOW)
        if number is not None:
            feeds.failed(session, number, now=NOW, due_at="2099-01-01T00:00:00+00:00", reason=text)


def _stored(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _make_problem(session: Session) -> None:
    for vector in of_kind("mutation", "encodings"):
        text = _stored(vector.text)
        session.add(IngestProblem(run_id=2, file=text, line=3, reason=text))


class Person:
    """Somebody who writes hostile texts into every form of the server at ``base``."""

    def __init__(self, base: str) -> None:
        self._client = httpx2.Client(base_url=base, timeout=60)
        self.fields = 0

    def send(self, path: str, **values: object) -> httpx2.Response:
        """Send a form as a browser does, lone surrogates replaced."""
        body = urlencode(values, doseq=True, encoding="utf-8", errors="replace")
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        self.fields += len(values)
        return self._client.post(path, content=body, headers=kind)

    def write_everything(self, vectors: Sequence[Vector]) -> None:
        """Write each of these texts wherever a person may write."""
        for place, vector in enumerate(vectors):
            self._write(vector.text, 3 + place % 8)
        self._client.close()

    def _write(self, text: str, article: int) -> None:
        for field in ("title", "byline", "url", "language", "section", "published"):
            self.send(f"/articles/{article}/corrections", field=field, value=text)
        self.send(f"/articles/{article}/outlet", name=text)
        self.send("/searches", query=urlencode({"q": text}, errors="replace"), name=text)
        self.send("/searches/1/name", name=text)
        self.send("/events/1/title", title=text)
        self.send("/events/1/merge", other=text)
        self.send("/events/1/articles", to="event", article=[1], into=text)
        self.send(f"/articles/{article}/event", into=text)
        self.send("/notes", text=text, a="1", b="2", back=text)
        self.send("/notes", text=text, article=1, version=2, block=2, start=0, end=5, back=text)
        self.send("/notes/1", text=text, back=text)
        self.send("/add/text", text="", title=text, outlet=text, author=text, url=text, published=text)
        if not any(host in text for host in (FOREIGN_HOST, "paper.example")):
            # nothing may be asked of other machines
            self.send("/add/addresses", addresses=text)
            self.send("/feeds", url=text, folder=text)
        self.send("/feeds/import", file=text)
        self.send("/compare/freeze", a=text, b=text)
        self.send("/outlets/unknown/merge", into=text)
        self.send("/outlets/unknown/name", name=text)
        self.send("/sign-in", password=text, next=text)
