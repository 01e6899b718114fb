"""What can be done with a comparison to keep it: freeze it, save it, cite its articles, write on it."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import StreamingResponse
from sqlmodel import Session
from starlette.convertors import StringConvertor, register_url_convertor

from app.compare.frozen import Frozen, FrozenEvent, freeze
from app.export.comparison_parts import Exported
from app.store import notes
from app.web import remarks
from app.web.addresses import address
from app.web.auth.access import access_of
from app.web.compare.compare_sides import Choice
from app.web.compare.compare_view import CompareView, view
from app.web.compare.comparison_files import MEDIA_TYPES, FileKind, exported, frozen_view, written
from app.web.references import references_of

FILES: tuple[tuple[str, str], ...] = (
    ("html", "a page in one file"),
    ("md", "Markdown"),
    ("csv", "CSV"),
    ("json", "JSON"),
)
REFERENCES: tuple[tuple[str, str], ...] = (("ris", "RIS"), ("bib", "BibTeX"), ("csl.json", "CSL-JSON"))


class _FileConvertor(StringConvertor):
    """The ending of an address that is a kind of file."""

    regex = "csv|md|html"


register_url_convertor("comparison_file", _FileConvertor())


def frozen_of(choice: Choice, now: str) -> Frozen:
    """The comparison as it would be frozen ``now`` (ISO 8601, UTC)."""
    event = choice.event
    return freeze(
        choice.compared(),
        (*choice.articles_a, *choice.articles_b),
        address=choice.address(),
        event=FrozenEvent(id=event.id, title=event.title) if event else None,
        made_at=now,
    )


def keep_context(request: Request, session: Session, choice: Choice) -> dict[str, Any]:
    """What the comparison's page needs to offer all this. Notes are for those who may write them."""
    sides = {"a": choice.a, "b": choice.b}
    return {
        "keep": {
            "freeze": f"{choice.path}/freeze",
            "sides": sides,
            "event": choice.path.split("/")[2] if choice.path != "/compare" else "",
            "files": [(address(f"{choice.path}.{end}", **sides), name) for end, name in FILES],
            "references": [(address(f"{choice.path}.{end}", **sides), name) for end, name in REFERENCES],
            "back": choice.address(),
            "articles": [
                (letter, article)
                for letter, side in (("A", choice.articles_a), ("B", choice.articles_b))
                for article in side
            ],
            "longest_note": notes.LONGEST,
        },
        "remarks": _remarks(request, session, choice),
    }


def _remarks(request: Request, session: Session, choice: Choice) -> list[remarks.Remark]:
    if not access_of(request).may_write:
        return []
    return remarks.of_comparison(session, choice.compared, choice.articles_a, choice.articles_b)


def live_file(
    request: Request, session: Session, choice: Choice, kind: FileKind, now: str
) -> StreamingResponse:
    """The comparison of today as a file."""
    frozen = frozen_of(choice, now)
    ids = [article.id for article in (*choice.articles_a, *choice.articles_b)]
    one = exported(
        frozen,
        references=list(references_of(session, ids)),
        notes=list(remarks.as_exported(_remarks(request, session, choice))),
        facts=choice.notes,
    )
    records = {record.id: record for record in (*choice.articles_a, *choice.articles_b)}
    return file_answer(request, kind, one, view(frozen.comparison, records), "comparison")


def frozen_file(
    request: Request, frozen: Frozen, kind: FileKind, name: str, facts: Sequence[str]
) -> StreamingResponse:
    """A frozen comparison as a file."""
    return file_answer(request, kind, exported(frozen, facts=facts), frozen_view(frozen), name)


def file_answer(
    request: Request, kind: FileKind, one: Exported, shown: CompareView, name: str
) -> StreamingResponse:
    """A comparison as a file to be kept as ``name``."""
    state = request.app.state

    def sheet(wanted: str) -> str:
        return str(state.assets.get(wanted).data.decode())

    pieces = written(kind, one, shown, state.pages.whole, sheet)
    headers = {"Content-Disposition": f'attachment; filename="parallax-{name}.{kind}"'}
    return StreamingResponse(iter(pieces), media_type=MEDIA_TYPES[kind], headers=headers)
