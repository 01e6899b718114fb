"""Documents that no parser survives, in any process but the one that made them."""

import os
import signal
import time
from typing import Any

from app.records import RawDocument


class _Stubborn(RawDocument):
    made_in: int

    def __getattribute__(self, name: str) -> Any:
        if name == "data" and os.getpid() != object.__getattribute__(self, "__dict__")["made_in"]:
            object.__getattribute__(self, "resist")()
        return super().__getattribute__(name)


class Hanging(_Stubborn):
    """Reading it never ends."""

    def resist(self) -> None:
        time.sleep(600)


class Crashing(_Stubborn):
    """Reading it kills the process."""

    def resist(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


class Bloated(_Stubborn):
    """Reading it takes all memory there is."""

    def resist(self) -> None:
        hoard = [bytes(1 << 29)]
        while True:
            hoard.append(bytes(1 << 29))


class Stumbling(_Stubborn):
    """Reading it is more than the parser was made for."""

    def resist(self) -> None:
        raise AssertionError("a parser's own mistake")


def stubborn(kind: type[_Stubborn], name: str) -> RawDocument:
    """A document of this kind."""
    return kind(data=b"x", media_type="text/plain", external_id=name, origin=name, made_in=os.getpid())
