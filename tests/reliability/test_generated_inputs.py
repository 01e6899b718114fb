"""Thousands of generated inputs, each stored or refused in words: nothing disappears, hangs or crashes.

A failure names the input by its number (``generated_input(number, bases)`` makes it again) and leaves its
bytes in the test's folder.
"""

import json
import multiprocessing
import random
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from generated_inputs import Generated, bases, generated_input
from lxml import html
from sqlalchemy import text as sql
from sqlmodel import Session
from typer.testing import CliRunner

from app import cli
from app.compare.compare import compare
from app.config import Settings
from app.database import Database
from app.errors import ParallaxError
from app.fetch.client import GuardedClient
from app.fetch.politeness import PoliteClient
from app.ingest import apart
from app.ingest.extract import extract
from app.ingest.feed_document import about, feed_links, is_feed
from app.ingest.feeds import import_list
from app.ingest.metadata_file import is_metadata_name, read_metadata
from app.ingest.readers import format_of
from app.ingest.readers.base import Format, ReadOptions, Source, Unreadable
from app.ingest.reading import Found, Inputs
from app.ingest.run import RunReport, ingest
from app.records import RawDocument
from app.search.language import parse
from app.store import articles, documents, runs
from app.store.schema import migrate
from app.text.bylines import read_byline_field
from app.text.citations import cited_outlets
from app.text.content import content_hash
from app.text.dates import dates_in_line, days_in_text, parse_date
from app.text.figures import figures
from app.text.names import mentions
from app.text.sentences import sentence_spans
from app.text.speakers import utterances
from app.web.app import create_app

pytestmark = pytest.mark.reliability

Effort = Callable[[int, int], int]
Measured = Callable[[str], None]
ROOT = Path(__file__).resolve().parents[2]
BASES = bases(ROOT.parent / "shared", ROOT / "seeds")
A_FOLDER = 250
MEGABYTE = 1024 * 1024
_PATIENCE = 600.0
_GROWTH = 250 * MEGABYTE
# What app.child_process lets a process have.
_CAP = 2_048 * MEGABYTE
# The name of an exception tells a person nothing.
_NOT_IN_WORDS = re.compile(
    r"\b[A-Za-z]+(?:Error|Exception|Warning)\b|Traceback|\bat 0x[0-9a-f]{6,}|<class|[\n\r\x00]"
)
_GAVE_UP = re.compile(r"took longer|took too long|crashed|more memory")


class Timed(apart.Pool):
    """The product's pool, which writes down its longest tasks and the most memory of its processes.

    It has more patience with a document: where many tests share the processors, one that has none of them
    for long is not slow.
    """

    def __init__(self) -> None:
        super().__init__(seconds=_PATIENCE)
        self.slowest = (0.0, "")
        self.peak = 0

    def read(self, listed: Format, source: Source, options: ReadOptions) -> Iterator[Found | Source]:
        began = time.monotonic()
        yield from super().read(listed, source, options)
        self._done(began, source.origin)

    def _understand(self, documents: Sequence[RawDocument]) -> list[apart.Understood]:
        began = time.monotonic()
        found = super()._understand(documents)
        self._done(began, documents[0].origin)
        return found

    def _done(self, began: float, what: str) -> None:
        self.slowest = max(self.slowest, (time.monotonic() - began, what))

    def look(self) -> None:
        """Write down how much memory the processes have had."""
        for process in multiprocessing.active_children():
            if process.name == "parallax-reader" and process.pid is not None:
                self.peak = max(self.peak, memory_of(process.pid, "VmHWM"))


@dataclass
class Corpus:
    """What became of all inputs."""

    data: Path
    database: Database
    pool: Timed
    inputs: int = 0
    seconds: float = 0.0
    grown: int = 0
    reports: list[RunReport] = field(default_factory=list)
    ends: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    reasons: list[tuple[str, int | None, str]] = field(default_factory=list)
    samples: list[Path] = field(default_factory=list)


def memory_of(pid: int | str, what: str) -> int:
    """Bytes of memory of a process, as /proc has it: VmRSS now, VmHWM at most. 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = re.search(rf"{what}:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory, effort: Effort) -> Iterator[Corpus]:
    """All generated inputs taken in, a folder of them at a time."""
    data = tmp_path_factory.mktemp("generated")
    database = Database(data / "parallax.sqlite3")
    migrate(database)
    made = Corpus(data, database, Timed())
    began, before = time.monotonic(), 0
    for first in range(0, effort(100, 10_000), A_FOLDER):
        take_in(made, first, min(A_FOLDER, effort(100, 10_000) - first))
        # The first folders fill caches.
        before = before or (memory_of("self", "VmRSS") if first >= 4 * A_FOLDER else 0)
    made.grown = memory_of("self", "VmRSS") - before if before else 0
    made.seconds = time.monotonic() - began
    yield made
    made.pool.close()
    database.close()


def take_in(corpus: Corpus, first: int, count: int) -> None:
    """Take in ``count`` generated inputs, and find out what became of each."""
    folder = corpus.data / f"in-{first}"
    inputs = [generated_input(number, BASES) for number in range(first, first + count)]
    for one in inputs:
        path = folder / one.name
        path.parent.mkdir(parents=True)
        path.write_bytes(one.data)
    report = ingest(corpus.database, [folder], progress=lambda _: corpus.pool.look(), pool=corpus.pool)
    corpus.pool.look()
    corpus.reports.append(report)
    corpus.inputs += count
    with corpus.database.read_session() as session:
        problems = runs.problems(session, report.run.id, limit=1_000_000)
        origins = session.execute(
            sql("SELECT origin FROM article WHERE run_id = :run UNION SELECT origin FROM article_version"),
            {"run": report.run.id},
        ).scalars()
        stored = {number_of(folder, origin) for origin in origins}
    refused = {number_of(folder, problem.file) for problem in problems}
    named = {number_of(folder, address.origin) for address in report.addresses}
    corpus.reasons += [(problem.file, problem.line, problem.reason) for problem in problems]
    if len(problems) != report.run.problems:
        corpus.faults.append(f"{folder.name}: {report.run.problems} problems, {len(problems)} are kept")
    faulty = {
        number_of(folder, file) for file, _, reason in corpus.reasons[-len(problems) :] if is_poor(reason)
    }
    passed_over = 0
    for one in inputs:
        end = "stored" if one.number in stored else "refused" if one.number in refused else ""
        end = end or ("names addresses" if one.number in named else silent(corpus, one, folder / one.name))
        passed_over += end == "of no format"
        corpus.ends[end] += 1
        if end == "lost" or one.number in faulty:
            corpus.faults.append(f"{one.number} ({one.how}) is {end} at {folder / one.name}")
        elif one.number % 50 < 5:
            corpus.samples.append(folder / one.name)
        else:
            shutil.rmtree((folder / one.name).parent)
    if passed_over != report.passed_over:
        corpus.faults.append(f"{folder.name}: {report.passed_over} files passed over, not {passed_over}")


def number_of(folder: Path, origin: str) -> int:
    """The number of the generated input that ``origin`` lies in; -1 for one of another folder."""
    inside = origin.removeprefix(f"{folder}/")
    return int(inside[:5]) if inside != origin and inside[:5].isdigit() else -1


def silent(corpus: Corpus, one: Generated, path: Path) -> str:
    """What became of an input of which neither an article nor a problem tells."""
    if path.name.startswith("."):
        return "hidden"
    if is_metadata_name(path.name) and read_metadata(Source.of_file(path)) is not None:
        return "metadata"
    if format_of(Source.of_file(path)) is None:
        return "of no format"
    found = [
        item for item in Inputs([path], ReadOptions(), corpus.pool.read) if isinstance(item, RawDocument)
    ]
    with corpus.database.read_session() as session:
        same = [is_known(session, item) for item in found]
    return "same as another" if found and all(same) else "lost"


def is_known(session: Session, document: RawDocument) -> bool:
    """Whether the bytes of a document are kept, or what it says is what an article says already."""
    digest = {"digest": documents.digest(document.data)}
    if session.execute(sql("SELECT 1 FROM document WHERE sha256 = :digest"), digest).scalar():
        return True
    draft = extract(document)
    says = {"digest": content_hash(draft.title, draft.body_text)}
    return any(
        session.execute(sql(f"SELECT 1 FROM {table} WHERE content_hash = :digest"), says).scalar()
        for table in ("article", "article_version")
    )


def is_poor(reason: str) -> bool:
    """Whether a reason is not in words, or tells of work that was given up."""
    return (
        not reason.strip() or _NOT_IN_WORDS.search(reason) is not None or _GAVE_UP.search(reason) is not None
    )


def test_every_input_is_stored_or_refused_in_words(corpus: Corpus, measured: Measured) -> None:
    poor = [problem for problem in corpus.reasons if is_poor(problem[2])]
    assert not poor, f"{len(poor)} poor reasons: {poor[:10]}; {corpus.faults[:10]}"
    assert not corpus.faults, corpus.faults[:20]
    for report in corpus.reports:
        run = report.run
        assert run.status == "finished"
        assert run.seen == run.stored + run.changed + run.same + run.rejected
    seen = sum(report.run.seen for report in corpus.reports)
    ends = ", ".join(f"{count:,} {end}" for end, count in corpus.ends.most_common())
    measured(
        f"{corpus.inputs:,} generated inputs from {len(BASES)} documents: {ends}; {seen:,} documents and "
        "records, "
        f"{sum(report.run.stored for report in corpus.reports):,} stored, "
        f"{sum(report.run.changed for report in corpus.reports):,} as versions, "
        f"{sum(report.run.rejected for report in corpus.reports):,} refused; {corpus.seconds:.0f} s"
    )


def test_readers_stay_within_their_time_and_memory(
    corpus: Corpus, effort: Effort, measured: Measured
) -> None:
    assert 0 < corpus.pool.peak < _CAP
    assert corpus.grown < _GROWTH
    seconds, what = corpus.pool.slowest
    # The long form has the machine to itself.
    assert seconds < effort(int(_PATIENCE), int(apart.SECONDS_A_DOCUMENT))
    measured(
        f"slowest task {seconds:.1f} s ({Path(what).name[:60]}); most memory of a process apart "
        f"{corpus.pool.peak // MEGABYTE} MB, the ingesting process grew by {corpus.grown // MEGABYTE} MB"
    )


def test_the_corpus_is_sound_and_every_page_of_it_is_shown(corpus: Corpus, measured: Measured) -> None:
    checked = CliRunner().invoke(cli.app, ["--data", str(corpus.data), "check", "--json"])
    assert json.loads(checked.stdout)["clean"], checked.stdout
    with corpus.database.read_session() as session:
        ids = list(session.execute(sql("SELECT id FROM article ORDER BY id")).scalars())
    settings = Settings(data=corpus.data)
    with TestClient(
        create_app(settings), base_url="http://127.0.0.1:8000", raise_server_exceptions=False
    ) as web:
        for number in ids:
            answer = web.get(f"/articles/{number}")
            assert answer.status_code == 200, (number, answer.text[:500])
            assert html.fromstring(answer.content).find(".//h1") is not None
        for number in ids[:: max(len(ids) // 100, 1)]:
            for path in (
                f"/articles/{number}.json",
                f"/articles/{number}/versions",
                f"/articles/{number}/original",
            ):
                assert web.get(path).status_code == 200, path
        for report in corpus.reports:
            assert web.get(f"/imports/{report.run.id}").status_code == 200
    measured(f"{len(ids):,} articles shown, parallax check is clean")


def test_texts_are_read_and_compared(corpus: Corpus, effort: Effort, measured: Measured) -> None:
    with corpus.database.read_session() as session:
        ids = list(session.execute(sql("SELECT id FROM article ORDER BY length(body) DESC")).scalars())
        chosen = ids[:: max(len(ids) // effort(30, 600), 1)]
        found = articles.get_many(session, chosen)
    slowest = 0.0
    for one in found:
        began = time.process_time()
        read_text(one.body)
        slowest = max(slowest, time.process_time() - began)
    longest = 0.0
    for a, b in pairwise(found[: effort(12, 200)]):
        began = time.process_time()
        compare([a], [b], name_a="A", name_b="B").model_dump_json()
        longest = max(longest, time.process_time() - began)
    assert slowest < apart.SECONDS_A_DOCUMENT
    assert longest < apart.SECONDS_A_DOCUMENT
    measured(
        f"{len(found)} texts read, the slowest in {slowest:.1f} s; a comparison in at most {longest:.1f} s"
    )


def read_text(body: str) -> None:
    """All functions of language on a text."""
    paragraphs = body.split("\n\n")
    assert all(0 <= start < end <= len(body) for start, end in sentence_spans(body))
    for found in utterances(paragraphs):
        assert all(piece.paragraph < len(paragraphs) for piece in found.pieces)
    figures(body[:100_000])
    list(days_in_text(body))
    mentions(paragraphs, "en")
    cited_outlets(body)
    for line in paragraphs[:50]:
        dates_in_line(line)
        parse_date(line[:500], "a line")
        read_byline_field(line)


def test_what_else_reads_files_refuses_them_in_words(corpus: Corpus, effort: Effort, tmp_path: Path) -> None:
    database = Database(tmp_path / "feeds.sqlite3")
    migrate(database)
    client = PoliteClient(GuardedClient())
    for path in corpus.samples[: effort(8, 200)]:
        data = path.read_bytes()
        is_feed(data)
        about(data, "https://harbour.example/")
        feed_links(data, "https://harbour.example/")
        added, known, problems = import_list(database, client, path)
        assert added + known or problems, path
        assert not any(is_poor(problem.reason) for problem in problems), (path, problems)
        told = CliRunner().invoke(cli.app, ["extract", str(path), "--json"])
        assert told.exit_code == 0 or isinstance(told.exception, ParallaxError), (path, told.exception)
        assert told.exit_code == 0 or not is_poor(str(told.exception)), (path, told.exception)
        for name in ("metadata.json", "metadata.csv"):
            beside = Inputs([Source(name, name, data=data)], ReadOptions(), corpus.pool.read)
            poor = [item for item in beside if isinstance(item, Unreadable) and is_poor(item.reason)]
            assert not poor, (path, poor)
    database.close()


_OF_QUERIES = (
    '"', "(", ")", "AND", "OR", "NOT", "title:", "outlet:", "date:", "before:", "*", "?", "~2", "^3", "[",
    "TO", "]", "{", "}", "-", "+", ":", "\\", "/", "council", "brid*", "é", "\x00", "\ud800", "日本", "..",
    "'", "“", "2025-05-07", "last week", "NEAR", "author:", "lang:", ">", "<=", "%", "_", ";", "--", "\u202e",
)  # fmt: skip


def test_any_query_is_understood(corpus: Corpus, effort: Effort) -> None:
    chance = random.Random(7)
    settings = Settings(data=corpus.data)
    with TestClient(
        create_app(settings), base_url="http://127.0.0.1:8000", raise_server_exceptions=False
    ) as web:
        for number in range(effort(400, 20_000)):
            words = chance.choices(_OF_QUERIES, k=chance.choice((1, 3, 8, 30, 200)))
            query = chance.choice(("", " ")).join(words)
            parse(query, date(2025, 5, 7))
            if number % 40 == 0:
                asked = query.encode("utf-8", "replace").decode()
                assert web.get("/search", params={"q": asked}).status_code in {200, 422}, (number, query)
