"""What SQLite's own full-text index marks in texts: highlight() of FTS5, read back as places."""

import re
import sqlite3
from collections.abc import Sequence

_START, _END = "\ufdd0", "\ufdd1"
_TOKENIZERS = {"article_fts": "porter unicode61", "article_words": "unicode61"}


class Highlights:
    """Two indexes, analysed as the app's are, over texts that are numbered from 1."""

    def __init__(self) -> None:
        """Open them, empty."""
        self._connection = sqlite3.connect(":memory:")
        for table, tokenizer in _TOKENIZERS.items():
            self._connection.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5(text, tokenize='{tokenizer} remove_diacritics 2')"
            )

    def hold(self, texts: Sequence[str]) -> None:
        """Index these texts and no others."""
        for table in _TOKENIZERS:
            self._connection.execute(f"DELETE FROM {table}")
            self._connection.executemany(
                f"INSERT INTO {table}(rowid, text) VALUES (?, ?)", enumerate(texts, 1)
            )

    def of(self, table: str, expression: str) -> dict[int, tuple[tuple[int, int], ...]]:
        """Where the expression is marked in each text that it finds."""
        rows = self._connection.execute(
            f"SELECT rowid, highlight({table}, 0, ?, ?) FROM {table} WHERE {table} MATCH ?",
            (_START, _END, expression),
        )
        return {number: _places(marked) for number, marked in rows}

    def close(self) -> None:
        """Let go of the memory."""
        self._connection.close()


def _places(marked: str) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    length = opened = 0
    for piece in re.split(f"([{_START}{_END}])", marked):
        if piece == _START:
            opened = length
        elif piece == _END:
            found.append((opened, length))
        else:
            length += len(piece)
    return tuple(found)


def quoted(text: str) -> str:
    """``text`` as a phrase of an FTS5 expression; it holds no quotation mark."""
    return f'"{text}"'


def near(words: Sequence[str], slop: int) -> str:
    """These words near each other, as an FTS5 expression."""
    return f"NEAR({' '.join(map(quoted, words))}, {slop})"
