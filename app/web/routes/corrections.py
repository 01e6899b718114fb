"""What a person sets on an article: plain forms that lead back to it."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse

from app.errors import NotFoundError
from app.store import articles, corrections
from app.store.corrections import CorrectionRecord
from app.web.answers import LEADS_ON
from app.web.dependencies import Reading, Writing

router = APIRouter(tags=["Articles"])

Field = Annotated[str, Form(max_length=40, description=f"One of {', '.join(corrections.FIELDS)}.")]
Value = Annotated[str, Form(max_length=4_000, description="The value; empty to say that there is none.")]


@router.get("/articles/{article_id:number}/corrections.json", summary="What was set by hand on an article")
def corrections_json(session: Reading, article_id: int) -> tuple[CorrectionRecord, ...]:
    """Values that a person set, and the extracted ones that they stand for."""
    if not articles.cards(session, [article_id]):
        raise NotFoundError(f"There is no article {article_id} in the corpus.")
    return corrections.of_article(session, article_id)


@router.post(
    "/articles/{article_id:number}/corrections",
    summary="Set a field of an article by hand",
    **LEADS_ON,
)
def set_field(database: Writing, article_id: int, field: Field, value: Value = "") -> RedirectResponse:
    """Set it; no later import changes it. What was extracted is kept. Leads back to the article."""
    with database.write_session() as session:
        corrections.set_by_hand(session, article_id, field, value)
    return _back(article_id, field)


@router.post(
    "/articles/{article_id:number}/corrections/undo",
    summary="Go back to what was extracted",
    **LEADS_ON,
)
def undo_field(database: Writing, article_id: int, field: Field) -> RedirectResponse:
    """Go back to what was extracted from the newest document. Leads back to the article."""
    with database.write_session() as session:
        corrections.undo(session, article_id, field)
    return _back(article_id, field)


@router.post(
    "/articles/{article_id:number}/outlet",
    summary="Set the outlet of an article by hand",
    **LEADS_ON,
)
def set_outlet(
    database: Writing,
    article_id: int,
    name: Annotated[str, Form(max_length=200, description="Name of the outlet; empty to undo.")] = "",
) -> RedirectResponse:
    """The same for the field `outlet`, except that an empty `name` undoes."""
    with database.write_session() as session:
        if name.strip():
            corrections.set_by_hand(session, article_id, "outlet", name)
        else:
            corrections.undo(session, article_id, "outlet")
    return _back(article_id, "outlet")


def _back(article_id: int, field: str) -> RedirectResponse:
    return RedirectResponse(f"/articles/{article_id}#{field}", 303)
