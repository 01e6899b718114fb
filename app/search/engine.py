"""A search up to the set of articles it finds. (Interface; being built.)"""

from dataclasses import dataclass

from sqlmodel import Session

from app.search.catalogue import Catalogue, Ids, Rows
from app.search.nodes import Node
from app.search.results import SearchParameters

DEADLINE_SECONDS = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What matches: ``rows`` of the catalogue, ascending.

    ``node`` is the query's tree with every pattern made AnyWord: what may be marked in a text. ``complete``
    is False when the time was up before everything was found.
    """

    catalogue: Catalogue
    rows: Rows
    node: Node | None
    notes: tuple[str, ...]
    complete: bool

    @property
    def ids(self) -> Ids:
        """The ids of the articles found, ascending."""
        return self.catalogue.ids[self.rows]


def find(session: Session, parameters: SearchParameters, *, seconds: float = DEADLINE_SECONDS) -> Found:
    """The articles that ``parameters`` ask for, order and page left aside. Never raises on what was typed."""
    raise NotImplementedError
