"""How often a sign-in may be tried. Pure: the clock is handed in, in seconds."""

import ipaddress
from collections import OrderedDict, deque

# tries that cost nothing but their own time; after them each wait is twice the one before
_FREE = 4
_LONGEST_WAIT = 15 * 60.0
_FORGOTTEN_AFTER = 60 * 60.0
# with more tries a minute than this from all sides, whoever has failed waits for a minute
_BUSY_TRIES, _MINUTE = 30, 60.0
_MOST_CLIENTS = 10_000


class Attempts:
    """Tries at the password by client. One that keeps failing waits ever longer, and when many fail all of
    those wait, while one that has not failed is always let through: so nobody can lock others out."""

    def __init__(self) -> None:
        self._tries: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._recent: deque[float] = deque(maxlen=_BUSY_TRIES + 1)

    def wait(self, client: str | None, now: float) -> float:
        """Seconds until ``client`` may try; 0 lets it try now and counts the try, until ``succeeded``."""
        key = _network(client)
        tries, last = self._tries.get(key, (0, now))
        if now - last > _FORGOTTEN_AFTER:
            tries = 0
        left = last + self._pause(tries, now) - now
        if left > 0:
            return left
        self._tries[key] = (tries + 1, now)
        self._tries.move_to_end(key)
        if len(self._tries) > _MOST_CLIENTS:
            self._tries.popitem(last=False)
        self._recent.append(now)
        return 0.0

    def succeeded(self, client: str | None) -> None:
        """Forget what ``client`` got wrong."""
        self._tries.pop(_network(client), None)

    def _pause(self, tries: int, now: float) -> float:
        if tries == 0:
            return 0.0
        pause = 2.0 ** (min(tries, 30) - _FREE) if tries >= _FREE else 0.0
        is_busy = len(self._recent) > _BUSY_TRIES and now - self._recent[0] < _MINUTE
        return min(max(pause, _MINUTE if is_busy else 0.0), _LONGEST_WAIT)


def _network(client: str | None) -> str:
    """What counts as one client: an address, or in IPv6 the /64 that one subscriber has to himself."""
    try:
        address = ipaddress.ip_address(client or "")
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(address), 64), strict=False))
    return str(address)
