"""What an event's page shows, worked out before any markup: the timeline, who has it, and who has not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.records import ArticleCard, ArticleRecord, BlockKind, CopyKind, EventRecord, OutletRecord
from app.text.sentences import sentences
from app.web.formats import counted, headline, outlet_name, published_in_words, span_in_words

UNKNOWN = "Outlet unknown"
_LANE_HEIGHT = 36
_MAX_LANES = 24
_LONGEST_LANE = 40  # characters of a name; the table below has all of it
_MAX_TICKS = 10
_NARROWEST = 0.3  # per cent of the width: a bar of about four pixels
_SMALL_NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]
_MONTHS = ["Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"]
_WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


@dataclass(frozen=True)
class Tick:
    """The beginning of a day. ``x`` is in per cent; a ``minor`` label gives way on narrow screens."""

    x: float
    label: str
    minor: bool


@dataclass(frozen=True)
class Bar:
    """One day on which an outlet published: from ``x``, ``width`` wide, both in per cent."""

    x: float
    width: float


@dataclass(frozen=True)
class Lane:
    """One outlet's row. ``y`` is the pixel of its line; the label ends at ``label_x`` when ``label_ends``."""

    name: str
    y: int
    bars: tuple[Bar, ...]
    label_x: float
    label_ends: bool


@dataclass(frozen=True)
class Timeline:
    """Days from left to right, outlets from top to bottom. ``left_out`` outlets did not fit."""

    height: int
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    description: str
    left_out: int


@dataclass(frozen=True)
class Coverage:
    """One side of the event: an outlet's articles, or one article of an unknown outlet.

    ``side`` is what ``/events/{id}/compare`` calls it; ``slug`` is None when the outlet is not known.
    """

    side: str
    slug: str | None
    name: str
    note: str | None
    when: str
    articles: tuple[ArticleCard, ...]
    words: int


@dataclass(frozen=True)
class Choice:
    """A side one can pick, and what it is called in a list."""

    side: str
    label: str


@dataclass(frozen=True)
class Choices:
    """The sides of an event: outlets, and single articles (the only way for those of unknown outlets)."""

    outlets: tuple[Choice, ...]
    articles: tuple[Choice, ...]


@dataclass(frozen=True)
class Headline:
    """An article among the headlines, with its first sentence when it has one.

    ``repeats`` are the words that lead to ``repeated``, an article of the event that has its text, too.
    """

    card: ArticleCard
    opening: str
    repeats: str = ""
    repeated: ArticleCard | None = None


@dataclass(frozen=True)
class Absent:
    """Outlets of the corpus that have no article in the event.

    ``around`` have articles from before and after or on its days, ``elsewhere`` only from other days or
    without a date.
    """

    around: tuple[OutletRecord, ...]
    elsewhere: tuple[OutletRecord, ...]

    def __len__(self) -> int:
        return len(self.around) + len(self.elsewhere)


@dataclass(frozen=True)
class EventView:
    """All of an event's page. ``undated`` are articles whose day is not known."""

    summary: str
    timeline: Timeline | None
    headlines: tuple[Headline, ...]
    coverage: tuple[Coverage, ...]
    undated: tuple[ArticleCard, ...]
    absent: Absent


def event_view(
    event: EventRecord, records: Mapping[int, ArticleRecord], outlets: Sequence[OutletRecord]
) -> EventView:
    """The page of ``event``.

    ``records`` holds whole articles by id, for their first sentences; articles missing there show none.
    ``outlets`` are all outlets of the corpus.
    """
    sides = coverage(event)
    return EventView(
        summary=summary(event),
        timeline=timeline(event),
        headlines=_headlines(event, records),
        coverage=sides,
        undated=tuple(card for card in event.articles if card.day is None),
        absent=absent(event, outlets),
    )


def _headlines(event: EventRecord, records: Mapping[int, ArticleRecord]) -> tuple[Headline, ...]:
    cards = {card.id: card for card in event.articles}
    copies = {copy.article_id: copy for copy in event.copies if copy.repeats in cards}
    found = []
    for card in event.articles:
        begins = opening(records[card.id]) if card.id in records else ""
        copy = copies.get(card.id)
        if copy is None:
            found.append(Headline(card, begins))
        else:
            other = cards[copy.repeats]
            found.append(Headline(card, begins, shared_in_words(card, other, copy.kind, copy.share), other))
    return tuple(found)


def shared_in_words(one: ArticleCard, other: ArticleCard, kind: CopyKind | None, share: float | None) -> str:
    """What leads from ``one`` to ``other``, which has its text, too: ``Shares 62% of its words with``."""
    if kind == "exact":
        return "The same text as"
    if kind == "near":
        return "Nearly the same text as"
    if share is None:
        return "From the same text as"
    # of the shorter text that much stands in the other
    part = f"{share:.0%} of"
    return (
        f"Shares {part} its words with"
        if one.word_count <= other.word_count
        else f"Holds {part} the words of"
    )


def summary(event: EventRecord) -> str:
    """The size of the event in a sentence: ``Three outlets, four articles, two days.``

    Where some are copies it says so: ``Five outlets, three independent texts, six articles, two days.``
    """
    days = {card.day for card in event.articles if card.day}
    parts = [_in_words(event.article_count, "article")]
    if event.independent_texts < event.article_count:
        parts.insert(0, _in_words(event.independent_texts, "independent text"))
    if event.outlets:
        parts.insert(0, _in_words(len(event.outlets), "outlet"))
    if days:
        parts.append(_in_words(len(days), "day"))
    sentence = ", ".join([parts[0], *(part[0].lower() + part[1:] for part in parts[1:])]) + "."
    unknown = event.unknown_outlet_count
    if unknown == event.article_count:
        return f"{sentence} {'Its' if unknown == 1 else 'Their'} outlet is not known."
    if unknown:
        return f"{sentence} {_in_words(unknown, 'article')} {'names' if unknown == 1 else 'name'} no outlet."
    return sentence


def _in_words(count: int, noun: str) -> str:
    if count >= len(_SMALL_NUMBERS):
        return counted(count, noun)
    return f"{_SMALL_NUMBERS[count]} {noun}{'' if count == 1 else 's'}"


def coverage(event: EventRecord) -> tuple[Coverage, ...]:
    """The sides of an event in order of publication: each outlet, and each article of an unknown one."""
    groups: dict[str, list[ArticleCard]] = {}
    for card in event.articles:
        groups.setdefault(card.outlet.slug if card.outlet else f"~{card.id}", []).append(card)
    return tuple(_coverage(side, cards) for side, cards in groups.items())


def _coverage(side: str, cards: Sequence[ArticleCard]) -> Coverage:
    days = sorted(card.day for card in cards if card.day)
    undated = [card for card in cards if card.day is None]
    if not days:
        when = published_in_words(cards[0].published) if len(cards) == 1 else "undated"
    else:
        when = span_in_words(days[0], days[-1]) + (f", {len(undated)} undated" if undated else "")
    outlet = cards[0].outlet
    return Coverage(
        side=side,
        slug=outlet.slug if outlet else None,
        name=outlet_name(outlet),
        note=None if outlet else cards[0].external_id,
        when=when,
        articles=tuple(cards),
        words=sum(card.word_count for card in cards),
    )


def choices(event: EventRecord) -> Choices:
    """All sides of an event that can be compared, in order of publication."""
    outlets = {card.outlet.slug: card.outlet.name for card in event.articles if card.outlet}
    return Choices(
        outlets=tuple(Choice(slug, name) for slug, name in outlets.items()),
        articles=tuple(Choice(f"~{card.id}", _choice_label(card)) for card in event.articles),
    )


def _choice_label(card: ArticleCard) -> str:
    title = headline(card)
    return f"{outlet_name(card.outlet)}: {title if len(title) <= 60 else title[:59].rstrip() + '…'}"


def default_sides(event: EventRecord, a: str | None = None, b: str | None = None) -> tuple[str, str] | None:
    """Fill in what was not chosen: the first sides in order of publication, or the first two articles where
    one outlet has them all. None when there are not two.
    """
    sides = [side.side for side in coverage(event)]
    if len(sides) < 2:
        sides = [f"~{card.id}" for card in event.articles]
    first = a or next((side for side in sides if side != b), None)
    second = b or next((side for side in sides if side != first), None)
    return None if first is None or second is None else (first, second)


def side_articles(event: EventRecord, side: str) -> tuple[ArticleCard, ...]:
    """The articles a side of an event stands for, in order of publication; empty when it is not there."""
    if side.startswith("~"):
        return tuple(card for card in event.articles if side == f"~{card.id}")
    return tuple(card for card in event.articles if card.outlet and card.outlet.slug == side)


def opening(article: ArticleRecord) -> str:
    """The first sentence an article's text or summary line says, cut after some 300 characters."""
    said = (block.text for block in article.blocks if block.kind in (BlockKind.DEK, BlockKind.PARAGRAPH))
    text = " ".join(next(said, "").split())
    first = next(iter(sentences(text)), text)
    return first if len(first) <= 300 else first[:300].rpartition(" ")[0] + " …"


def timeline(event: EventRecord) -> Timeline | None:
    """One lane an outlet, a bar a day: no hour is known. None when no article is known to the day."""
    dated = [card for card in event.articles if card.day]
    if not dated:
        return None
    days = sorted({date.fromisoformat(card.day) for card in dated if card.day})
    start, count = days[0] - timedelta(days=1), (days[-1] - days[0]).days + 3
    lanes: dict[str, set[date]] = {}
    for card in dated:
        lanes.setdefault(outlet_name(card.outlet), set()).add(date.fromisoformat(card.day or ""))
    shown = list(lanes.items())[:_MAX_LANES]
    return Timeline(
        height=38 + _LANE_HEIGHT * len(shown),
        ticks=_ticks(start, count),
        lanes=tuple(_lane(i, name, sorted(on), start, count) for i, (name, on) in enumerate(shown)),
        description=_description(lanes),
        left_out=len(lanes) - len(shown),
    )


def _percent(days: float, count: int) -> float:
    return round(100 * days / count, 3)


def _ticks(start: date, count: int) -> tuple[Tick, ...]:
    step = -(-count // _MAX_TICKS)
    offsets = range(0, count, step)
    # a phone has room for three labels, the last of them not too near the edge
    every = -(-len(offsets) // 3)
    ticks = []
    for place, offset in enumerate(offsets):
        x = _percent(offset, count)
        label = _tick_label(start + timedelta(days=offset), step)
        ticks.append(Tick(x, label, minor=place % every != 1 % every or x > 76))
    return tuple(ticks)


def _tick_label(day: date, step: int) -> str:
    label = f"{day.day} {_MONTHS[day.month - 1]}"
    if step == 1:
        return f"{_WEEKDAYS[day.weekday()]} {label}"
    # over most of a year the same day of another year would read the same
    return f"{label} {day.year}" if step * _MAX_TICKS > 300 else label


def _lane(index: int, name: str, days: Sequence[date], start: date, count: int) -> Lane:
    width = max(_percent(1, count), _NARROWEST)
    bars = tuple(Bar(_percent((day - start).days, count), width) for day in days)
    # towards the right edge the name would run out of the picture, so there it ends with its last bar
    ends = bars[0].x > 45
    x = bars[-1].x + bars[-1].width if ends else bars[0].x
    label = name if len(name) <= _LONGEST_LANE else name[: _LONGEST_LANE - 1].rstrip() + "…"
    return Lane(label, 50 + _LANE_HEIGHT * index, bars, round(x, 3), ends)


def _description(lanes: Mapping[str, set[date]]) -> str:
    by_day: dict[date, list[str]] = {}
    for name, days in lanes.items():
        for day in days:
            by_day.setdefault(day, []).append(name)
    told = (f"{span_in_words(day.isoformat(), None)}: {', '.join(by_day[day])}" for day in sorted(by_day))
    return f"Days of publication. {'. '.join(told)}."


def absent(event: EventRecord, outlets: Sequence[OutletRecord]) -> Absent:
    """The outlets with no article in the event, parted by whether their articles reach across its days."""
    inside = {outlet.slug for outlet in event.outlets}
    missing = [outlet for outlet in outlets if outlet.slug not in inside and outlet.article_count]
    return Absent(
        around=tuple(outlet for outlet in missing if _reaches(outlet, event)),
        elsewhere=tuple(outlet for outlet in missing if not _reaches(outlet, event)),
    )


def _reaches(outlet: OutletRecord, event: EventRecord) -> bool:
    if not (event.first_day and event.last_day and outlet.first_day and outlet.last_day):
        return False
    return outlet.first_day <= event.last_day and outlet.last_day >= event.first_day
