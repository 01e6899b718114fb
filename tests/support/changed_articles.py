"""Articles whose texts come in changed, taken in through an ingest run as a person would."""

import json
from pathlib import Path

from app.database import Database
from app.ingest.run import ingest

URL = "https://www.ledger.example/city/bridge-in-versions"
_OPENING = "The harbour bridge will close for nine months, the city council decided on Monday."
_COST = "Repairs cost 48 million crowns, said Mayor Ilse Brandt, and cannot wait for another winter."
_QUOTE = "“We should have begun five years ago,” she told reporters after the vote in the town hall."
_FERRIES = "Ferries will run every twelve minutes from April, also at night and on public holidays."
_TRADE = "Shop owners on the northern bank fear for their trade and ask for a lower rent."
_HISTORY = "The bridge was built in 1931 and is crossed by forty thousand people on a working day."
_MARCH = "The council meets again in March to speak about the tolls that are to pay for the work."
_BACKGROUND = (
    "Its steel has been painted eleven times, most lately in the autumn of 2004.",
    "Engineers of the port measured its movements for two years before they wrote their report.",
    "The report of 300 pages lies in the town hall, where everybody may read it.",
    "Two older plans for a tunnel failed, one in 1968 and one in 1994.",
)

VERSIONS = (
    {
        "title": "Harbour bridge to close for nine months",
        "author": "Maria Okafor",
        "date": "2025-02-10",
        "text": "\n\n".join((_OPENING, _COST, _QUOTE, _FERRIES, _TRADE, _HISTORY, *_BACKGROUND, _MARCH)),
    },
    {
        "title": "Harbour bridge to close for a year",
        "author": "Maria Okafor and Tom Ruiz",
        "date": "2025-02-11",
        "text": "\n\n".join(
            (
                _OPENING.replace("nine months", "a year"),
                _COST.replace("48 million", "52 million"),
                _QUOTE,
                _FERRIES,
                _HISTORY,
                *_BACKGROUND,
                _MARCH,
                "A crack was found in the third pillar on Tuesday morning, divers of the port say.",
            )
        ),
    },
    {
        "title": "Harbour bridge to close for a year",
        "author": "Maria Okafor and Tom Ruiz",
        "date": "2025-02-11",
        "text": "\n\n".join(
            (_OPENING.replace("nine months", "a year"), _COST.replace("48 million", "52 million"), _MARCH)
        ),
    },
)


def take_in_versions(database: Database, folder: Path) -> None:
    """One article in three versions, each from a file of its own in ``folder``."""
    for number in range(1, len(VERSIONS) + 1):
        take_in_version(database, folder, number)


def take_in_version(database: Database, folder: Path, number: int) -> None:
    """One of these versions, counted from 1."""
    file = folder / f"collected-{number}.jsonl"
    known = {"id": f"bridge-{number}", "url": URL, "source": "The Daily Ledger", "language": "en"}
    file.write_text(json.dumps(known | VERSIONS[number - 1]) + "\n", encoding="utf-8")
    ingest(database, [file])
