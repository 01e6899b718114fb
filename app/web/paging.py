"""Lists in pages: the page asked for, and how many there are."""

from typing import Annotated

from fastapi import Query

from app.errors import NotFoundError

PageNumber = Annotated[int, Query(alias="page", ge=1, le=1_000_000, description="Page, from 1.")]


def page_count(total: int, size: int, number: int) -> int:
    """How many pages of ``size`` hold ``total`` entries, at least one. Raises NotFoundError past the last."""
    pages = max(1, -(-total // size))
    if number > pages:
        raise NotFoundError(f"There is no page {number}: the list ends on page {pages}.")
    return pages
