"""What people type into the forms for adding: checked, and made ready for the readers. Pure."""

from datetime import date

from app.errors import ParallaxError
from app.web.formats import is_web_address

MOST_ADDRESSES = 1_000
"""Addresses in one form: each is asked for once a second at the quickest."""

_LONGEST_ADDRESS = 4_000
_LONGEST_FIELD = 500
_NAME_WORDS = 10
_NAME_LENGTH = 80
_SHOWN_LENGTH = 120

# the fields of the form, as labels call them
FIELDS = {
    "title": "Headline",
    "outlet": "Outlet",
    "published": "Day",
    "author": "Author",
    "url": "Address",
}


class FormError(ParallaxError):
    """Something in the form at ``place`` cannot be used; the message says what and why."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place = place


def addresses(typed: str) -> tuple[str, ...]:
    """The web addresses in ``typed``, one a line, each once. ``https://`` may be left out.

    Raises FormError that names the first line that is none.
    """
    found = []
    for number, line in enumerate(typed.splitlines(), 1):
        url = line.strip()
        if not url:
            continue
        if "://" not in url and not url.startswith("/"):
            url = f"https://{url}"
        if len(url) > _LONGEST_ADDRESS or not is_web_address(url):
            shown = line.strip()
            shown = shown if len(shown) <= _SHOWN_LENGTH else f"{shown[:_SHOWN_LENGTH]}…"
            raise FormError("addresses", f"Line {number} is not a web address: “{shown}”.")
        found.append(url)
    listed = tuple(dict.fromkeys(found))
    if not listed:
        raise FormError("addresses", "Give at least one web address.")
    if len(listed) > MOST_ADDRESSES:
        raise FormError(
            "addresses",
            f"These are {len(listed):,} addresses; {MOST_ADDRESSES:,} are taken at once. "
            "Put them into a text file, one a line, and add the file.",
        )
    return listed


def stated(given: dict[str, str]) -> dict[str, str]:
    """What the fields beside a pasted text say, empty ones left out.

    Raises FormError for a day that is none, an address that is none, a field that is too long.
    """
    said = {}
    for name, label in FIELDS.items():
        value = " ".join("".join(m if m.isprintable() else " " for m in given.get(name, "")).split())
        if len(value) > _LONGEST_FIELD and name != "url":
            raise FormError("text", f"“{label}” is longer than {_LONGEST_FIELD} characters.")
        if value:
            said[name] = value
    if "published" in said:
        try:
            date.fromisoformat(said["published"])
        except ValueError:
            raise FormError("text", "“Day” is not a day; write it like 2025-02-10.") from None
    if "url" in said:
        try:
            (said["url"],) = addresses(said["url"])
        except FormError:
            raise FormError("text", "“Address” is not a web address.") from None
    return said


def first_words(text: str) -> str:
    """What a text without a headline is called: its first words."""
    words = "".join(mark if mark.isprintable() else " " for mark in text[:2_000]).split()
    name = " ".join(words[:_NAME_WORDS])
    cut = len(words) > _NAME_WORDS or len(name) > _NAME_LENGTH
    return f"{name[:_NAME_LENGTH].rstrip()}…" if cut else name or "a text"
