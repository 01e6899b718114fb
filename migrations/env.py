"""Alembic's entry: runs on the connection that app.store.schema hands over, in one transaction."""

import sqlmodel  # noqa: F401  (column types in revisions name it)
from alembic import context
from sqlalchemy.schema import SchemaItem

from app.models import metadata


def include_object(
    _object: SchemaItem, name: str | None, type_: str, _reflected: bool, _compare_to: SchemaItem | None
) -> bool:
    """Leave the full-text tables out of comparisons: SQLite makes their shadow tables itself."""
    return not (type_ == "table" and name is not None and name.startswith(("article_fts", "article_words")))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_object=include_object,
    render_as_batch=True,
    # SQLite's DDL is transactional; with this a failing revision leaves nothing behind.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
