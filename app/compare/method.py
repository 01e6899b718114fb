"""Which method a comparison was made by, so that a kept one can say whether today's would differ."""

import hashlib
from functools import cache

from app.compare.comparison import SCHEMA
from app.compare.scorer import MODEL_FILE
from app.records import Record
from app.resources import DOCUMENT_FREQUENCIES

# Counts the ways in which texts were compared. To be raised with every change after which the same two texts
# may be cut, aligned or contrasted otherwise; a new model shows by its digest.
METHOD = 1
_MODELS = (MODEL_FILE, DOCUMENT_FREQUENCIES)


class Method(Record):
    """``version`` of the method, the schema of what it yields, the SHA-256 of the model's files in a row."""

    version: int
    yields: str
    model_sha256: str


@cache
def method() -> Method:
    """The method of this program."""
    model = hashlib.sha256(b"".join(path.read_bytes() for path in _MODELS))
    return Method(version=METHOD, yields=SCHEMA, model_sha256=model.hexdigest())
