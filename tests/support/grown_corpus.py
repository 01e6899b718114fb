"""One corpus in several sizes: more of everything that a page lists, so that what grows with it shows."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

from app.compare.compare import compare
from app.compare.frozen import freeze
from app.database import Database
from app.events import by_hand
from app.events.job import group_events
from app.ingest.run import ingest
from app.models import Storyline
from app.store import articles, corrections, event_edits, feeds, frozen, notes, outlets, saved_searches
from app.store.notes import Sides
from app.store.schema import migrate
from app.text.anchors import Place, anchor

NOW = "2026-01-05T10:00:00+00:00"
STORYLINE = 70
_HAPPENINGS = (
    "The harbour bridge will close for nine months, the city council decided, said Mayor Ilse Brandt.",
    "The Orna river burst its banks near Velim and flooded four hundred houses, the fire brigade reported.",
    "A jury convicted the former treasurer Paul Osei of embezzling pension savings after a long trial.",
    "Nurses of the Saint Agatha hospital went on strike for higher wages, the union leader Pavla Novak said.",
    "A comet named Halvorsen passes closer than any since 1910, astronomers of the Tatry observatory said.",
    "The football club Sparta Lodz dismissed its trainer Marek Dudek after eleven defeats in a row.",
)
_SAID = (
    "It had been expected for four years, but nobody had prepared for the day on which it came.",
    "“We knew of it, and we said so three times,” a member of the council told reporters outside.",
)
_STEMS = ("brovek", "culdan", "dromil", "fespar", "gralon", "hultek", "jorman", "kelvod", "lomsar", "morvek",
          "nadril", "ostrem", "pelgar", "quilon", "rastek", "solmen")  # fmt: skip
_LETTERS = [a + b + c for a in "bdfgklmnprst" for b in ("ara", "elo", "iru", "oma") for c in "klmnrst"]


def grow(data: Path, times: int) -> dict[str, str]:
    """Fill the data folder ``data`` with ``times`` as much, up to 3, and what stands in the addresses of its
    pages: of the first of everything, which has most."""
    data.mkdir(parents=True, exist_ok=True)
    database = Database(data / "parallax.sqlite3")
    migrate(database)
    for version in range(1 + times):
        file = data / f"news-{version}.jsonl"
        lines = [json.dumps(record) for record in _records(times, version)]
        file.write_text("\n".join([*lines, *["{broken"] * times]) + "\n")
        ingest(database, [file])
    group_events(database)
    with database.read_session() as session:
        event = articles.cards(session, [1])[0].event_id
    assert event is not None
    for number in range(1, 1 + 2 * times):
        _keep(database, number)
    token = _freeze(database, times)
    _edit(database, event, times)
    database.close()
    return {
        **dict.fromkeys(("article_id", "search_id", "note_id", "version", "feed_id", "problem_id"), "1"),
        **{"a": "1", "b": "2", "article": "1", "run_id": "1", "event_id": str(event)},
        **{"storyline_id": str(STORYLINE), "slug": "paper-0", "token": token, "number": "1"},
        **{"form": "ris", "kind": "html", "digest": "x", "name": "css/base.css", "document": "api"},
    }


def _records(times: int, version: int) -> Iterator[dict[str, str]]:
    """The articles; of those that come in again only the first of each event, changed."""
    for happening in range(2 * times):
        papers = 3 + 2 * times
        for paper in range(1 if version else papers):
            # the last two print the text of the first
            told = paper if paper < papers - 2 else 0
            chance = random.Random(told + 100 * happening)
            own = [" ".join(chance.choices(_LETTERS, k=9)) + "." for _ in range(3)]
            yield {
                "id": f"{happening}-{paper}",
                "url": f"https://paper-{paper}.example/{happening}",
                "title": f"{_HAPPENINGS[happening][4:40]}, paper {paper}",
                "source": f"Paper {paper}",
                "author": f"Ann Bee {paper}",
                "date": f"2024-{1 + happening * 2:02}-{1 + paper % 2:02}",
                "language": "en",
                "text": "\n\n".join((_HAPPENINGS[happening], _names(happening), *_SAID, *own[version:])),
            }


def _names(happening: int) -> str:
    """What tells the articles of an event from all others."""
    words = [f"{one}{happening * 'ti'}" for one in _STEMS]
    listed = ", ".join(words)
    return f"The council spoke of {listed}.\n\nIt did not decide on {listed}, a member said."


def _keep(database: Database, number: int) -> None:
    """What a reader keeps: a note, a search, a feed."""
    with database.write_session() as session:
        read = articles.get_many(session, [1])[0]
        place = anchor(
            [block.text for block in read.blocks], Place(len(read.blocks) - 1, 0, 12), read.version
        )
        assert place is not None
        notes.on_passage(session, 1, place, f"Who said so? {number}", NOW)
        sides = Sides(a=(1,), b=(2,), title="Two texts", address="/compare?a=1&b=2")
        notes.on_comparison(session, sides, f"Only one names the day. {number}", NOW)
        saved_searches.save(session, f"q=council+{number}", f"Council {number}", NOW, seen_id=0)
        feed = feeds.add(session, f"https://paper.example/{number}.xml", title=f"Feed {number}", now=NOW)
        assert feed is not None
        for _ in range(number):
            feeds.failed(session, 1, reason="no answer", now=NOW, due_at=NOW)


def _freeze(database: Database, times: int) -> str:
    with database.read_session() as session:
        texts = {record.id: record for record in articles.get_many(session, range(1, 2 + 2 * times))}
    token = ""
    for number in range(2, 2 + 2 * times):
        a, b = [texts[1]], [texts[number]]
        one = freeze(
            compare(a, b, name_a=None, name_b=None), [*a, *b], address="/compare", event=None, made_at=NOW
        )
        with database.write_session() as session:
            token = frozen.freeze(session, one.model_dump(mode="json"), one.title).token
    return token


def _edit(database: Database, event: int, times: int) -> None:
    """What a person does with articles, outlets and events."""
    with database.write_session() as session:
        for field, value in (("title", "By hand"), ("byline", "Cy Dee"), ("section", "City"))[: 1 + times]:
            corrections.set_by_hand(session, 1, field, value, now=NOW)
        for number in range(2 * times):
            event_edits.rename(session, event, f"The event, named {number} times", NOW)
            outlets.ensure(session, f"Old paper {number}")
            outlets.merge(session, f"old-paper-{number}", "paper-0")
        by_hand.remove(session, [2 * times + 2], NOW)
        for number in range(2 * times):
            session.add(Storyline(id=STORYLINE + number, title=f"Storyline {number}"))
        session.flush()
        session.connection().exec_driver_sql(f"UPDATE event_storyline SET storyline_id = {STORYLINE}")
