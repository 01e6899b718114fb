"""Who may do what: one rule for every address, so that a route somebody forgets is closed. Pure.

Without a password the person at this machine may do everything and nobody else anything. With one, whoever
has signed in may do everything; others may read when reading is public, and otherwise only sign in.
"""

import ipaddress
from collections.abc import Collection

from starlette.requests import HTTPConnection

from app.records import Record

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# pages for writing: what they show (addresses, problems, file names, what somebody is after) is for those who
# may write
METRICS = "/metrics"
PRIVATE_PAGES = ("/add", "/imports", "/feeds", "/searches", "/notes", "/removed", METRICS)
SIGN_IN = "/sign-in"
# style sheets for the sign-in page, and what those ask who keep the server running
_ALWAYS_OPEN = ("/static/", "/healthz", "/readyz")
# a proxy on this machine would make everybody look local; one that says so is believed to that extent
_FORWARDED = (
    *("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port"),
    *("x-forwarded-server", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip", "via"),
)


class Access(Record):
    """What the sender of a request may do."""

    may_read: bool = False
    may_write: bool = False
    signed_in: bool = False
    has_password: bool = False


def access(*, has_password: bool, signed_in: bool, public_read: bool, local: bool) -> Access:
    """What somebody may do: whether a password is set, they have signed in, reading is public, they are at
    this machine."""
    writes = signed_in if has_password else local
    reads = writes or (has_password and public_read)
    return Access(may_read=reads, may_write=writes, signed_in=signed_in, has_password=has_password)


def allows(given: Access, method: str, path: str) -> bool:
    """Whether a request may go on. ``path`` is the path as routes see it.

    Everything that is not known to be reading counts as writing.
    """
    if path == SIGN_IN and given.has_password:
        return method in READING_METHODS or method == "POST"
    if method not in READING_METHODS or _is_private(path):
        return given.may_write
    return given.may_read or path.startswith(_ALWAYS_OPEN)


def is_local(client: str | None, header_names: Collection[str] = ()) -> bool:
    """Whether a request was made on this machine. ``client`` is the address of the other end, None or no IP
    address when it did not come over a network (a Unix socket); ``header_names`` are in lower case.

    Headers of a proxy can take this away and never give it, for anybody can send them.
    """
    if any(name in header_names for name in _FORWARDED):
        return False
    try:
        address = ipaddress.ip_address(client or "")
    except ValueError:
        return True
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback


def access_of(request: HTTPConnection) -> Access:
    """What the sender of ``request`` may do, as the guard found it; nothing where it was not asked."""
    found = getattr(request.state, "access", None)
    return found if isinstance(found, Access) else Access()


def _is_private(path: str) -> bool:
    return any(path == page or path.startswith((f"{page}/", f"{page}.")) for page in PRIVATE_PAGES)
