"""The news agency that a text was taken from, where its dateline names one."""

import re
from itertools import islice

from app.records import ArticleDraft, BlockKind
from app.text.bylines import agency_named

# "COLUMBIA, S.C. (AP) — ", "Berlin (dpa) - ", "WASHINGTON, March 5 (Reuters) - "
_DATELINE = re.compile(r"^.{0,60}?\((?P<agency>[^()]{2,30})\)\s*(?:[-–—]|:\s)")
_PARAGRAPHS = 3


def with_agency(draft: ArticleDraft) -> ArticleDraft:
    """``draft`` with the agency of its dateline, unless a byline named one or the outlet is that agency."""
    if draft.agency is not None:
        return draft
    paragraphs = (block.text for block in draft.blocks if block.kind is BlockKind.PARAGRAPH)
    for text in islice(paragraphs, _PARAGRAPHS):
        match = _DATELINE.match(text)
        agency = agency_named(match["agency"]) if match else None
        if agency:
            own = draft.outlet is not None and agency_named(draft.outlet) == agency
            return draft if own else draft.model_copy(update={"agency": agency})
    return draft
