"""The password that opens the writing pages: argon2, checked off the event loop and a few at a time."""

import hashlib
import logging
import re
import unicodedata

import anyio
import anyio.to_thread
from argon2 import PasswordHasher, Type, extract_parameters, low_level, profiles
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from app.errors import InvalidParameterError

# longer ones are no password; they are refused before any work is done on them
MAX_LENGTH = 1_000
# each check takes 64 MB and a core for about a tenth of a second
_AT_ONCE = 2
# RFC 9106, 4: the second recommended option; above what OWASP asks for at least
_RECOMMENDED = profiles.RFC_9106_LOW_MEMORY
_HASHER = PasswordHasher.from_parameters(_RECOMMENDED)
_log = logging.getLogger(__name__)
_SINGLE_QUOTES = "Put it between single quotes: a shell reads $ as the start of a variable."


class Password:
    """The one password of a server. It is kept as an argon2 hash; the words themselves are forgotten."""

    def __init__(self, setting: str) -> None:
        """``setting`` is an argon2 hash (``$argon2id$…``) or the password itself.

        Raises InvalidParameterError for a hash that is damaged.
        """
        if setting.startswith("$argon2"):
            self._hash = _checked(setting)
            if is_weak(setting):
                # it stands in the environment, where a program cannot put a better one
                _log.warning(
                    "PARALLAX_PASSWORD is a hash that is cheaper to guess at than those made today. "
                    "Make a new one with “parallax password”; everybody signs in again then."
                )
        elif re.match(r"=\d+=\d+,t=\d+,p=\d+", setting):
            raise InvalidParameterError(f"PARALLAX_PASSWORD has lost parts of its hash. {_SINGLE_QUOTES}")
        else:
            self._hash = _hash_in_memory(setting)
        # Sign-ins are bound to it, so they end when the password changes.
        self.key = hashlib.sha256(self._hash.encode()).digest()
        self._slots = anyio.CapacityLimiter(_AT_ONCE)

    async def is_right(self, attempt: str) -> bool:
        """Whether ``attempt`` is the password. Takes as long for a wrong one as for the right one."""
        if len(attempt) > MAX_LENGTH:
            return False
        return await anyio.to_thread.run_sync(self._verify, attempt, limiter=self._slots)

    @property
    def waiting(self) -> int:
        """How many checks wait for their turn."""
        return self._slots.statistics().tasks_waiting

    def _verify(self, attempt: str) -> bool:
        try:
            return _HASHER.verify(self._hash, _bytes(attempt))
        except (VerificationError, InvalidHashError):
            return False


def hashed(password: str) -> str:
    """The argon2id hash of a password with a salt of its own, as PARALLAX_PASSWORD takes it."""
    return _HASHER.hash(_bytes(password))


def is_weak(setting: str) -> bool:
    """Whether an argon2 hash costs a guesser less time or memory than one made today, or is of a variant
    that is not recommended for passwords."""
    found = extract_parameters(setting)
    return (
        found.type is not Type.ID
        or found.memory_cost < _RECOMMENDED.memory_cost
        or found.time_cost < _RECOMMENDED.time_cost
    )


def _checked(setting: str) -> str:
    """``setting``, when argon2 can work with it and not even an empty password fits it."""
    try:
        extract_parameters(setting)
        _HASHER.verify(setting, b"")
    except VerifyMismatchError:
        return setting
    except (InvalidHashError, VerificationError):
        raise InvalidParameterError(f"PARALLAX_PASSWORD is a damaged argon2 hash. {_SINGLE_QUOTES}") from None
    raise InvalidParameterError("PARALLAX_PASSWORD is the hash of an empty password. Choose another.")


def _hash_in_memory(password: str) -> str:
    """The hash of a password given in plain text. It never leaves this process, so that its salt need not
    be random: made from the password, it gives the same hash, and so the same sign-ins, after a restart."""
    salt = hashlib.sha256(b"parallax sign-in " + _bytes(password)).digest()[:16]
    parameters = {
        "time_cost": _HASHER.time_cost,
        "memory_cost": _HASHER.memory_cost,
        "parallelism": _HASHER.parallelism,
    }
    return low_level.hash_secret(
        _bytes(password), salt, **parameters, hash_len=32, type=low_level.Type.ID
    ).decode("ascii")


def _bytes(password: str) -> bytes:
    # NFC, as RFC 8265 asks: systems differ in how they type an é
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
