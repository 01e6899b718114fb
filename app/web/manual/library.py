"""The documents that travel with the program, and the pictures and examples they show.

All names are known from the start: nothing that an address says is ever looked up on the disk.
"""

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from app.web.manual.markdown import Picture, Places, Rendered, render
from app.web.manual.pictures import HEAD, size_of

_PICTURES = {".png": "image/png", ".svg": "image/svg+xml", ".webp": "image/webp", ".jpg": "image/jpeg"}
# in which order they are read; what is not named here stands under the last heading
_SHELVES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Using it", ("readme", "guide", "tour", "how-to", "query-language", "formats", "commands", "api")),
    (
        "How it works, and how well",
        (
            *("search", "trends-and-words", "events", "copies", "related", "comparison", "statements"),
            *("evaluation", "benchmarks"),
        ),
    ),
    ("Running it", ("operators", "security", "reliability")),
    ("Working on it", ("contributing", "design", "quality", "decisions", "changelog")),
    ("More", ()),
)


@dataclass(frozen=True)
class Shelf:
    """Documents of one kind: their names with what they are."""

    title: str
    documents: tuple[tuple[str, Rendered], ...]


@dataclass(frozen=True)
class File:
    """A picture or an example as it is sent."""

    data: bytes
    media_type: str


class Library:
    """Documents by the name in their address: ``comparison`` for ``docs/comparison.md``."""

    def __init__(self, folder: Path, others: Iterable[Path]) -> None:
        within = [path for path in sorted(folder.rglob("*")) if path.is_file() and not _hidden(path, folder)]
        # as in the repository: what links lead to goes by these
        files = {f"docs/{path.relative_to(folder).as_posix()}": path for path in within}
        files |= {path.name: path for path in others if path.is_file()}
        self._names = {place: _name(place) for place in files}
        self._paths = {self._names[place]: path for place, path in files.items()}
        self._places = {name: place for place, name in self._names.items()}
        self._rendered: dict[str, Rendered] = {}
        self._lock = Lock()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all documents."""
        return tuple(name for name, path in self._paths.items() if path.suffix == ".md")

    def document(self, name: str) -> Rendered | None:
        """The document as HTML, rendered when it is first asked for and kept; None when there is none."""
        if name not in self._paths or self._paths[name].suffix != ".md":
            return None
        with self._lock:
            if name not in self._rendered:
                self._rendered[name] = render(self._text(name), self._reached_from(name))
            return self._rendered[name]

    def source(self, name: str) -> str | None:
        """The Markdown of a document; None when there is none."""
        known = name in self._paths and self._paths[name].suffix == ".md"
        return self._text(name) if known else None

    def file(self, name: str) -> File | None:
        """A picture, or an example as plain text; None when there is none."""
        path = self._paths.get(name)
        if path is None or path.suffix == ".md":
            return None
        return File(path.read_bytes(), _PICTURES.get(path.suffix, "text/plain; charset=utf-8"))

    def shelves(self) -> tuple[Shelf, ...]:
        """All documents in the order of reading."""
        named = {name for _, names in _SHELVES for name in names}
        rest = tuple(name for name in self.names if name not in named)
        shelves = []
        for title, names in _SHELVES:
            found = [(name, self.document(name)) for name in names or rest]
            documents = tuple((name, one) for name, one in found if one is not None)
            if documents:
                shelves.append(Shelf(title, documents))
        return tuple(shelves)

    def _text(self, name: str) -> str:
        return self._paths[name].read_text(encoding="utf-8")

    def _reached_from(self, name: str) -> Places:
        folder = posixpath.dirname(self._places[name])

        def reached(target: str) -> tuple[str | None, str]:
            path, hash_sign, anchor = target.partition("#")
            place = posixpath.normpath(posixpath.join(folder, path))
            return self._names.get(place), hash_sign + anchor

        def address(target: str) -> str | None:
            known, anchor = reached(target)
            return None if known is None else f"/docs/{known}{anchor}"

        def picture(target: str) -> Picture | None:
            known, _ = reached(target)
            path = self._paths.get(known or "")
            if path is None or path.suffix not in _PICTURES:
                return None
            with path.open("rb") as file:
                size = size_of(file.read(HEAD))
            return Picture(f"/docs/{known}", size)

        return Places(address, picture)


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _name(place: str) -> str:
    """``docs/comparison.md`` is ``comparison``, and ``SECURITY.md`` is ``security``."""
    inner = place.removeprefix("docs/")
    known = inner if inner != place else inner.lower()
    return known.removesuffix(".md")
