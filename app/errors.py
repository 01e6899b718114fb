"""The exceptions people meet. Each message says what happened and what to do about it."""


class ParallaxError(Exception):
    """Base of every error that is shown to a person as a sentence."""


class NotFoundError(ParallaxError):
    """Something was asked for by name or number and is not in the corpus."""


class AmbiguousError(ParallaxError):
    """A name stands for several articles, so it cannot be followed."""


class InvalidParameterError(ParallaxError):
    """A value in an address or on the command line cannot be used."""


class UnreadableInputError(ParallaxError):
    """An input, or one record of it, cannot be read.

    ``line`` is the 1-based line in the file where the trouble begins, or None when it concerns the whole.
    """

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class StoreError(ParallaxError):
    """The database cannot be opened, read or written."""


class BusyError(StoreError):
    """Another program is writing to the database; the same call may succeed a moment later."""
