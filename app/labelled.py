"""Lists that people labelled by hand, read to measure against. Pure."""

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from app.errors import UnreadableInputError
from app.records import Record

_Labelled = TypeVar("_Labelled", bound=Record)


def labelled(kind: type[_Labelled], value: Any, noun: str) -> list[_Labelled]:
    """The records of one kind in a JSON list, which ``noun`` names in the singular.

    Raises UnreadableInputError when it is no such list, or an empty one.
    """
    try:
        found = TypeAdapter(list[kind]).validate_python(value)  # type: ignore[valid-type]
    except ValidationError as error:
        first = error.errors()[0]
        place = ", ".join(str(part) for part in first["loc"]) or "the whole"
        raise UnreadableInputError(
            f"This is no list of labelled {noun}s ({place}: {first['msg']}). "
            "docs/evaluation.md says how to make one."
        ) from error
    if not found:
        raise UnreadableInputError(f"There is no labelled {noun} in it.")
    return found
