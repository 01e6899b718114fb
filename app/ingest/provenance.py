"""What an article text says about itself: whose address stands in it, when and by whom it was published."""

import re
from dataclasses import dataclass, field
from datetime import date

from app.ingest.line_patterns import (
    BIO,
    BYLINE,
    DATE_LINE,
    OWN_URL,
    PLAIN_URL_LABEL,
    SIGNED,
    SOURCE_URL,
    UPDATE_LABEL,
    URL,
)
from app.ingest.units import Unit
from app.records import BlockKind, Published
from app.text.dates import MONTHS, day_in_url, days_in_text, parse_date
from app.text.outlets import Outlet, outlet_named, outlet_of_domain
from app.text.sentences import sentences

_AGENCIES = frozenset(
    {"The Associated Press", "Reuters", "AFP", "UPI", "dpa", "EFE", "Press Trust of India", "ANI"}
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SLUG_WORD = re.compile(r"[^\W_]{3,}")
_PAST_ON = re.compile(
    r"\b(?:pictured|photographed|taken|seen|shown|signed|died|killed|arrested|voted|announced|published"
    r"|posted|tweeted"
    r"|filed|ruled|released|issued|launched|opened|resigned|wrote|said|told|met|fired|convicted"
    r"|sentenced|attacked"
    r"|struck|crashed|held)\s+(?:on\s+)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?$"
)
_FUTURE = re.compile(
    r"\b(?:will|shall|would|scheduled|expected|slated|planned|due|set to|by|before|until|if)\b"
)
_MONTH = "|".join(name for name in MONTHS if len(name) > 2)
_DEADLINE = re.compile(
    r"\b(?:must|will|shall|has to|have to|(?:is|are) (?:set to|due to|expected to|to))\b[^.;]*?\bby\s+"
    rf"(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,\s+(?P<year>(?:19|20)\d\d))?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Provenance:
    """What was stated so far; each value with the words it was read from."""

    url: str | None = None
    source_url: str | None = None
    author: str | None = None
    author_role: str | None = None
    author_evidence: str | None = None
    outlet: Outlet | None = None
    outlet_name: str | None = None
    outlet_evidence: str | None = None
    published: Published | None = None
    updated: Published | None = None
    warnings: list[str] = field(default_factory=list)


def quoted(unit: Unit) -> str:
    """The place and words of ``unit``, as evidence."""
    text = unit.text if len(unit.text) <= 160 else unit.text[:157] + "…"
    return f"line {unit.line_start}: {text!r}"


def read_address(unit: Unit, title: str | None, about: Provenance) -> bool:
    """Take the address in ``unit`` for what the words around it say. True when the line is about an address.

    An address with no words of its own counts as the article's own only when its path spells the title.
    """
    match = URL.search(unit.text) if unit.words <= 30 else None
    if match is None:
        return False
    url = match.group()
    before, after = unit.text[: match.start()].strip(" :：([<\"'"), unit.text[match.end() :].strip()
    alone = not before and not after.strip(" .)]>\"'")
    if OWN_URL.match(before):
        about.url = about.url or url
    elif alone or PLAIN_URL_LABEL.match(before):
        if title and _spells(url, title):
            about.url = about.url or url
        elif re.match(r"source", before, re.IGNORECASE):
            about.source_url = about.source_url or url
    elif SOURCE_URL.search(before):
        about.source_url = about.source_url or url
    else:
        return False
    return True


def _spells(url: str, title: str) -> bool:
    """Whether most longer words of ``title`` stand in the path of ``url``."""
    path = url.lower().split("//", 1)[-1].partition("/")[2]
    wanted = {word.lower() for word in _SLUG_WORD.findall(title)}
    return len(wanted) >= 3 and sum(word in path for word in wanted) >= len(wanted) * 0.6


def read_byline(unit: Unit, about: Provenance) -> bool:
    """Take names out of a byline. True when ``unit`` is one."""
    match = BYLINE.match(unit.text) if unit.words <= 30 else None
    if match is None or (match["label"].lower() in {"by", "von", "por", "par"} and unit.ends_sentence):
        return False
    names, rest = match["names"].strip(), (match["rest"] or "").strip(" ,|•·–—/()")
    people, _, last = names.rpartition(", ")
    if people and outlet_named(last):  # "By Jane Doe, BBC News"
        names, rest = people, last
    if names.isupper():
        names = names.title()
    if about.author is None:
        about.author, about.author_role, about.author_evidence = names, "author", quoted(unit)
        if match["label"].lower() in {"reported by", "reporting by"}:
            about.author_role = "reporter"
    day = _trailing_date(rest)
    if day and about.published is None:
        about.published = _stated(day, unit)
    else:
        _affiliation(rest, unit, about)
    return True


def _trailing_date(text: str) -> str | None:
    days = list(days_in_text(text))
    return text[days[0].start :].split("|")[0].strip() if days else None


def _affiliation(rest: str, unit: Unit, about: Provenance) -> None:
    """An outlet named behind the names; an agency is where the report comes from, not who printed it."""
    outlet = outlet_named(re.sub(r"^(?:in|for|at)\s+", "", rest)) if rest else None
    if outlet and outlet.name not in _AGENCIES and about.outlet is None:
        about.outlet, about.outlet_name, about.outlet_evidence = outlet, outlet.name, quoted(unit)


def read_signature(unit: Unit, about: Provenance) -> bool:
    """Take the author out of a note on the author. True when ``unit`` is one."""
    match = BIO.match(unit.text) or SIGNED.match(unit.text)
    if match is None or unit.words > 60:
        return False
    if about.author is None:
        about.author, about.author_role, about.author_evidence = (
            match["names"].strip(),
            "author",
            quoted(unit),
        )
    return True


def read_date(unit: Unit, about: Provenance) -> bool:
    """Take a date out of a line that is nothing but one. True when ``unit`` is such a line."""
    if unit.words > 16:
        return False
    read_any = False
    for part in re.split(
        r"\s*[|•·]\s*|\s+(?=(?:last )?(?:updated|modified)\b)", unit.text, flags=re.IGNORECASE
    ):
        match = DATE_LINE.match(part)
        if match is None or (match["label"] is None and part.strip().isdigit()):
            return read_any
        stated = _stated(match["value"], unit)
        if stated is None:
            if match["label"] and len(part.split()) <= 9:
                about.warnings.append(f"the date in {quoted(unit)} cannot be read")
                return True
            return read_any
        if stated.precision == "year" and match["label"] is None:
            return read_any
        read_any = True
        if match["label"] and UPDATE_LABEL.search(match["label"]):
            about.updated = about.updated or stated
        else:
            about.published = about.published or stated
    return read_any


def _stated(value: str, unit: Unit) -> Published | None:
    published, _ = parse_date(value.strip(" .()"), f"line {unit.line_start}")
    if published is None or "order assumed" in published.evidence:
        return None
    return published.model_copy(update={"evidence": quoted(unit)})


def settle_published(units: list[Unit], about: Provenance) -> Published | None:
    """The date of publication as stated, else what the text lets one say about it, else None."""
    if about.published is not None:
        return about.published
    if about.url and (day := day_in_url(about.url)):
        return Published(
            date=day.isoformat(), precision="day", evidence=f"the date in the article's address {about.url}"
        )
    if about.updated is not None:
        note = f"only the last update is dated, {about.updated.evidence}"
        return about.updated.model_copy(update={"evidence": note, "guessed": True})
    return _bounds(units, about)


def _bounds(units: list[Unit], about: Provenance) -> Published | None:
    """The earliest day, from the newest thing reported as past, and the latest, from a deadline ahead."""
    earliest: list[tuple[date, str]] = []
    if about.source_url and (day := day_in_url(about.source_url)):
        earliest.append((day, f"the date in the address of the source, {about.source_url}"))
    for unit in units:
        if unit.kind in (BlockKind.CAPTION, BlockKind.PARAGRAPH):
            earliest += _past_days(unit)
    if not earliest:
        return None
    day, why = max(earliest)
    latest = _latest(units, day)
    evidence = f"No date of publication in the text. Earliest possible day: {why}."
    if latest:
        evidence += f" Latest: {latest[1]}."
    return Published(
        date=day.isoformat(),
        precision="not_before",
        evidence=evidence,
        not_after=latest[0].isoformat() if latest else None,
    )


def _past_days(unit: Unit) -> list[tuple[date, str]]:
    found: list[tuple[date, str]] = []
    if _YEAR.search(unit.text) is None:
        return found
    for stated in days_in_text(unit.text):
        before = unit.text[max(0, stated.start - 400) : stated.start]
        sentence = sentences(before)[-1:] or [""]
        past = unit.kind is BlockKind.CAPTION or (_PAST_ON.search(before) and not _FUTURE.search(sentence[0]))
        if past:
            words = unit.text[max(0, stated.start - 60) : stated.end]
            kind = "a caption" if unit.kind is BlockKind.CAPTION else "the text"
            found.append((stated.day, f"{kind} on line {unit.line_start} says '…{words.lstrip()}'"))
    return found


def _latest(units: list[Unit], earliest: date) -> tuple[date, str] | None:
    """The first day ahead of ``earliest`` that the text calls a deadline still to come."""
    found: list[tuple[date, str]] = []
    for unit in units:
        if unit.kind is not BlockKind.PARAGRAPH:
            continue
        for match in _DEADLINE.finditer(unit.text):
            year = int(match["year"] or earliest.year)
            try:
                day = date(year, MONTHS[match["month"].lower()], int(match["day"]))
                if day < earliest and not match["year"]:
                    day = day.replace(year=year + 1)
            except ValueError:
                continue
            if day >= earliest:
                found.append((day, f"line {unit.line_start} says '{match.group()}', still ahead"))
    return min(found) if found else None


def settle_outlet(about: Provenance) -> None:
    """Name the outlet by the article's own address when nothing in the text named it."""
    if about.outlet_name is None and about.url:
        about.outlet = outlet_of_domain(about.url)
        if about.outlet:
            about.outlet_name = about.outlet.name
            about.outlet_evidence = f"the article's address {about.url}"
