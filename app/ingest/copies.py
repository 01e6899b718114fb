"""Copies: placeholder of the lead until the real job lands (H5 replaces this file)."""

from collections.abc import Callable

from app.database import Database


def find_copies(database: Database, progress: Callable[[int, int], None] | None = None) -> int:
    return 0
