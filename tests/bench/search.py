"""Searches: ten classes of queries, each with total, outlet and month facets and 20 passages, beside peers.

    python tests/bench/search.py ARTICLES.jsonl.gz --work FOLDER [--json FILE]
    python tests/bench/search.py ARTICLES.jsonl.gz --work FOLDER --times 4 --peers tantivy
    python tests/bench/search.py ARTICLES.jsonl.gz --work FOLDER --http

The first call takes the articles in with the command line and builds the peers' indexes from what came of it;
later ones with the same FOLDER only ask. The peers come with ``pip install '.[bench]'``; one that is not
installed is left out. Each question is put to each engine freshly opened, after three unrelated ones (a word,
a beginning, a slip), and then again: nothing that the engine keeps helps the first time. The files are in the
machine's cache. ``--times 4`` asks the corpus four times over (see enlarged.py). ``--http`` measures pages
under load instead (see search_load.py). What was to be reached is printed beside what is.
"""

import argparse
import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import enlarged
import search_load
from search_peers import Answer, Peer, Tantivy, Whoosh
from search_queries import Question, articles, kept_questions
from search_report import OURS, Measured, Report
from search_sqlite_peers import Datasette, Fts5

from app.database import Database
from app.search.page import search
from app.search.results import SearchParameters, checked_parameters
from app.store.schema import migrate

# They are in the corpus, and in none of the questions.
WARM_UP = (
    Question("rare", ("zebra",)),
    Question("prefix", ("zebr",)),
    Question("fuzzy", ("zebar",), slips=1),
)
PEERS: dict[str, tuple[type[Peer], str]] = {
    "tantivy": (Tantivy, "tantivy"),
    "whoosh": (Whoosh, "whoosh"),
    "fts5": (Fts5, "sqlite"),
    "datasette": (Datasette, "sqlite"),
}


class Parallax(Peer):
    """The search page's own search, without HTTP."""

    name = OURS

    def open(self) -> None:
        """Open the database; nothing is kept in memory yet."""
        self._database = Database(self.folder / "parallax.sqlite3")

    def close(self) -> None:
        """Close it."""
        self._database.close()

    def ask(self, question: Question) -> Answer:
        """One page of results."""
        with self._database.read_session() as session:
            page = search(session, parameters(question))
        assert page.facets is not None
        passages = [hit.snippets for hit in page.hits]
        return Answer(
            total=page.total,
            outlets=sum(facet.count > 0 for facet in page.facets.outlets),
            months=sum(month.count > 0 for month in page.facets.months),
            shown=len(passages),
            marked=sum(any(part.hit for passage in found for part in passage) for found in passages),
        )


def parameters(question: Question) -> SearchParameters:
    """The question in our language; outlet and days are a part of the query, as they are for the peers."""
    words = question.words
    text = {
        "phrase": f'"{" ".join(words)}"',
        "or": " OR ".join(words),
        "not": " -".join(words),
        "prefix": f"{words[0]}*",
        "fuzzy": f"{words[0]}~{question.slips}",
    }.get(question.kind, " ".join(words))
    if question.outlet is not None and question.first and question.last:
        first, last = (date.fromordinal(day).isoformat() for day in (question.first, question.last))
        text += f' outlet:"{question.outlet}" date:[{first} to {last}]'
    return checked_parameters(q=text, sort="newest" if question.kind == "newest" else "relevance")


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    data = taken_in(arguments.articles, arguments.work, arguments.times)
    questions = kept_questions(data, data / "questions.json")
    with Database(data / "parallax.sqlite3").connection() as connection:
        report = Report(connection.exec_driver_sql("SELECT count(*) FROM article").scalar_one())
    if arguments.http:
        queries = [parameters(question) for question in questions]
        report.http = search_load.measured(data, arguments.articles, arguments.work, queries)
    else:
        peers = [*filter(None, (built(name, data) for name in arguments.peers.split(",") if name))]
        ask(report, [Parallax(data), *peers], questions, arguments.rounds)
    print(f"{report.articles:,} articles\n\n{report.markdown()}")
    if arguments.json:
        arguments.json.write_text(json.dumps(report.as_json(), indent=1))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="a folder that is kept")
    parser.add_argument("--times", type=int, default=1, help="the corpus so many times over")
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--rounds", type=int, default=1, help="the median of so many is taken")
    parser.add_argument("--http", action="store_true")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def taken_in(source: Path, work: Path, times: int) -> Path:
    """The data folder with the articles, made now or in an earlier run. Exits when the ingest fails."""
    data = work / f"data-{times}"
    if not (data / "complete").exists():
        work.mkdir(parents=True, exist_ok=True)
        if times > 1:
            again = work / f"articles-{times}.jsonl"
            enlarged.write(source, again, range(times))
            source = again
        command = [sys.executable, "-P", "-m", "app.cli", "--data", data, "ingest", source, "--json"]
        if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:
            sys.exit("The ingest failed; what it says stands above.")
        (data / "complete").touch()
    with closing(Database(data / "parallax.sqlite3")) as database:
        migrate(database)
    return data


def built(name: str, data: Path) -> Peer | None:
    """A peer with its index, from an earlier run or built now; None when it is not installed."""
    kind, folder = PEERS[name]
    peer = kind(data / "peers" / folder)
    try:
        if not peer.is_built():
            began = time.perf_counter()
            peer.build(articles(data))
            print(f"{peer.name} built in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    except ImportError as error:
        print(f"{peer.name} is left out: {error.name or error} is not installed", file=sys.stderr)
        return None
    return peer


def ask(report: Report, engines: Sequence[Peer], questions: Sequence[Question], rounds: int) -> None:
    """Put every question to every engine in turn, so that what else the machine does falls on all of them."""
    try:
        for place, question in enumerate(questions):
            if sys.stderr.isatty():
                print(f"\r{place}/{len(questions)}", end="", file=sys.stderr)
            for engine in engines:
                found = [once for _ in range(rounds) if (once := asked(engine, question, report))]
                if found:
                    report.measured.append(sorted(found, key=lambda once: once.first)[len(found) // 2])
    finally:
        for engine in engines:
            engine.stop()


def asked(engine: Peer, question: Question, report: Report) -> Measured | None:
    """One question to an engine that was just opened; None when it has no such kind."""
    gc.collect()
    opening = time.perf_counter()
    engine.open()
    for unrelated in WARM_UP:
        engine.ask(unrelated)
    report.starts[engine.name] = min(time.perf_counter() - opening, report.starts.get(engine.name, 1e9))
    first, answer = timed(lambda: engine.ask(question))
    again, _ = timed(lambda: engine.ask(question))
    engine.close()
    return None if answer is None else Measured(engine.name, question, first, again, answer)


def timed(call: Callable[[], Answer | None]) -> tuple[float, Answer | None]:
    """Milliseconds, and what came."""
    began = time.perf_counter()
    answer = call()
    return (time.perf_counter() - began) * 1000, answer


if __name__ == "__main__":
    main()
