"""The exceptions people meet. Each message says what happened and what to do about it."""


class ParallaxError(Exception):
    """Base of every error that is shown to a person as a sentence."""


class NotFoundError(ParallaxError):
    """Something was asked for by name or number and is not in the corpus."""


class RemovedError(ParallaxError):
    """Something was asked for that a person removed at ``removed_at``, and that can be brought back ``until``
    (both ISO 8601). ``removal_id`` is the number of its removal."""

    def __init__(self, title: str, removal_id: int, removed_at: str, until: str) -> None:
        super().__init__(f"“{title}” was removed.")
        self.title = title
        self.removal_id = removal_id
        self.removed_at = removed_at
        self.until = until


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


class FetchError(ParallaxError):
    """Something cannot be had from the web: base of all errors of the guarded client.

    ``reason`` says why in words, ``url`` which address it was in the end, after redirects. ``transient``
    tells that the same request may succeed at another time.
    """

    transient = False

    def __init__(self, reason: str, url: str = "") -> None:
        super().__init__(f"{url}: {reason}" if url else reason)
        self.reason = reason
        self.url = url


class RefusedAddressError(FetchError):
    """The address is none that is asked: no web address, or it leads to this machine or a private network."""


class RobotsError(FetchError):
    """The site's robots.txt forbids the address to programs."""


class UnreachableError(FetchError):
    """The server cannot be reached, or broke off, or took too long."""

    transient = True


class BadResponseError(FetchError):
    """What the server sent is too large, or breaks the rules of HTTP."""


class StatusError(FetchError):
    """The server answered with an error. ``wait`` is for how many seconds it asked to be left alone."""

    def __init__(self, reason: str, url: str, status: int, wait: float | None = None) -> None:
        super().__init__(reason, url)
        self.status = status
        self.wait = wait
        self.transient = status in (408, 425, 429) or status >= 500


class StoreError(ParallaxError):
    """The database cannot be opened, read or written."""


class BusyError(StoreError):
    """Another program is writing to the database; the same call may succeed a moment later."""


class TooBusyError(ParallaxError):
    """So much costly work waits that this is not begun, or it took too long and was given up."""


class DiskError(StoreError):
    """The disk has no room, or this user may not read or write there. What is stored is not in doubt."""
