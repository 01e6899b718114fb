"""What route handlers ask for: a session to read with, and the database to write with."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from app.database import Database


def get_database(request: Request) -> Database:
    """The database of the running app. Writes go through ``database.write_session()`` inside the handler."""
    database: Database = request.app.state.database
    return database


def _reading(database: Annotated[Database, Depends(get_database)]) -> Iterator[Session]:
    with database.read_session() as session:
        yield session


Writing = Annotated[Database, Depends(get_database)]
Reading = Annotated[Session, Depends(_reading)]
