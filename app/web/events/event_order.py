"""Who reported an event first, and how much later the others came. Pure.

Days are what nearly all articles state. Hours are told only where every dated article of the event gives its
time to the minute and says in which offset from UTC: one article without would make the order a guess.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from app.records import ArticleCard, EventRecord, Record
from app.web.formats import counted, span_in_words

_DAY = 24 * 60
_NAMED = 5
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Delay(Record):
    """How much later than the first an article or an outlet's first article came.

    ``days`` is None for undated ones; ``minutes`` unless the times of all dated articles are known.
    """

    days: int | None = None
    minutes: int | None = None


def delays(event: EventRecord, sides: Mapping[str, Sequence[ArticleCard]]) -> dict[str, Delay]:
    """The delay of each side of an event, given the articles of each."""
    instants = _instants(event.articles)
    days = {card.id: date.fromisoformat(card.day) for card in event.articles if card.day}
    if not days:
        return {side: Delay() for side in sides}
    first_day = min(days.values())
    first = min(instants.values()) if instants else None
    found = {}
    for side, cards in sides.items():
        own = [days[card.id] for card in cards if card.id in days]
        minutes = None
        if first and own:
            begun = min(instants[card.id] for card in cards if card.id in instants)
            minutes = int((begun - first).total_seconds() // 60)
        found[side] = Delay(days=(min(own) - first_day).days if own else None, minutes=minutes)
    return found


def _instants(cards: Iterable[ArticleCard]) -> dict[int, datetime]:
    """The times of all dated articles in UTC; empty when one of them is not known."""
    found = {}
    for card in cards:
        if card.day is None or card.published is None:
            continue
        if card.published.precision not in ("minute", "second"):
            return {}
        instant = datetime.fromisoformat(card.published.date)
        if instant.tzinfo is None:
            return {}
        found[card.id] = instant.astimezone(UTC)
    return found


def is_first(delay: Delay) -> bool:
    """Whether nothing in the event is known to be earlier."""
    return delay.days == 0 if delay.minutes is None else delay.minutes == 0


def delay_in_words(delay: Delay, alone: bool) -> str:
    """A delay as a table shows it. ``alone`` is whether nobody else is first."""
    if delay.days is None:
        return "not known"
    if is_first(delay):
        return "first" if alone else "on the first day" if delay.minutes is None else "first, with others"
    if delay.minutes is not None and delay.minutes < 2 * _DAY:
        hours, minutes = divmod(delay.minutes, 60)
        parts = [counted(number, noun) for number, noun in ((hours, "hour"), (minutes, "minute")) if number]
        return f"{' '.join(parts)} later"
    days = delay.days if delay.minutes is None else delay.minutes // _DAY
    return f"{counted(days, 'day')} later"


def order_in_words(event: EventRecord, named: Sequence[tuple[str, Delay]]) -> str:
    """Who was first and when the others came, in two sentences; empty when one side is dated at most.

    ``named`` are the sides, in order of publication, by the name they have in a sentence.
    """
    dated = [(name, delay) for name, delay in named if delay.days is not None]
    if len(dated) < 2 or event.first_day is None:
        return ""
    first = [name for name, delay in dated if is_first(delay)]
    later = [delay for _, delay in dated if not is_first(delay)]
    day = span_in_words(event.first_day, None)
    if len(first) == 1:
        sentence = f"{_capital(first[0])} was first, on {day}"
    else:
        sentence = f"{_capital(_listed(first))} all have it from the first day, {day}"
        if len(first) == 2:
            sentence = sentence.replace(" all have", " both have")
    timed = any(delay.minutes is not None for _, delay in dated)
    if len(first) > 1 and not timed:
        sentence += "; which of them was first the days do not tell"
    return f"{sentence}. {_later(later)}".strip()


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _listed(names: Sequence[str]) -> str:
    if len(names) > _NAMED:
        return f"{', '.join(names[: _NAMED - 1])} and {len(names) - _NAMED + 1} more"
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _later(later: Sequence[Delay]) -> str:
    """When the others came: "Two came a day later, one 3 days later.\""""
    if not later:
        return ""
    counts: dict[int, int] = {}
    for delay in later:
        days = delay.minutes // _DAY if delay.minutes is not None else delay.days or 0
        counts[days] = counts.get(days, 0) + 1
    parts = []
    for days, count in sorted(counts.items())[:3]:
        # less than a day is told only where hours are known
        parts.append(f"{_number(count)} {counted(days, 'day') + ' later' if days else 'within a day'}")
    rest = sum(count for _, count in sorted(counts.items())[3:])
    if rest:
        parts.append(f"{_number(rest)} still later")
    number, told = ", ".join(parts).split(" ", 1)
    return f"{_capital(number)} came {told}."


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"
