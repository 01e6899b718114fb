"""What the ways to decide on articles share: reading an undecided article, and seeing that nobody wrote."""

from collections.abc import Iterable

from sqlmodel import Session

from app.database import Database
from app.errors import BusyError
from app.events import vectors
from app.store import event_holds, events, terms
from app.store.terms import ArticleText
from app.text.kept_terms import KeptTerms


def counted(texts: Iterable[ArticleText]) -> dict[int, bytes]:
    """The term counts of these texts, as they are kept."""
    return {text.id: vectors.count_terms(text.title, text.body, text.language).tobytes() for text in texts}


def row_of(text: ArticleText, counts: bytes) -> KeptTerms:
    """An article as it will be read once its counts are kept."""
    return KeptTerms(
        id=text.id,
        day=text.day,
        placed_day=None,
        content_hash=text.content_hash,
        event_id=text.event_id,
        title=text.title,
        opening=text.body[: terms.OPENING],
        url=text.url,
        section=text.section,
        words=text.words,
        outlet_id=text.outlet_id,
        terms=counts,
        language=text.language,
    )


def state(session: Session) -> tuple[int, ...]:
    """Figures that change when another run of the job, or a person, decides something."""
    return events.state(session), *event_holds.state(session)


def busy(database: Database) -> BusyError:
    """What to raise when others write again and again."""
    return BusyError(
        f"Another program keeps changing the events in {database.path}. Try again when it has finished."
    )
