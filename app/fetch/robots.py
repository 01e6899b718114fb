"""What a site allows to programs: robots.txt, as RFC 9309 has it understood."""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from app.errors import BadResponseError, FetchError, RefusedAddressError, StatusError, UnreachableError
from app.fetch.client import PRODUCT, Admit, GuardedClient
from app.fetch.targets import Target

MAX_BYTES = 500 * 1024
KEPT_SECONDS = 24 * 3600.0
"""How long rules hold before they are asked for again; RFC 9309 allows no more than a day."""
UNREACHABLE_SECONDS = 600.0
_MOST_SITES = 2_000
_LONGEST_LINE = 2_000
_AGENT = re.compile(r"user[- ]?agents?\s*:?\s*(.*)", re.IGNORECASE)
_OTHERS = "another"


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site says. ``refusal`` is why nothing of it may be fetched; ``delay`` its Crawl-delay."""

    parsed: Protego | None = None
    refusal: str | None = None
    delay: float | None = None

    def allows(self, target: Target) -> bool:
        """Whether ``target`` may be fetched."""
        return self.refusal is None and (self.parsed is None or self.parsed.can_fetch(target.url, PRODUCT))


class Robots:
    """The rules of sites, each fetched once and kept for a day. May be used from several threads."""

    def __init__(self, client: GuardedClient, now: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._now = now
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, Rules]] = OrderedDict()

    def rules(self, target: Target, admit: Admit | None = None) -> Rules:
        """The rules of the site that ``target`` stands on. ``admit`` is entered around requests for them.

        A site without the file (4xx) allows everything; one that cannot be asked (5xx, no answer, too many
        redirects) allows nothing, until it is asked again. Raises RefusedAddressError when the site itself is
        none that is asked.
        """
        site = f"{target.scheme}://{target.place}"
        with self._lock:
            until, known = self._kept.get(site, (0.0, Rules()))
        if self._now() < until:
            return known
        rules, seconds = self._fetched(f"{site}/robots.txt", admit)
        with self._lock:
            self._kept[site] = (self._now() + seconds, rules)
            self._kept.move_to_end(site)
            while len(self._kept) > _MOST_SITES:
                self._kept.popitem(last=False)
        return rules

    def _fetched(self, url: str, admit: Admit | None) -> tuple[Rules, float]:
        try:
            answer = self._client.get(url, limit=MAX_BYTES, cut=True, admit=admit)
        except RefusedAddressError as error:
            # A redirect that may not be followed is a missing file; a site that may not be asked is none.
            if error.url.startswith(url.removesuffix("robots.txt")):
                raise
            return Rules(), KEPT_SECONDS
        except StatusError as error:
            if error.status < 500 and error.status != 429:
                return Rules(), KEPT_SECONDS
            return _closed(error), max(UNREACHABLE_SECONDS, error.wait or 0.0)
        except BadResponseError as error:
            # RFC 9309, 2.3.1.2: more than five redirects may be taken for a missing file.
            if "redirects" in error.reason:
                return Rules(), KEPT_SECONDS
            return _closed(error), UNREACHABLE_SECONDS
        except FetchError as error:
            return _closed(error), UNREACHABLE_SECONDS
        return read_rules(answer.body), KEPT_SECONDS


def _closed(error: FetchError) -> Rules:
    if isinstance(error, UnreachableError):
        # The page itself would fare no better.
        return Rules(refusal=f"{error.reason} (asked for its robots.txt)")
    return Rules(
        refusal=f"the site's robots.txt cannot be read ({error.reason}), so nothing of it is fetched"
    )


def read_rules(body: bytes) -> Rules:
    """The rules in a robots.txt, as far as they are for everyone or for this client."""
    text = body[:MAX_BYTES].decode("utf-8-sig", "replace")
    parsed = Protego.parse("\n".join(map(_relevant, text.splitlines())))
    return Rules(parsed, None, parsed.crawl_delay(PRODUCT))


def _relevant(line: str) -> str:
    """``line`` as the parser gets it. Groups of others are kept apart, not read: ten thousand agents over as
    many rules would be a hundred million rules."""
    if len(line) > _LONGEST_LINE:
        return ""
    agent = _AGENT.match(line.strip())
    if agent is None:
        return line
    name = re.split(r"[/\s#]", agent[1].strip(), maxsplit=1)[0]
    if name == "*":
        return "User-agent: *"
    ours = name.replace("*", "").lower() == PRODUCT.lower()
    return f"User-agent: {PRODUCT if ours else _OTHERS}"
