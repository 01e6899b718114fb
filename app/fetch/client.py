"""The guarded client: asks a web server for one thing, whatever the address, and comes back in bounds.

A name is resolved once, every address it leads to is checked, and one of the checked addresses is dialled,
so that a name server that changes its mind between check and dial changes nothing. Redirects are followed by
the same rules. Nothing is remembered between requests: no cookies, no credentials, no open connections.
"""

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version

import httpcore2

from app.errors import BadResponseError, FetchError, RefusedAddressError, StatusError, UnreachableError
from app.fetch.bodies import read_body
from app.fetch.retry_after import seconds_to_wait
from app.fetch.targets import Target, follow, parse, why_not
from app.fetch.wire import Dial, Meter, MeteredBackend, dial_tcp

PRODUCT = "Parallax"
MAX_REDIRECTS = 5
MAX_SECONDS = 60.0
"""The longest one request may take with all its redirects, however busily the server sends."""
MAX_HEADERS = 200
MAX_HEADER_BYTES = 64 * 1024
_MAX_ADDRESSES = 4
_READ_SECONDS = 20.0
_TIMEOUTS = {"connect": 10.0, "read": _READ_SECONDS, "write": _READ_SECONDS}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

Resolve = Callable[[str, int], Sequence[str]]
Admit = Callable[[Target], AbstractContextManager[None]]
# How many bytes of an answer are taken: as many, or as many as its media type says.
Limit = int | Callable[[str], int]


def user_agent() -> str:
    """What the client calls itself: the product and its version, as robots.txt and servers' logs know it."""
    try:
        number = version("parallax-news")
    except PackageNotFoundError:
        number = "0"
    return f"{PRODUCT}/{number} (news corpus explorer, run by a reader)"


def resolve_name(host: str, port: int) -> list[str]:
    """The IP addresses of ``host`` as this machine's name service gives them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_rest, address in found))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent. ``url`` is where it came from after redirects, header names are lower case.

    ``moved`` is the address to be used from now on, when the first redirects were permanent ones.
    """

    url: str
    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    moved: str | None = None

    @property
    def media_type(self) -> str:
        """What the server calls it, without parameters, lower case; empty when it does not say."""
        return media_type(self.headers)

    @property
    def charset(self) -> str | None:
        """The encoding that the server names."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found[1].lower() if found else None


_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)


def media_type(headers: Mapping[str, str]) -> str:
    """The media type among ``headers``, without parameters, lower case; empty when there is none."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


class GuardedClient:
    """Asks web servers. May be used from several threads at once: nothing is kept between requests.

    ``allow_private`` admits addresses inside networks (never those of link-local, metadata or multicast).
    ``resolve`` and ``dial`` are how names are looked up and connections made.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        resolve: Resolve = resolve_name,
        dial: Dial = dial_tcp,
        tls: ssl.SSLContext | None = None,
        seconds: float = MAX_SECONDS,
    ) -> None:
        self.allow_private = allow_private
        self._resolve = resolve
        self._dial = dial
        # Not from the environment: what stands there is for other programs.
        self._tls = tls or httpcore2.default_ssl_context(_trust_env=False)
        self._seconds = seconds

    def get(
        self,
        url: str,
        *,
        limit: Limit,
        cut: bool = False,
        headers: Mapping[str, str] | None = None,
        admit: Admit | None = None,
    ) -> Answer:
        """What stands at ``url``: an answer with a status from 200 to 299, or 304 to a conditional request.

        A body of more than ``limit`` bytes, counted after decompression, is refused, or with ``cut``
        ended there. ``admit`` is entered around each request, also those that redirects lead to: it may
        wait, or raise.

        Raises FetchError: RefusedAddressError, UnreachableError, BadResponseError, StatusError.
        """
        target = parse(url, allow_private=self.allow_private)
        left = self._seconds
        moved: str | None = None
        permanent = True
        for _hop in range(MAX_REDIRECTS + 1):
            with admit(target) if admit else nullcontext():
                began = time.monotonic()
                answer = self._ask(target, headers or {}, limit, cut, began + left)
                left -= time.monotonic() - began
            location = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not location:
                return _checked(answer, moved, conditional=bool(headers))
            target = follow(target, location, allow_private=self.allow_private)
            permanent = permanent and answer.status in _PERMANENT
            moved = target.url if permanent else moved
        raise BadResponseError(f"it redirects more than {MAX_REDIRECTS} times", target.url)

    def _ask(
        self, target: Target, headers: Mapping[str, str], limit: Limit, cut: bool, deadline: float
    ) -> Answer:
        addresses = self._addresses(target, deadline)
        meter = Meter(deadline, 4 * MAX_HEADER_BYTES)
        backend = MeteredBackend(addresses[:_MAX_ADDRESSES], self._dial, meter)
        origin = httpcore2.Origin(target.scheme.encode(), target.host.encode(), target.port)
        connection = httpcore2.HTTPConnection(origin, self._tls, network_backend=backend)
        request = httpcore2.Request(
            "GET",
            httpcore2.URL(
                scheme=target.scheme, host=target.host, port=target.port, target=target.path.encode()
            ),
            headers=_request_headers(target, headers),
            extensions={"timeout": _TIMEOUTS},
        )
        try:
            response = connection.handle_request(request)
            found = _response_headers(response.headers, target.url)
            if response.status in _REDIRECTS or response.status >= 400 or response.status < 200:
                body = b""
            else:
                allowed = limit if isinstance(limit, int) else limit(media_type(found))
                # Framing takes its share, and compressed data can be larger than what is in it.
                meter.allow(2 * allowed)
                body = read_body(response, found, allowed, cut, target.url)
            return Answer(target.url, response.status, body, found)
        except FetchError as error:
            error.url = error.url or target.url
            raise
        except Exception as error:
            raise _translated(error, target.url) from error
        finally:
            connection.close()

    def _addresses(self, target: Target, deadline: float) -> Sequence[str]:
        """The addresses of a target, each of them checked."""
        addresses = [target.host] if target.literal else self._looked_up(target, deadline)
        if not addresses:
            raise UnreachableError("the name leads to no address", target.url)
        for address in addresses:
            if reason := why_not(address, allow_private=self.allow_private):
                raise RefusedAddressError(reason, target.url)
        return addresses

    def _looked_up(self, target: Target, deadline: float) -> Sequence[str]:
        found: list[Sequence[str] | Exception] = []

        def look_up() -> None:
            try:
                found.append(self._resolve(target.host, target.port))
            except (OSError, UnicodeError) as error:
                found.append(error)

        # The system's resolver cannot be told how long it may take.
        thread = threading.Thread(target=look_up, daemon=True, name="parallax-resolver")
        thread.start()
        thread.join(max(0.0, min(_READ_SECONDS, deadline - time.monotonic())))
        if not found:
            raise UnreachableError("looking up its name took too long", target.url)
        if isinstance(found[0], Exception):
            raise UnreachableError("no server of this name is known", target.url)
        return found[0]


def _request_headers(target: Target, more: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        ("Host", target.place),
        ("User-Agent", user_agent()),
        ("Accept", _ACCEPT),
        ("Accept-Encoding", "gzip, deflate"),
        ("Connection", "close"),
        *more.items(),
    ]


def _response_headers(raw: Sequence[tuple[bytes, bytes]], url: str) -> dict[str, str]:
    """Names in lower case, values of one name joined. Raises BadResponseError for too many."""
    if len(raw) > MAX_HEADERS or sum(len(name) + len(value) for name, value in raw) > MAX_HEADER_BYTES:
        raise BadResponseError("the answer has too many headers", url)
    headers: dict[str, str] = {}
    for name, value in raw:
        key = name.decode("latin-1").lower()
        try:
            text = value.decode()
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        # One address to go to; of most others a list may be written in several lines.
        headers[key] = f"{headers[key]}, {text}" if key in headers and key != "location" else text
    return headers


def _checked(answer: Answer, moved: str | None, *, conditional: bool) -> Answer:
    status = answer.status
    if 200 <= status < 300 or (status == 304 and conditional):
        return Answer(answer.url, status, answer.body, answer.headers, moved)
    if 300 <= status < 400:
        raise BadResponseError(f"it answers {status} and names no place to go", answer.url)
    wait = seconds_to_wait(answer.headers.get("retry-after"))
    raise StatusError(f"the server answers {status}{_MEANINGS.get(status, '')}", answer.url, status, wait)


_MEANINGS = {
    401: " (one must sign in)",
    402: " (one must pay)",
    403: " (forbidden)",
    404: " (not found)",
    410: " (gone)",
    429: " (too many requests)",
    451: " (not available for legal reasons)",
    500: " (an error of its own)",
    503: " (not available now)",
}


def _translated(error: Exception, url: str) -> FetchError:
    """``error`` of the connection as one of ours."""
    cause = error.__cause__ or error.__context__ or error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return BadResponseError(f"its certificate cannot be trusted: {cause.verify_message}", url)
    if isinstance(cause, ssl.SSLError):
        return UnreachableError("no secure connection could be made", url)
    if isinstance(error, httpcore2.TimeoutException):
        return UnreachableError("the server takes too long", url)
    if isinstance(error, httpcore2.ConnectError):
        return UnreachableError("the server cannot be reached", url)
    text = str(error).lower()
    if isinstance(error, httpcore2.NetworkError) or "disconnected" in text or "peer closed" in text:
        return UnreachableError("the server broke off", url)
    if "buffer too long" in text:
        return BadResponseError("the answer has too many headers", url)
    if isinstance(error, httpcore2.ProtocolError):
        return BadResponseError("the answer breaks the rules of HTTP", url)
    if isinstance(error, OSError):
        return UnreachableError("the server cannot be reached", url)
    return BadResponseError(f"the answer cannot be read ({type(error).__name__})", url)
