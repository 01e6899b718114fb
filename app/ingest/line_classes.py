"""Captions and notes of the page, told from prose by their wording."""

from app.ingest.line_patterns import (
    BARE_AGENCY,
    BOILERPLATE,
    BRACKETED_LINK,
    CAPTION_START,
    CREDIT,
    CREDIT_HINT,
    DATELINE,
    LATE_NOTE,
    RELATED_HEADER,
)
from app.ingest.units import Unit
from app.text.outlets import outlet_named

_LONGEST_CAPTION = 120
_LONGEST_NOTE = 60
_CREDIT_REACH = 160


def credited(text: str) -> bool:
    """Whether ``text`` ends in a picture credit."""
    end = text[-_CREDIT_REACH:]
    if CREDIT_HINT.search(end) is None:
        return False
    return CREDIT.search(end) is not None or (len(text) < 260 and BARE_AGENCY.search(end) is not None)


def is_caption(unit: Unit) -> bool:
    """Whether ``unit`` is a picture's caption, known by its credit or its opening."""
    if unit.words > _LONGEST_CAPTION or DATELINE.match(unit.text):
        return False
    return CAPTION_START.match(unit.text) is not None or credited(unit.text)


def is_page_note(unit: Unit) -> bool:
    """Whether ``unit`` speaks for the page: links to other articles, sharing, subscriptions, rights."""
    text = unit.text
    if unit.words > _LONGEST_NOTE:
        return False
    if BRACKETED_LINK.match(text) or BOILERPLATE.match(text) or RELATED_HEADER.match(text):
        return True
    if unit.words <= 4 and outlet_named(text):
        return True
    return any(hint in text for hint in ("ontribut", "ights reserved")) and LATE_NOTE.match(text) is not None
