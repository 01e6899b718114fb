"""The log on standard error: one line a record, as text for a person or as JSON for a machine.

What people read, write and search for stays out of it. A record has no query of an address, and an exception
is told by its kind and its place: its message may quote the text that caused it, so only the level ``debug``
has that. Libraries below the server are not asked at all, for they quote what they parse.
"""

import json
import logging
import os
import re
import sys
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

from app.config import Settings

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the request that is being answered."""

# the loggers whose records are ours or the server's; uvicorn's log of requests names whole addresses
_OURS = ("app", "uvicorn", "uvicorn.error", "asyncio")
_OTHERS_REQUESTS = "uvicorn.access"
_PLAIN = re.compile(r"[A-Za-z0-9_./{}:+@-]+")
_LONGEST_CHAIN = 5


def set_up(settings: Settings, stream: TextIO | None = None) -> None:
    """Log as ``settings`` say, to standard error unless a ``stream`` is given, and nothing anywhere else."""
    handler: logging.Handler = logging.NullHandler()
    if settings.log != "off":
        handler = logging.StreamHandler(stream or sys.stderr)
        handler.setFormatter(JsonLines() if settings.log == "json" else TextLines())
    level = settings.log_level.upper()
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(level)
    # it has the repr of whatever it waits for
    logging.getLogger("asyncio").setLevel(max(logging.WARNING, logging.getLogger("app").level))
    # an error is in the log already, with its request's id
    logging.getLogger("uvicorn.error").addFilter(_is_not_told_twice)
    requests = logging.getLogger(_OTHERS_REQUESTS)
    requests.handlers, requests.propagate = [], False
    silence_others()


def silence_others() -> None:
    """Keep libraries quiet that nobody gave a handler: they would print what they stumble over."""
    logging.getLogger().addHandler(logging.NullHandler())


def extra(**fields: Any) -> dict[str, Any]:
    """Fields of a record, as ``logger.info(…, extra=extra(…))`` takes them."""
    return {"fields": fields}


class JsonLines(logging.Formatter):
    """A record as one line of JSON: ASCII without control characters, whatever was in it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return json.dumps(_record(record), default=str)


class TextLines(logging.Formatter):
    """A record as ``time LEVEL message key=value …``; below it the places that an error went through."""

    def format(self, record: logging.LogRecord) -> str:
        """The lines. Only those of an error's trace, which are indented, are not the first."""
        fields = dict(_record(record))
        time, level, message = (fields.pop(name) for name in ("time", "level", "message"))
        trace = fields.pop("trace", [])
        values = " ".join(f"{name}={_value(value)}" for name, value in fields.items())
        first = f"{time} {level.upper()} {_clean(message)} {values}".rstrip()
        return "\n".join((first, *(f"    {_clean(line)}" for line in trace)))


def _record(record: logging.LogRecord) -> Mapping[str, Any]:
    moment = datetime.fromtimestamp(record.created, UTC)
    found: dict[str, Any] = {
        "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "message": record.getMessage(),
        **getattr(record, "fields", {}),
    }
    if "request" not in found and (current := request_id.get()) is not None:
        found["request"] = current
    found["pid"] = os.getpid()
    if record.exc_info and record.exc_info[1] is not None:
        with_messages = logging.getLogger("app").isEnabledFor(logging.DEBUG)
        found["trace"] = trace(record.exc_info[1], with_messages=with_messages)
    return found


def trace(error: BaseException, *, with_messages: bool = False) -> list[str]:
    """Where ``error`` came from: the places in the code and the kinds of errors, each a line, what was first
    first. The messages of errors other than the system's only ``with_messages``."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and len(chain) < _LONGEST_CHAIN:
        chain.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    lines = []
    for one in reversed(chain):
        for place in traceback.extract_tb(one.__traceback__):
            lines.append(f"{place.filename}:{place.lineno} {place.name}: {place.line or ''}")
        told = with_messages or isinstance(one, OSError)
        lines.append(f"{type(one).__module__}.{type(one).__qualname__}" + (f": {one}" if told else ""))
    return lines


def _is_not_told_twice(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith("Exception in ASGI application")


def _clean(text: str) -> str:
    """``text`` with what a terminal or a reader of lines would obey written out."""
    if text.isprintable():
        return text
    return "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in text)


def _value(value: Any) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text)
