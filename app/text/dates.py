"""Dates as records, pages and texts state them, read strictly: nothing is filled in that is not written."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from app.records import Precision, Published

_MONTH_NAMES = (
    "january jan januar jänner enero janvier",
    "february feb februar febrero février fevrier",
    "march mar märz maerz marzo mars",
    "april apr abril avril",
    "may mai mayo",
    "june jun juni junio juin",
    "july jul juli julio juillet",
    "august aug agosto août aout",
    "september sep sept septiembre setiembre septembre",
    "october oct oktober okt octubre octobre",
    "november nov noviembre novembre",
    "december dec dezember dez diciembre décembre decembre",
)
# Portuguese, Italian, Dutch, Russian, Ukrainian, Polish, Czech, Swedish, Turkish, Romanian, Indonesian.
_MORE_NAMES = (
    "janeiro gennaio januari января січня stycznia ledna ocak ianuarie",
    "fevereiro febbraio februari февраля лютого lutego února şubat februarie pebruari",
    "março marco maart марта березня marca března mart martie maret",
    "aprile апреля квітня kwietnia dubna nisan aprilie",
    "maio maggio mei мая травня maja května maj mayıs",
    "junho giugno июня червня czerwca června haziran iunie",
    "julho luglio июля липня lipca července temmuz iulie",
    "augustus августа серпня sierpnia srpna ağustos augusti agustus",
    "setembro settembre сентября вересня września září eylül septembrie",
    "outubro ottobre октября жовтня października října ekim octombrie",
    "novembro novembre ноября листопада listopadu kasım noiembrie",
    "dezembro dicembre декабря грудня grudnia prosince aralık decembrie desember",
)
ENGLISH_MONTHS = tuple(names.partition(" ")[0].capitalize() for names in _MONTH_NAMES)
_FIRST_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
MONTHS = _FIRST_MONTHS | {
    name: number for number, names in enumerate(_MORE_NAMES, 1) for name in names.split()
}
"""Month names, lower case, to their numbers."""


def _any_of(names: dict[str, int]) -> str:
    return "(?P<month>" + "|".join(sorted(names, key=len, reverse=True)) + r")\b\.?"


_MONTH = _any_of(MONTHS)
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)(?!\d)"
_DAY = r"(?P<day>\d{1,2})"
# The month stands first in few languages; a short list keeps the search through running text quick.
_MONTH_FIRST = re.compile(
    rf"\b{_any_of(_FIRST_MONTHS)}\s+{_DAY}(?:st|nd|rd|th)?\b,?\s+{_YEAR}", re.IGNORECASE
)
_DAY_FIRST = re.compile(
    rf"\b{_DAY}(?:st|nd|rd|th|er|\.|º)?\s+(?:of\s+|de\s+)?{_MONTH},?\s+(?:de\s+|del\s+)?{_YEAR}",
    re.IGNORECASE,
)
_MONTH_ONLY = re.compile(rf"^{_MONTH},?\s+(?:de\s+)?{_YEAR}$", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|montag|dienstag|mittwoch|donnerstag|freitag"
    r"|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes"
    r"|sábado|domingo)\b[.,]*\s+(?:le\s+|den\s+|der\s+)?|^(?:le|den|am|el)\s+",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"^[\s,;|@–—-]*(?:at\s+|um\s+|à\s+|a\s+las\s+)?(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"(?:\s*+(?P<half>[ap]\.?\s?m\.?))?(?:\s*+uhr)?(?:\s*+(?P<zone>Z|[+-]\d{2}:?\d{2}|\(?[A-Z]{2,5}\)?))?\s*+$",
    re.IGNORECASE,
)
_ISO = re.compile(r"^(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?:[T\s]+(.*))?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})Z?)?$")
_NUMERIC = re.compile(r"^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:[,\s]+(.*))?$")
_EPOCH = re.compile(r"^(\d{10})(?:\d{3}|\.\d+)?$")
_UNIX = re.compile(
    r"^[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<day>\d{1,2}) (?:(?P<year>\d{4}) )?"
    r"(?P<clock>\d{2}:\d{2}:\d{2}) ?(?:GMT)?(?P<zone>[A-Z]{1,5}|[+-]\d{4})?(?: (?P<late>\d{4}))?(?: \(.*\))?$"
)
_RFC = re.compile(r"^(?:[A-Z][a-z]{2},\s*)?\d{1,2}\s[A-Z][a-z]{2}\s\d{4}\s\d{2}:\d{2}", re.IGNORECASE)
_URL_DAY = re.compile(r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>\d{1,2}|[a-z]{3})[/-](?P<day>\d{1,2})(?=[/-])")
_ZONES = {
    "Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00", "BST": "+01:00", "CET": "+01:00", "CEST": "+02:00",
    "EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00",
    "PST": "-08:00", "PDT": "-07:00", "AEST": "+10:00", "AEDT": "+11:00",
}  # fmt: skip
_YEARS = range(1800, 2101)
_KNOWN_TO_THE_DAY = ("second", "minute", "day")


class UnreadableDateError(ValueError):
    """A value that states no date, with the reason in words."""


class StatedDay(NamedTuple):
    """A full date in running text and where it stands."""

    day: date
    start: int
    end: int


def iso_day(ordinal: int | None) -> str | None:
    """The ISO date of a day ordinal."""
    return None if ordinal is None else date.fromordinal(ordinal).isoformat()


def day_of(published: Published | None) -> int | None:
    """The ordinal of the day of publication, or None when no source states it to the day."""
    if published is None or published.guessed or published.precision not in _KNOWN_TO_THE_DAY:
        return None
    return date.fromisoformat(published.date[:10]).toordinal()


def parse_date(value: str, stated_in: str, *, day_first: bool = False) -> tuple[Published | None, str | None]:
    """What a stated date says, or None and the reason why it cannot be read; (None, None) for an empty value.

    ``stated_in`` names the place for the evidence (``the record's field 'date'``). Numeric short dates are
    read month first unless that is impossible, and the evidence says when the order was assumed; with
    ``day_first``, where the language of the page says so, day first.
    """
    text = " ".join(value.split())
    if not text:
        return None, None
    try:
        stamp, precision, note = _read(text, day_first)
    except (UnreadableDateError, ValueError, OverflowError) as error:
        reason = str(error) if isinstance(error, UnreadableDateError) else "no such day or time"
        return None, f"the date {text[:80]!r} in {stated_in} cannot be read: {reason}"
    evidence = f"{stated_in}: {text[:80]!r}{note}"
    return Published(date=stamp, precision=precision, evidence=evidence), None


def _read(text: str, day_first: bool) -> tuple[str, Precision, str]:
    if match := _NUMERIC.match(text):
        return _numeric(match, day_first)
    for pattern, reader in _READERS:
        match = pattern.match(text)
        if match:
            return reader(match)
    bare = _WEEKDAY.sub("", text)
    for pattern in (_MONTH_FIRST, _DAY_FIRST):
        match = pattern.match(bare)
        if match:
            return _with_clock(_day(match), bare[match.end() :])
    match = _MONTH_ONLY.match(bare)
    if match:
        return f"{match['year']}-{MONTHS[match['month'].lower()]:02d}", "month", ""
    raise UnreadableDateError("not a form of date that is known")


def _checked(year: int, month: int, day: int) -> date:
    if year not in _YEARS:
        raise UnreadableDateError(f"the year {year} is out of reach")
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableDateError("there is no such day") from None


def _day(match: re.Match[str]) -> date:
    return _checked(int(match["year"]), MONTHS[match["month"].lower()], int(match["day"]))


def _with_clock(day: date, rest: str | None, note: str = "") -> tuple[str, Precision, str]:
    """A day and what stands behind it: nothing, or a time of day with or without a zone."""
    rest = (rest or "").strip(" ,|–—-")
    if not rest:
        return day.isoformat(), "day", note
    clock = _CLOCK.match(rest)
    if clock is None:
        raise UnreadableDateError(f"{rest[:40]!r} behind the day is no time of day")
    hour, minute = int(clock["hour"]), int(clock["minute"])
    half = (clock["half"] or "").lower().replace(".", "").replace(" ", "")
    if half:
        if not 1 <= hour <= 12:
            raise UnreadableDateError("there is no such time")
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59 or int(clock["second"] or 0) > 60:
        raise UnreadableDateError("there is no such time")
    zone = (clock["zone"] or "").strip("()").upper()
    if not half and not zone and (hour, minute, int(clock["second"] or 0)) == (0, 0, 0):
        return day.isoformat(), "day", note  # midnight without a zone is how a day is stored as a time
    offset = _ZONES.get(zone, "")
    if zone[:1] in {"+", "-"}:
        offset = f"{zone[:3]}:{zone[-2:]}"
    seconds = f":{clock['second']}" if clock["second"] else ""
    return (
        f"{day.isoformat()}T{hour:02d}:{minute:02d}{seconds}{offset}",
        "second" if seconds else "minute",
        note,
    )


def _iso(match: re.Match[str]) -> tuple[str, Precision, str]:
    year, _, month, day, rest = match.groups()
    if day:
        return _with_clock(_checked(int(year), int(month), int(day)), rest)
    if rest or int(year) not in _YEARS:
        raise UnreadableDateError("not a form of date that is known")
    if month:
        _checked(int(year), int(month), 1)
        return f"{year}-{int(month):02d}", "month", ""
    return year, "year", ""


def _compact(match: re.Match[str]) -> tuple[str, Precision, str]:
    year, month, day, hour, minute, second = match.groups()
    clock = f"{hour}:{minute}:{second}{'Z' if match.group().endswith('Z') else ''}" if hour else ""
    return _with_clock(_checked(int(year), int(month), int(day)), clock)


def _epoch(match: re.Match[str]) -> tuple[str, Precision, str]:
    moment = datetime.fromtimestamp(int(match.group(1)), UTC)
    _checked(moment.year, moment.month, moment.day)
    return moment.isoformat(), "second", " (read as seconds since 1970)"


def _rfc(match: re.Match[str]) -> tuple[str, Precision, str]:
    try:
        moment = parsedate_to_datetime(match.string)
    except (TypeError, ValueError):
        raise UnreadableDateError("not a date of RFC 2822") from None
    _checked(moment.year, moment.month, moment.day)
    return moment.isoformat(), "second", ""


def _unix(match: re.Match[str]) -> tuple[str, Precision, str]:
    year = match["year"] or match["late"]
    if not year or match["month"].lower() not in MONTHS:
        raise UnreadableDateError("not a form of date that is known")
    day = _checked(int(year), MONTHS[match["month"].lower()], int(match["day"]))
    return _with_clock(day, f"{match['clock']} {match['zone'] or ''}")


def _numeric(match: re.Match[str], day_first: bool = False) -> tuple[str, Precision, str]:
    first, mark, second, year_text, rest = match.groups()
    a, b, year = int(first), int(second), int(year_text)
    notes: list[str] = []
    if len(year_text) == 2:
        year += 2000 if year < 70 else 1900
        notes.append("century assumed")
    if mark == "." or a > 12 or (day_first and b <= 12):
        month, day = b, a
    else:
        month, day = a, b
        if b <= 12 and a != b:
            notes.append("order assumed: month first")
    return _with_clock(_checked(year, month, day), rest, f" ({', '.join(notes)})" if notes else "")


_READERS = ((_EPOCH, _epoch), (_COMPACT, _compact), (_ISO, _iso), (_RFC, _rfc), (_UNIX, _unix))


def day_in_url(url: str) -> date | None:
    """The day that stands in the path of ``url`` (``/2016/09/20/``, ``/2016/sep/20/``), if one does."""
    match = _URL_DAY.search(url.lower() + "/")
    if match is None:
        return None
    month = int(match["month"]) if match["month"].isdigit() else MONTHS.get(match["month"], 0)
    try:
        return _checked(int(match["year"]), month, int(match["day"]))
    except UnreadableDateError:
        return None


def days_in_text(text: str) -> Iterator[StatedDay]:
    """The full dates (day, month by name, year) that stand in ``text``, in no particular order."""
    for pattern in (_MONTH_FIRST, _DAY_FIRST):
        for match in pattern.finditer(text):
            try:
                yield StatedDay(_day(match), match.start(), match.end())
            except UnreadableDateError:
                continue


# A day as a line of a page writes it, wherever in the line it stands.
_DAYS_IN_LINE = (
    _MONTH_FIRST,
    _DAY_FIRST,
    re.compile(rf"(?<![\d/.-]){_YEAR}(?P<mark>[-/.])(?P<m>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?!\d)"),
    re.compile(rf"{_YEAR}\s*[年년]\s*(?P<m>\d{{1,2}})\s*[月월]\s*(?P<day>\d{{1,2}})\s*[日일]"),
    re.compile(
        r"(?<![\d/.-])(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d)(?!\d)"
    ),
)
_CLOCK_IN_LINE = (
    r"(?P<time>\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s*+[ap]\.?\s?m\b\.?)?)(?:\s*+uhr\b)?"
    r"(?:\s*+(?P<zone>Z\b|UTC\b|GMT\b|[ECMPB]S?[DS]?T\b|CEST\b|IST\b|[+-]\d{2}:?\d{2}\b)|\s*)"
)
_CLOCK_BEHIND = re.compile(
    rf"(?:st|nd|rd|th)?[\s,;|@·•–—-]*+(?:T|at|um|às|a\s+las|à|ore|kl\.?|o|om|в)?\s*+{_CLOCK_IN_LINE}(?!\d)",
    re.IGNORECASE,
)
_CLOCK_BEFORE = re.compile(
    rf"{_CLOCK_IN_LINE}(?:\s*+(?:[,·|]|on))?\s*(?:[a-z]{{3,9}}day|[a-z]{{3}})?[,.]?\s*+$", re.IGNORECASE
)


class DateInLine(NamedTuple):
    """A date in a line, as ISO 8601 with its precision, and where it stands."""

    date: str
    precision: Precision
    start: int
    end: int


def dates_in_line(line: str, *, day_first: bool = False) -> list[DateInLine]:
    """The full dates in a line of a page (``Published 4:00 am CST, November 20, 2019``), with the time of day
    where one stands beside them, in order. Numeric dates whose order cannot be told are left out, unless
    ``day_first`` says how they are written there."""
    found: list[DateInLine] = []
    for pattern in _DAYS_IN_LINE:
        for match in pattern.finditer(line):
            stated = _stated_day(match, day_first)
            if stated is None or any(match.start() < end and start < match.end() for *_, start, end in found):
                continue
            found.append(_timed(line, stated, match))
    return sorted(found, key=lambda one: one.start)


def _stated_day(match: re.Match[str], day_first: bool) -> date | None:
    parts = match.groupdict()
    try:
        if "month" in parts:
            return _day(match)
        if "m" in parts:
            return _checked(int(parts["year"]), int(parts["m"]), int(parts["day"]))
        a, b, year = int(parts["a"]), int(parts["b"]), int(parts["year"])
        if parts["mark"] == "." or a > 12 or (day_first and b <= 12) or a == b:
            return _checked(year, b, a)
        return _checked(year, a, b) if b > 12 else None
    except UnreadableDateError:
        return None


def _timed(line: str, day: date, match: re.Match[str]) -> DateInLine:
    behind = _CLOCK_BEHIND.match(line, match.end())
    clock = behind or _CLOCK_BEFORE.search(line[max(0, match.start() - 40) : match.start()])
    if clock is not None:
        try:
            stamp, precision, _ = _with_clock(day, f"{clock['time'].strip()} {clock['zone'] or ''}")
            return DateInLine(stamp, precision, match.start(), behind.end() if behind else match.end())
        except UnreadableDateError:
            pass
    return DateInLine(day.isoformat(), "day", match.start(), match.end())
