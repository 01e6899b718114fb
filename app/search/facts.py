"""What the catalogue tells of a search: which articles a fact holds for, and names looked up. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from app.records import UNKNOWN_OUTLET, OutletRef
from app.search.catalogue import Catalogue, Mask
from app.search.nodes import AddressHas, Dated, DomainIs, EventIs, Fact, Has, LanguageIs, OutletIs
from app.text.tokens import fold

_NAME_WORD = re.compile(r"[^\W_]+")
_UNKNOWN = frozenset({"unknown", "none"})


@lru_cache(maxsize=10_000)
def outlet_key(name: str) -> str:
    """A name in the form in which outlet names are compared: folded words, a leading article taken off."""
    words = _NAME_WORD.findall(fold(name))
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


@dataclass(slots=True)
class Facts:
    """Looks facts up. ``outlets`` are all outlets; ``events`` the ids that an EventIs stands for.

    ``notes`` collects what a person should know.
    """

    catalogue: Catalogue
    outlets: Sequence[OutletRef]
    events: Mapping[str, Sequence[int]]
    notes: list[str] = field(default_factory=list)

    def mask(self, fact: Fact) -> Mask:
        """Which articles ``fact`` holds for. Addresses are not in the catalogue: TypeError."""
        if isinstance(fact, OutletIs):
            return self._outlet(fact)
        if isinstance(fact, DomainIs):
            return self._domain(fact.name)
        if isinstance(fact, EventIs):
            return self._event(fact.text)
        if isinstance(fact, Dated):
            return dated(self.catalogue, fact)
        if isinstance(fact, LanguageIs):
            return language(self.catalogue, fact.code)
        if isinstance(fact, Has):
            return self._has(fact)
        assert isinstance(fact, AddressHas)
        raise TypeError("an address is looked up in the database")

    def _outlet(self, fact: OutletIs) -> Mask:
        key = outlet_key(fact.name)
        if key == UNKNOWN_OUTLET and not fact.prefix:
            return np.equal(self.catalogue.outlet, 0)
        ids = [outlet.id for outlet in self.outlets if _is_called(outlet, key, fact.prefix)]
        if not ids:
            self.notes.append(
                f"No outlet is called “{fact.name}”. A name of several words needs quotation marks: "
                'outlet:"Fox News".'
            )
        return np.isin(self.catalogue.outlet, ids)

    def _domain(self, name: str) -> Mask:
        wanted = fold(name).removeprefix("www.").strip(".")
        ids = [
            outlet.id
            for outlet in self.outlets
            if outlet.domain and (outlet.domain == wanted or outlet.domain.endswith(f".{wanted}"))
        ]
        if not ids:
            self.notes.append(f"No outlet of the corpus has the domain “{name}”.")
        return np.isin(self.catalogue.outlet, ids)

    def _event(self, text: str) -> Mask:
        found = np.isin(self.catalogue.event, np.asarray(self.events.get(text, ()), dtype=np.int32))
        if not found.any():
            self.notes.append(f"No event has the number or the title “{text}”.")
        return found

    def _has(self, fact: Has) -> Mask:
        catalogue = self.catalogue
        if fact.feature in ("copy", "versions", "url"):
            return {
                "copy": catalogue.is_copy,
                "versions": catalogue.is_versioned,
                "url": catalogue.has_url,
            }[fact.feature]
        numbers = {"date": catalogue.day, "event": catalogue.event, "outlet": catalogue.outlet}
        if fact.feature in numbers:
            return np.not_equal(numbers[fact.feature], 0)
        if fact.feature == "copies":
            return np.not_equal(catalogue.copy_group, 0) & ~catalogue.is_copy
        if fact.feature == "author":
            return np.greater(np.diff(catalogue.author_start), 0)
        raise TypeError(f"{fact.feature} is looked up in the database")


def dated(catalogue: Catalogue, span: Dated) -> Mask:
    """Which articles are known to be of a day in ``span``."""
    found: Mask = np.not_equal(catalogue.day, 0)
    if span.first is not None:
        found &= catalogue.day >= span.first.toordinal()
    if span.last is not None:
        found &= catalogue.day <= span.last.toordinal()
    return found


def language(catalogue: Catalogue, code: str) -> Mask:
    """Which articles are in the language ``code``: ``pt`` holds for ``pt-BR`` too; ``unknown`` for none."""
    wanted = code.lower()
    if wanted in _UNKNOWN:
        return np.equal(catalogue.language, 0)
    indexes = [
        index
        for index, known in enumerate(catalogue.languages)
        if known and (known.lower() == wanted or known.lower().startswith(f"{wanted}-"))
    ]
    return np.isin(catalogue.language, indexes)


def _is_called(outlet: OutletRef, key: str, prefix: bool) -> bool:
    keys = [outlet_key(name) for name in (outlet.name, outlet.slug, outlet.domain) if name]
    return any(known.startswith(key) if prefix else known == key for known in keys)
