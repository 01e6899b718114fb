"""Readers: one file per kind of input. A new format is one file here with its FORMATS, and its test."""

import pkgutil
from functools import cache
from importlib import import_module

from app.ingest.readers.base import Format, Source

_SURE = 1


@cache
def formats() -> tuple[Format, ...]:
    """Every format that the modules of this package list under FORMATS, by name."""
    modules = (import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    found = [listed for module in modules for listed in getattr(module, "FORMATS", ())]
    return tuple(sorted(found, key=lambda listed: listed.name))


def format_of(source: Source) -> Format | None:
    """What ``source`` is, by its content and its ending together; None when no reader knows it.

    Content that is certain wins over an ending: a page saved as ``.txt`` is a page. Where the content could
    be several things, the ending decides. Raises OSError when the bytes cannot be read.
    """
    name = source.name.lower()
    best: Format | None = None
    most = 0.0
    for listed in formats():
        longest = max((len(ending) for ending in listed.endings if name.endswith(ending)), default=0)
        named = longest or (source.media_type in listed.media_types)
        # .jsonl.gz says more than .gz
        sure = listed.recognises(source.head) + (1 + longest / 100 if named else 0)
        if sure > most and (named or sure > _SURE):
            best, most = listed, sure
    return best
