"""Which address is the article's own: what the page calls canonical, held against where it came from."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urljoin, urlsplit, urlunsplit

from app.text.decode import clean_characters
from app.text.outlets import host, registrable_domain

# Places that show the pages of others under addresses of their own.
_COPIES = (
    "ampproject.org",
    "archive.org",
    "archive.ph",
    "archive.today",
    "archive.is",
    "googleusercontent.com",
)
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|msclkid|mc_[ce]id|igshid|ref|ref_?src|src|srcref|source|cmp\w*|campaign|via|share\w*"
    r"|amp|outputtype|output|from|icid|ito|ncid|smid|partner|cid|xtor|s_cid|cmpid|feature)$",
    re.IGNORECASE,
)
_LONGEST = 2_000


def canonical_address(stated: Iterable[str], page: str | None) -> str | None:
    """The article's address: the first of the ``stated`` ones that can be it, else ``page``, else None.

    ``stated`` may be relative. An address on another site, of a home page, of a section above the page, or
    one that drops what tells the pages apart, is not believed; without ``page`` any but a home page is.
    """
    page = _clean(page) if page else None
    for address in stated:
        full = (
            _clean(urljoin(page, address.strip()) if page else address.strip()) if address.strip() else None
        )
        if full and not _is_home(full) and (page is None or _is_same_page(full, page)):
            return full
    return page


def _clean(address: str) -> str | None:
    """``address`` without fragment and hidden characters; None when it is no web address."""
    text = re.sub(r"\s+", "", clean_characters(address[:_LONGEST]).text)
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if (
        parts.scheme.lower() not in ("http", "https")
        or host(text) is None
        or re.search(r"[<>\"'\\`{}]", text)
    ):
        return None
    return urlunsplit(parts._replace(fragment=""))


def _is_home(address: str) -> bool:
    parts = urlsplit(address)
    return parts.path.strip("/") in ("", "index.html", "index.php", "amp", "home") and not parts.query


def _is_same_page(stated: str, page: str) -> bool:
    here, there = urlsplit(page), urlsplit(stated)
    if registrable_domain(stated) != registrable_domain(page):
        return any((registrable_domain(page) or "").endswith(place) for place in _COPIES)
    if _is_home(page):
        return False
    above, below = there.path.rstrip("/"), here.path.rstrip("/")
    left_over = below.removeprefix(f"{above}/") if below.startswith(f"{above}/") else ""
    if left_over and not re.fullmatch(
        r"(?:amp|print|all|full|\d{1,2}|page/\d{1,2}|index\.\w+)", left_over, re.I
    ):
        return False
    telling = [
        value for key, value in parse_qsl(here.query) if not _TRACKING.match(key) and re.search(r"\d", value)
    ]
    return not (telling and not there.query and above == below)
