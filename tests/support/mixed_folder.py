"""A folder of articles in several formats, each with a word that no other holds."""

import csv
import gzip
import io
import json
import random
import zipfile
from collections.abc import Sequence
from html import escape
from itertools import islice, pairwise
from pathlib import Path

_LETTERS = "bcdfghjkmpqvwxz"
_PLACES = ("Arden", "Bramley", "Corvale", "Dunmore", "Eastwick", "Farrow", "Glenby", "Harwell")
_EVENTS = (
    "The council of {0} voted on Tuesday to close the old bridge over the river for nine months of repairs.",
    "A fire in the harbour of {0} burned three warehouses to the ground before dawn, the fire brigade said.",
    "Teachers in {0} will strike next week over pay after talks with the school board failed on Friday.",
    "The hospital of {0} opens a new ward for children this spring, its director told reporters on Monday.",
)
_MORE = (
    "Shop owners said that they had not been asked, and that {1} of them would go to court.",
    "The mayor of {0} called the plan reasonable and promised {1} million crowns for those who lose by it.",
    "Residents gathered in the main square of {0}; about {1} people came, according to the police.",
    "The report lists {1} reasons, and a second part is to be published before the summer.",
)
# without addresses: two articles of one address are one
_FIELDS = {
    "id": "ID",
    "title": "title",
    "text": "content_original",
    "outlet": "source",
    "published": "date",
}
_OUTLETS = ("The Ledger", "The Courier", "Evening Post", "Morning Star")


def own_word(number: int) -> str:
    """A word of consonants, which no stemming changes and no article holds."""
    base = len(_LETTERS)
    return "zq" + "".join(_LETTERS[number // base**place % base] for place in range(3)) + "qz"


def mixed_folder(folder: Path, real: Path, count: int) -> list[str]:
    """Fill ``folder`` with ``count`` articles: made-up ones, three for an event, and as many of ``real``
    (packed JSON lines) where that is there. Half are records; the others texts, pages, a table and an
    archive. Two lines are broken. Returns the own word of each article."""
    records = _real(real, count // 2) if real.exists() else []
    records += _made_up(count - len(records))
    random.Random(3).shuffle(records)
    words = [own_word(number) for number in range(len(records))]
    for record, word in zip(records, words, strict=True):
        record["text"] = _marked(record["text"], word)
    folder.mkdir(parents=True)
    half, rest = len(records) // 2, len(records) // 8
    cuts = [0, half // 2, half, half + rest, half + 2 * rest, half + 3 * rest, len(records)]
    parts = [records[low:high] for low, high in pairwise(cuts)]
    _lines(folder / "a-records.jsonl", parts[0])
    _lines(folder / "b-records.jsonl", parts[1])
    for number, record in enumerate(parts[2]):
        (folder / f"c-note-{number}.txt").write_text(f"{record['title']}\n\n{record['text']}\n")
    for number, record in enumerate(parts[3]):
        (folder / f"d-page-{number}.html").write_text(_page(record))
    (folder / "e-table.csv").write_text(_table(parts[4]), newline="")
    with zipfile.ZipFile(folder / "f-box.zip", "w") as box:
        for number, record in enumerate(parts[5]):
            box.writestr(f"inner/note-{number}.txt", f"{record['title']}\n\n{record['text']}\n")
    return words


def _marked(text: str, word: str) -> str:
    """``text`` with ``word`` in its longest paragraphs: one alone may be a caption."""
    for longest in sorted(text.split("\n"), key=len)[-3:]:
        text = text.replace(longest, f"{longest} The mark of this one is {word}.", 1)
    return text


def _real(path: Path, count: int) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in islice(lines, count)]
    return [{name: str(record[key] or "") for name, key in _FIELDS.items()} for record in found]


def _made_up(count: int) -> list[dict[str, str]]:
    chance = random.Random(7)
    records = []
    for number in range(count):
        event = number // 3
        place, day = _PLACES[event % len(_PLACES)], 1 + event % 28
        first = _EVENTS[event // len(_PLACES) % len(_EVENTS)].format(place)
        more = [line.format(place, chance.randrange(3, 90)) for line in chance.sample(_MORE, 3)]
        records.append(
            {
                "id": f"r{number}",
                "title": f"{' '.join(first.split()[:7])} ({place} {event})",
                "text": "\n\n".join((first, *more)),
                "outlet": _OUTLETS[number % len(_OUTLETS)],
                "published": f"2025-0{1 + event % 6}-{day:02d}",
            }
        )
    return records


def _lines(path: Path, records: Sequence[dict[str, str]]) -> None:
    lines = [json.dumps(record) for record in records]
    lines.insert(len(lines) // 2, "{broken")
    path.write_text("\n".join(lines))


def _page(record: dict[str, str]) -> str:
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in record["text"].split("\n") if part.strip())
    return (
        f"<html><head><title>{escape(record['title'])}</title></head><body><article>"
        f"<h1>{escape(record['title'])}</h1>{paragraphs}</article></body></html>"
    )


def _table(records: Sequence[dict[str, str]]) -> str:
    names = ("id", "title", "text", "outlet", "published")
    written = io.StringIO()
    table = csv.DictWriter(written, names, extrasaction="ignore", restval="")
    table.writeheader()
    table.writerows(records)
    return written.getvalue()
