"""Readers: one file per kind of input. Adding a format is a reader, its line in READERS, and a test."""

from pathlib import Path

from app.ingest.readers.base import Reader
from app.ingest.readers.json_lines import read_json_lines
from app.ingest.readers.table import read_table
from app.ingest.readers.whole import read_page, read_text

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".html": read_page,
    ".htm": read_page,
    ".jsonl": read_json_lines,
    ".jsonl.gz": read_json_lines,
    ".csv": read_table,
}


def reader_for(path: Path) -> Reader | None:
    """The reader for a file, by its ending; None when the format is not known."""
    name = path.name.lower()
    return next((reader for ending, reader in READERS.items() if name.endswith(ending)), None)
