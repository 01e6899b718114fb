"""When a page was published and last updated: which of the dates it states is believed, in which order."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from typing import Any, NamedTuple

from app.ingest.html_metadata import PageFacts, readable
from app.ingest.html_visible import VisibleDates, visible_dates
from app.records import Published
from app.text.dates import day_in_url, parse_date


class PageDates(NamedTuple):
    """What was settled on, and doubts for the person who looks after the imports."""

    published: Published | None
    updated: Published | None
    doubts: tuple[str, ...]


def page_dates(tree: Any, facts: PageFacts, url: str | None, *, day_first: bool) -> PageDates:
    """The dates of a page: stated in JSON-LD or meta tags, else marked in the page, else in its address, else
    on a line near the headline, else guessed and marked as that."""
    published = _exactest(readable(facts.dates, day_first=day_first))
    updates = list(islice(readable(facts.updates, day_first=day_first), 6))
    if published is None:
        visible = visible_dates(tree, day_first=day_first)
        published = _settled(visible, url)
        updates += visible.updated
    updated = next((one for one in updates if _is_later(one, published)), None)
    doubts = () if published else _doubts(facts)
    if published is None and updates:
        evidence = f"only the last update is dated: {updates[0].evidence}"
        published = updates[0].model_copy(update={"evidence": evidence, "guessed": True})
    return PageDates(published or _guessed(tree, url), updated, doubts)


def _settled(visible: VisibleDates, url: str | None) -> Published | None:
    stated = (*visible.published[:1], _day_of_address(url), *visible.unlabelled[:1])
    found = next((one for one in stated if one is not None), None)
    if found is None and visible.stray:
        return visible.stray[0].model_copy(update={"guessed": True})
    return found


def _exactest(stated: Iterable[Published]) -> Published | None:
    """The first date; the first of the same day with a time of day where that one has none."""
    few = list(islice(stated, 6))
    if not few:
        return None
    return next((one for one in few if one.precision != "day" and one.date[:10] == few[0].date[:10]), few[0])


def _day_of_address(url: str | None) -> Published | None:
    day = day_in_url(url) if url else None
    if day is None:
        return None
    return Published(date=day.isoformat(), precision="day", evidence=f"the date in the page's address {url}")


def _is_later(updated: Published, published: Published | None) -> bool:
    """Whether ``updated`` says more than ``published``: another day, or a later time."""
    if published is None:
        return True
    one, other = _moment(updated.date), _moment(published.date)
    if one is not None and other is not None:
        return one > other
    return updated.date[:10] > published.date[:10]


def _moment(stamp: str) -> datetime | None:
    if "T" not in stamp:
        return None
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _doubts(facts: PageFacts) -> tuple[str, ...]:
    reasons = (parse_date(value, where)[1] for value, where in facts.dates[:1])
    return tuple(reason for reason in reasons if reason)


def _guessed(tree: Any, url: str | None) -> Published | None:
    """A date that no field states and no line shows alone, guessed from all that looks like one."""
    from htmldate import find_date

    try:
        guess: Any = find_date(tree, url=url, original_date=True, extensive_search=True)
    except Exception:  # a guess is not worth a page
        return None
    if not guess:
        return None
    evidence = "guessed from the markup of the page; no field states it"
    return Published(date=str(guess), precision="day", evidence=evidence, guessed=True)
