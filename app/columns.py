"""Values as columns hold them: bytes and JSON, stored deflated."""

import json
import zlib
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Packed(bytes):
    """What is deflated already: the processes that read articles do that work, not the one that writes."""


def pack(data: bytes) -> Packed:
    """``data`` as the columns of compressed values hold it."""
    return Packed(zlib.compress(data, 6))


def pack_json(value: Any) -> Packed:
    """``value`` as the columns of compressed JSON hold it."""
    return pack(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


class CompressedBytes(TypeDecorator[bytes]):
    """Bytes, stored deflated."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return value if value is None or isinstance(value, Packed) else pack(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else zlib.decompress(value)


class CompressedJSON(TypeDecorator[Any]):
    """A JSON value, stored deflated."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return value if value is None or isinstance(value, Packed) else pack_json(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(zlib.decompress(value))
