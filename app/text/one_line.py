"""Text that stands in a line of a list, a file or a terminal. Pure."""

import re

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def one_line(text: str) -> str:
    """``text`` without line breaks and what no file of text may hold."""
    return " ".join(_UNWRITABLE.sub(" ", text).split())
