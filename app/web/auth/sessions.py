"""Sign-ins as cookies: random tokens of which the database keeps only a keyed digest."""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.database import Database
from app.errors import BusyError
from app.store import sign_ins

# a browser that is not used for a fortnight, or that signed in three months ago, is asked again
IDLE = timedelta(days=14)
LONGEST = timedelta(days=90)
# put off at most once a day: reading a page must not mean a write
_RENEWED_AFTER = timedelta(days=1)
_COOKIE = "parallax_session"


class Sessions:
    """The sign-ins of one password: ``key`` is bound to it, so that a new password ends them all."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def begin(self, database: Database, old_token: str | None) -> str:
        """Sign a browser in and hand out its new token; the one it had is no longer good."""
        token = secrets.token_urlsafe(32)
        now = _now()
        with database.write_session() as session:
            if old_token:
                sign_ins.remove(session, self._digest(old_token))
            sign_ins.add(session, self._digest(token), _iso(now), _iso(now + IDLE))
        return token

    def is_open(self, database: Database, token: str) -> bool:
        """Whether ``token`` is a sign-in that has not ended. Being used, it lasts longer."""
        digest, now = self._digest(token), _now()
        with database.read_session() as session:
            found = sign_ins.times(session, digest)
        if found is None or found[1] <= _iso(now):
            return False
        made, expires = map(datetime.fromisoformat, found)
        if made > now + _RENEWED_AFTER:
            # made while the clock was wrong: it would last as much too long
            return False
        limit = _iso(min(now + IDLE, made + LONGEST))
        if limit > _iso(expires + _RENEWED_AFTER):
            try:
                with database.write_session() as session:
                    sign_ins.renew(session, digest, limit)
            except BusyError:
                # the next request will do
                pass
        return True

    def end(self, database: Database, token: str) -> None:
        """Sign one browser out."""
        with database.write_session() as session:
            sign_ins.remove(session, self._digest(token))

    def end_all(self, database: Database) -> None:
        """Sign every browser out."""
        with database.write_session() as session:
            sign_ins.remove_all(session)

    def _digest(self, token: str) -> str:
        return hmac.new(self._key, token.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def token_of(request: HTTPConnection) -> str | None:
    """The token that a request brings along."""
    return request.cookies.get(_cookie_name(request))


def give_token(request: HTTPConnection, response: Response, token: str) -> None:
    """Let the browser keep ``token``: out of reach of scripts, for this server only.

    SameSite is Lax, not Strict, so that a link from a letter or another site opens the page and not the
    sign-in. Nothing is changed by a GET, and writes from other sites are refused by themselves.
    """
    response.set_cookie(
        _cookie_name(request),
        token,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",
    )


def take_token(request: HTTPConnection, response: Response) -> None:
    """Let the browser forget its token."""
    name, secure = _cookie_name(request), _is_secure(request)
    response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")


def _is_secure(request: HTTPConnection) -> bool:
    return request.url.scheme == "https"


def _cookie_name(request: HTTPConnection) -> str:
    # with this prefix a browser takes the cookie from no other host and from no unprotected page
    return f"__Host-{_COOKIE}" if _is_secure(request) else _COOKIE


def _now() -> datetime:
    return datetime.now(UTC)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
