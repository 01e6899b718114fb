"""What a storyline's page shows, and what an event's page shows of its storyline, before any markup. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.records import EventCard
from app.web.charts import Bar
from app.web.events.event_timeline import Tick, ticks
from app.web.formats import counted, date_in_words

_HEIGHT = 40
# so many bars have room beside each other
_MOST_BARS = 80
# of more days than these only the highest are read out: the table below has all
_MOST_TOLD = 24
# per cent of the width: a bar of about five pixels
_NARROWEST = 0.4


@dataclass(frozen=True)
class StorylineChart:
    """Days from left to right, and on them how many articles the events have that begin there.

    A bar stands for so many ``days``; ``undated`` events are not drawn.
    """

    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    days: int
    description: str
    undated: int


@dataclass(frozen=True)
class Step:
    """An event of a storyline seen from another one. ``days_apart`` is how long after the other one it begins
    when it begins after its end, how long before (negative) when it ends before its beginning, else 0; None
    where one of them is undated."""

    event: EventCard
    days_apart: int | None


def chart(events: Sequence[EventCard]) -> StorylineChart | None:
    """The chart of a storyline's events; None when all of them are on one day, or undated."""
    dated = [event for event in events if event.first_day]
    days = Counter[date]()
    for event in dated:
        days[date.fromisoformat(event.first_day or "")] += event.article_count
    if len(days) < 2:
        return None
    first, last = min(days), max(days)
    length = -(-((last - first).days + 1) // _MOST_BARS)
    bars = Counter[int]()
    for day, articles in days.items():
        bars[(day - first).days // length] += articles
    # a little air behind the last bar
    count = (max(bars) + 2) * length
    highest = max(bars.values())
    return StorylineChart(
        ticks=ticks(first, count),
        bars=tuple(
            Bar(
                x=round(100 * place * length / count, 2),
                width=max(_NARROWEST, round(80 * length / count, 2)),
                height=max(2, round(_HEIGHT * articles / highest)),
                label=str(articles) if articles == highest else "",
            )
            for place, articles in sorted(bars.items())
        ),
        days=length,
        description=_description(days),
        undated=len(events) - len(dated),
    )


def _description(days: Counter[date]) -> str:
    told = sorted(days)
    lead = "Articles of the events that begin on each day"
    if len(told) > _MOST_TOLD:
        told = sorted(day for day, _ in days.most_common(6))
        lead = f"{lead}, {len(days)} days; the highest"
    return f"{lead}: {'; '.join(f'{date_in_words(day.isoformat())}, {days[day]}' for day in told)}."


def steps(event: EventCard, others: Sequence[EventCard]) -> tuple[Step, ...]:
    """Other events as seen from ``event``."""
    return tuple(Step(other, _days_apart(event, other)) for other in others)


def _days_apart(event: EventCard, other: EventCard) -> int | None:
    if not (event.first_day and event.last_day and other.first_day and other.last_day):
        return None
    first, last, other_first, other_last = (
        date.fromisoformat(day).toordinal()
        for day in (event.first_day, event.last_day, other.first_day, other.last_day)
    )
    return max(other_first - last, 0) - max(first - other_last, 0)


def length_in_words(first: str | None, last: str | None) -> str:
    """How long it is between two days: ``over 5 days``, ``over 3 months``; empty where that says nothing."""
    if not first or not last or first == last:
        return ""
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    return f"over {counted(days, 'day') if days < 60 else counted(round(days / 30.4), 'month')}"
