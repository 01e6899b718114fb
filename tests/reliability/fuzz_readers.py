"""Coverage-guided fuzzing of one reader, in a process of its own: ``fuzz_readers.py TARGET FLAG...``

TARGET is a name of ``valid_inputs`` (its reader gets the bytes, and the first document that it hands up is
understood), or one of ``text``, ``feed``, ``query``. Flags and a folder of inputs are those of libFuzzer. It
ends with another code than 0 on any exception that a person would not be told in our words, on a hang, and
beyond the limit on memory.
"""

import sys
from collections.abc import Callable
from datetime import date

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["app.ingest", "app.text", "app.search", "app.columns"]):
    from app.errors import UnreadableInputError
    from app.ingest.extract import extract
    from app.ingest.feed_document import about, feed_links, is_feed
    from app.ingest.metadata_file import read_metadata
    from app.ingest.prepare import prepare
    from app.ingest.readers import format_of, formats
    from app.ingest.readers.base import ReadOptions, Source
    from app.records import RawDocument
    from app.search.language import parse
    from app.text.bylines import read_byline_field
    from app.text.citations import cited_outlets
    from app.text.dates import dates_in_line, days_in_text, parse_date
    from app.text.decode import decode
    from app.text.figures import figures
    from app.text.names import mentions
    from app.text.sentences import sentence_spans
    from app.text.speakers import utterances
    from app.text.word_diff import diff_line

    formats()

from valid_inputs import valid_inputs

# reading goes on to the end, but understanding takes ten times as long and is the same for all documents
_MOST_DOCUMENTS = 1
_URL = "https://harbour.example/"


def of_reader(name: str) -> Callable[[bytes], None]:
    """Read bytes as the format of the valid input ``name``, and understand the first document in them."""
    listed = format_of(Source(name=name, origin=name, data=valid_inputs()[name]))
    assert listed is not None

    def run(data: bytes) -> None:
        source = Source(name=name, origin=name, data=data)
        format_of(source)
        found = 0
        try:
            for item in listed.read(source, ReadOptions()):
                if isinstance(item, RawDocument) and found < _MOST_DOCUMENTS:
                    found += 1
                    understand(item)
        except UnreadableInputError as error:
            told(error)
        except RecursionError:
            # In the process apart it is told as "nested too deeply".
            if not listed.apart:
                raise

    return run


def understand(item: RawDocument) -> None:
    """Extract and prepare as an ingest run does, without its net for what a parser stumbles over."""
    try:
        prepare(item, extract(item))
    except UnreadableInputError as error:
        told(error)


def told(error: UnreadableInputError) -> None:
    """A reason has words, and no rest of an exception."""
    assert error.reason.strip()
    assert "Traceback" not in error.reason, error.reason


def text(data: bytes) -> None:
    """The functions of language on a text of any bytes."""
    words = decode(data).text
    paragraphs = words.split("\n")
    for start, end in sentence_spans(words):
        assert 0 <= start <= end <= len(words)
    utterances(paragraphs)
    figures(words)
    list(days_in_text(words))
    mentions(paragraphs, "en")
    cited_outlets(words)
    for line in paragraphs[:20]:
        dates_in_line(line)
        parse_date(line, "a line")
        read_byline_field(line)
    diff_line(words[: len(words) // 2], words[len(words) // 2 :])


def feed(data: bytes) -> None:
    """What polling asks of a feed, of a page that names feeds, and of a metadata file."""
    is_feed(data)
    about(data, _URL)
    feed_links(data, _URL)
    for name in ("metadata.json", "metadata.csv"):
        try:
            read_metadata(Source(name=name, origin=name, data=data))
        except UnreadableInputError as error:
            told(error)


def query(data: bytes) -> None:
    """What a person types into the search."""
    parse(data.decode("utf-8", "replace")[:1_000], date(2025, 5, 7))


def main() -> None:
    """Fuzz the target named by the first argument."""
    target = sys.argv.pop(1)
    others = {"text": text, "feed": feed, "query": query}
    run = others.get(target) or of_reader(target)
    # Models and tables are loaded before the first input is timed.
    for data in valid_inputs().values():
        run(data[:1_000])
    atheris.Setup(sys.argv, run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
