"""What readers ask of a server under load, and a server to ask."""

import os
import random
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

from ended import ended
from stored import store

from app.database import Database
from app.records import ArticleDraft, Block, BlockKind, RawDocument
from app.store import runs

ROOT = Path(__file__).resolve().parents[2]
PARALLAX = (sys.executable, "-P", "-m", "app.cli")
"""The command, whatever is installed."""
_NOW = "2026-01-05T10:00:00+00:00"
_WORDS = 3_000
# of each kind, so many different addresses: what the server keeps of the last ones helps little
_MOST = 3_000
_SHARES = {"search": 0.40, "article": 0.30, "event": 0.15, "compare": 0.15}

Asked = Mapping[str, tuple[float, Sequence[str]]]


def with_long_texts(path: Path, words: int, count: int) -> list[int]:
    """Put ``count`` articles of so many words each into a database; their ids. No two share a sentence."""
    database, chance = Database(path), random.Random(1)
    letters = "abcdefghijklmnoprstuvw"
    known = ["".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(_WORDS)]
    made = []
    with database.write_session() as session:
        run_id = runs.start(session, ["made up"], _NOW)
        for number in range(count):
            lines = [" ".join(chance.choices(known, k=20)).capitalize() + "." for _ in range(words // 20)]
            blocks = (
                Block(kind=BlockKind.TITLE, text=f"A long report, part {number}", line_start=1, line_end=1),
                *(
                    Block(kind=BlockKind.PARAGRAPH, text=line, line_start=place, line_end=place)
                    for place, line in enumerate(lines, 2)
                ),
            )
            draft = ArticleDraft(
                external_id=f"long-{number}.txt",
                title=blocks[0].text,
                title_source="text",
                language="en",
                blocks=blocks,
            )
            raw = RawDocument(
                external_id=draft.external_id,
                data="\n".join(lines).encode(),
                media_type="text/plain",
                origin=f"/made-up/long-{number}.txt",
            )
            made.append(store(session, raw, draft, run_id=run_id, outlet_id=None, now=_NOW))
        runs.finish(session, run_id, "finished", _NOW)
    database.close()
    return made


def asked_of(path: Path) -> Asked:
    """Forty searches, thirty articles, fifteen events and fifteen comparisons in a hundred requests, all over
    the corpus of a database."""
    chance = random.Random(7)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        articles = [row[0] for row in connection.execute("SELECT id FROM article")]
        events = [
            row[0]
            for row in connection.execute(
                "SELECT event_id FROM event_member GROUP BY event_id HAVING count(*) > 1"
            )
        ]
        most = len(articles) // 4 + 2
        words = [
            row[0]
            for row in connection.execute(
                "SELECT term FROM article_words_vocab WHERE doc > 1 AND doc < ? AND length(term) > 3", (most,)
            )
        ]
    addresses = {
        "search": [f"/search?{urlencode({'q': query})}" for query in _queries(words, chance)],
        "article": [f"/articles/{number}" for number in _some(articles, chance)],
        "event": [f"/events/{number}" for number in _some(events, chance)],
        "compare": [f"/events/{number}/compare" for number in _some(events, chance)],
    }
    return {kind: (share, addresses[kind]) for kind, share in _SHARES.items()}


def _some(numbers: Sequence[int], chance: random.Random) -> list[int]:
    return chance.sample(numbers, min(len(numbers), _MOST))


def _queries(words: Sequence[str], chance: random.Random) -> list[str]:
    """Words alone, together, either, without, in headlines, and their beginnings."""
    forms = ("{0}", "{0} {1}", "{0} OR {1}", "{0} AND NOT {1}", "title:{0}", "{0:.4}*", "{0} {1:.5}* OR {2}")
    plain = [word for word in words if re.fullmatch(r"[a-z]+", word)]
    return [chance.choice(forms).format(*chance.choices(plain, k=3)) for _ in range(_MOST)]


@contextmanager
def serving(data: Path, *options: str, **environment: str) -> Iterator[tuple[int, int]]:
    """A server on a port of its own: the port, and the number of its process."""
    command = [*PARALLAX, "--data", str(data), "serve", "--port", "0", *options]
    given = {**os.environ, "PARALLAX_POLL_FEEDS": "0", **environment}
    server = subprocess.Popen(command, cwd=ROOT, env=given, stdout=subprocess.PIPE, text=True)
    # the long form asks it for as long as an hour
    with ended(server, 2 * 3600):
        assert server.stdout is not None
        try:
            said = server.stdout.readline()
            found = re.search(r":(\d+)", said.partition("//")[2])
            assert found, said
            yield int(found[1]), server.pid
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(60)
