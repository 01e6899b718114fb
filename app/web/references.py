"""Articles as files of references: how they are written, and under which names and types they are sent."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from fastapi.responses import StreamingResponse
from sqlmodel import Session
from starlette.convertors import StringConvertor, register_url_convertor

from app.database import Database
from app.export.citations import BIBTEX_TYPE, CSL_TYPE, RIS_TYPE, as_bibtex, as_ris, csl_pieces
from app.export.references import Reference, reference
from app.store import articles

Kind = Literal["csl.json", "ris", "bib"]
_AT_ONCE = 500


class _KindConvertor(StringConvertor):
    """The ending of an address that is one of these kinds; others are no address here."""

    regex = r"csl\.json|ris|bib"


register_url_convertor("references", _KindConvertor())


class _Form(NamedTuple):
    media_type: str
    write: Callable[[Iterable[Reference]], Iterable[str]]


_FORMS: dict[Kind, _Form] = {
    "csl.json": _Form(CSL_TYPE, csl_pieces),
    "ris": _Form(RIS_TYPE, lambda references: (as_ris([one]) for one in references)),
    "bib": _Form(BIBTEX_TYPE, lambda references: (as_bibtex([one]) for one in references)),
}


def references_of(session: Session, ids: Sequence[int]) -> Iterator[Reference]:
    """References to these articles, in this order. Unknown ids are left out."""
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        known = articles.sections_and_agencies(session, some)
        for card in articles.cards(session, some):
            section, agency = known.get(card.id, (None, None))
            yield reference(card, section=section, agency=agency)


def file_of(references: Iterable[Reference], kind: Kind, name: str) -> StreamingResponse:
    """A file with these references, to be kept as ``name`` with the ending of its kind."""
    form = _FORMS[kind]
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return StreamingResponse(
        _gathered(form.write(references)), media_type=f"{form.media_type}; charset=utf-8", headers=headers
    )


def _gathered(pieces: Iterable[str]) -> Iterator[str]:
    """The same in larger pieces, for each of them is compressed and sent by itself."""
    some: list[str] = []
    for piece in pieces:
        some.append(piece)
        if len(some) == _AT_ONCE:
            yield "".join(some)
            some.clear()
    yield "".join(some)


def file_of_articles(database: Database, ids: Sequence[int], kind: Kind, name: str) -> StreamingResponse:
    """The same of articles by their ids, read while it is sent."""

    def read() -> Iterator[Reference]:
        for start in range(0, len(ids), _AT_ONCE):
            # one after the other: whoever takes the file slowly holds no snapshot meanwhile
            with database.read_session() as session:
                some = list(references_of(session, ids[start : start + _AT_ONCE]))
            yield from some

    return file_of(read(), kind, name)
