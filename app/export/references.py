"""What is known of an article as a reference to it: only facts, each left out where it is not known. Pure."""

import re
from typing import NamedTuple

from app.records import ArticleCard, Published, Record
from app.text.one_line import one_line
from app.text.tokens import fold

# small words with which a family name begins, in any case of letters: "Ursula von der Leyen"
_PARTICLES = frozenset(
    "af al av bin da das de del della den der di do dos du el ibn la le ten ter van von zu zur".split()  # noqa: SIM905
)
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
# A correction by hand may name anybody.
_OF_GROUPS = frozenset(
    "agency board bureau desk editors network news post press redaktion service staff team times".split()  # noqa: SIM905
)
_WEB = re.compile(r"https?://[^\s\"'<>]+")


class Name(NamedTuple):
    """Who wrote it: a person's parts, or a name that has none (``given`` is None)."""

    family: str
    given: str | None = None
    suffix: str | None = None

    @property
    def whole(self) -> str:
        """The name as it is written."""
        return " ".join(part for part in (self.given, self.family, self.suffix) if part)


class Reference(Record):
    """An article to be cited.

    ``key`` names it among the others of this corpus. ``title`` is in square brackets when it is not the
    headline but the first words of the text. ``date`` is a year, month or day in ISO 8601; ``circa`` marks
    one that was inferred, and ``date_note`` says what is known where that is no date.
    """

    key: str
    title: str | None
    authors: tuple[Name, ...]
    outlet: str | None
    date: str | None
    circa: bool
    date_note: str | None
    url: str | None
    language: str | None
    section: str | None
    abstract: str | None


def reference(article: ArticleCard, *, section: str | None = None, agency: str | None = None) -> Reference:
    """What a bibliography can know of ``article``.

    Where no person is named, the ``agency`` that the text was taken from is the author.
    """
    title = one_line(article.title)
    authors = tuple(person(name) for name in (article.byline or "").split(", ") if one_line(name))
    if not authors and agency:
        authors = (Name(one_line(agency)),)
    date, circa, note = _dated(article.published)
    outlet = one_line(article.outlet.name) if article.outlet else None
    return Reference(
        key=_key(authors, outlet, date, article.id),
        title=f"[{title}]" if title and article.title_source == "derived" else title or None,
        authors=authors,
        outlet=outlet,
        date=date,
        circa=circa,
        date_note=note,
        url=web_address(article.url),
        language=article.language,
        section=one_line(section or "") or None,
        abstract=one_line(article.dek) or None,
    )


def web_address(url: str | None) -> str | None:
    """``url`` when it is the address of a page."""
    return url if url and _WEB.fullmatch(url) else None


def person(name: str) -> Name:
    """The parts of a name as bylines give it, given names first.

    The family name is the last word, with the particles before it. One word, or the name of a group, is left
    whole.
    """
    words = one_line(name).split()
    suffix = words.pop() if len(words) > 2 and words[-1].strip(".").lower() in _SUFFIXES else None
    if len(words) < 2 or words[-1].lower() in _OF_GROUPS:
        return Name(one_line(name))
    begins = len(words) - 1
    while begins > 1 and words[begins - 1].lower() in _PARTICLES:
        begins -= 1
    return Name(" ".join(words[begins:]), " ".join(words[:begins]), suffix)


def _dated(published: Published | None) -> tuple[str | None, bool, str | None]:
    if published is None:
        return None, False, None
    day = published.date.partition("T")[0]
    if published.precision == "not_before":
        latest = f" and not after {published.not_after}" if published.not_after else ""
        return None, False, f"Date: not before {day}{latest}"
    if published.guessed:
        return day, True, f"Date: inferred, {one_line(published.evidence)}"
    return day, False, None


def _key(authors: tuple[Name, ...], outlet: str | None, date: str | None, number: int) -> str:
    name = authors[0].family if authors else outlet or "article"
    plain = re.sub(r"[^a-z0-9]+", "", fold(name))[:30]
    return f"{plain or 'article'}{(date or '')[:4]}-{number}"
