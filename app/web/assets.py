"""Static files in memory, addressed by what they contain."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from app.web.conditional import tag_of

_COMPRESSED_ALREADY = {".woff2", ".png", ".gz"}
_MEDIA_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", "": "text/plain"}


@dataclass(frozen=True)
class Asset:
    """One file as it is sent. ``gzipped`` is None where compression gains nothing."""

    data: bytes
    gzipped: bytes | None
    media_type: str
    etag: str


class Assets:
    """All files under a folder. One digest over the whole tree stands in every address, so that style sheets
    may name fonts by relative paths and a page never mixes files of two versions."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): _load(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }
        whole = hashlib.sha256()
        for name, asset in self._files.items():
            whole.update(f"{name}\0{asset.etag}\n".encode())
        self.digest = whole.hexdigest()[:16]

    def get(self, name: str) -> Asset | None:
        """The file with this path inside the folder, or None. Never looks at the disk."""
        return self._files.get(name)

    def address(self, name: str) -> str:
        """The address of a file. Raises KeyError for a file that is not there."""
        if name not in self._files:
            raise KeyError(f"There is no static file {name}.")
        return f"/static/{self.digest}/{name}"


def _load(path: Path) -> Asset:
    data = path.read_bytes()
    gzipped = None if path.suffix in _COMPRESSED_ALREADY else gzip.compress(data, compresslevel=9, mtime=0)
    media_type = _MEDIA_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "text/plain"
    if media_type.startswith("text/") or media_type == "image/svg+xml":
        media_type += "; charset=utf-8"
    return Asset(data, gzipped, media_type, tag_of(data))
