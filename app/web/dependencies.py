"""What route handlers ask for: a session to read with, and the database to write with."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session
from starlette.convertors import IntegerConvertor, register_url_convertor

from app.database import Database
from app.web.background.jobs import Jobs


class _NumberConvertor(IntegerConvertor):
    """A row's number in a path. Longer ones are no row's: SQLite's integers end there, and Python refuses to
    read some thousand digits as one number."""

    regex = "[0-9]{1,18}"


MOST_ID = 10**18 - 1
"""No row has a higher number, here or in a form."""

register_url_convertor("number", _NumberConvertor())


def get_database(request: Request) -> Database:
    """The database of the running app. Writes go through ``database.write_session()`` inside the handler."""
    database: Database = request.app.state.database
    return database


def get_jobs(request: Request) -> Jobs:
    """The imports of the running app."""
    jobs: Jobs = request.app.state.jobs
    return jobs


def _reading(database: Annotated[Database, Depends(get_database)]) -> Iterator[Session]:
    with database.read_session() as session:
        yield session


Writing = Annotated[Database, Depends(get_database)]
# Closed before the answer is sent: whoever takes it slowly must not hold a connection and its snapshot.
Reading = Annotated[Session, Depends(_reading, scope="function")]
