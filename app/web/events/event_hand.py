"""What a page shows of the hand that a person had in an event, and the way from an event that was merged."""

from dataclasses import dataclass
from typing import NamedTuple

from fastapi import HTTPException, Request
from sqlmodel import Session

from app.store import event_edit_log, event_edits, event_holds
from app.store.event_edit_log import EditRecord
from app.store.event_holds import Hand
from app.web.dependencies import Reading

_MOST_NEARBY = 50
_MOST_EDITS = 5


class Nearby(NamedTuple):
    """An event that may be meant beside this one."""

    id: int
    title: str
    article_count: int


@dataclass(frozen=True)
class EventHand:
    """What is set by hand, the newest edits of ``edit_count``, and ``nearby`` events to choose from."""

    hand: Hand
    edit_count: int
    edits: tuple[EditRecord, ...]
    nearby: tuple[Nearby, ...]
    longest_title: int = event_edits.LONGEST_TITLE
    most_moved: int = event_edits.MOST_MOVED


def event_hand(session: Session, event_id: int, *, may_write: bool) -> EventHand:
    """The hand that a person had in an event. Only who ``may_write`` has to choose. Raises NotFoundError."""
    total, edits = event_edit_log.log(session, event_id=event_id, offset=0, limit=_MOST_EDITS)
    nearby = event_edits.nearby(session, event_id, _MOST_NEARBY) if may_write else []
    return EventHand(
        hand=event_holds.hand(session, event_id),
        edit_count=total,
        edits=tuple(edits),
        nearby=tuple(Nearby(*one) for one in nearby),
    )


def merged_leads_on(request: Request, session: Reading) -> None:
    """A dependency of the pages of an event: one that was merged leads to the event that took it in.

    Not for ever, since a merge can be undone.
    """
    wanted = request.path_params.get("event_id")
    if wanted is None or event_edits.exists(session, int(wanted)):
        return
    into = event_edit_log.merged_into(session, int(wanted))
    if into is not None:
        path = request.url.path.replace(f"/events/{wanted}", f"/events/{into}", 1)
        query = f"?{request.url.query}" if request.url.query else ""
        message = f"Event {wanted} was merged into event {into}."
        raise HTTPException(307, message, headers={"Location": f"{path}{query}"})
