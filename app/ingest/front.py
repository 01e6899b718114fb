"""The lines before an article's body: headline, dek, section label, byline, date, links."""

import re
from collections import Counter
from dataclasses import dataclass

from app.ingest.line_classes import credited, is_caption, is_page_note
from app.ingest.line_patterns import HEADER, LIST_ITEM, ORIGINALLY, SECTION_LABEL, SPEAKER, URL
from app.ingest.provenance import Provenance, quoted, read_address, read_byline, read_date
from app.ingest.units import Unit
from app.records import BlockKind
from app.text.outlets import outlet_named
from app.text.sentences import sentences

_REACH = 12
_LONGEST_HEADLINE = 26
_LONGEST_DEK = 70
_SHORTEST_LINK = 5
_SITE_ENDING = re.compile(r"^(?P<title>.{12}(?:|.*?\S))\s++[|–—-]\s+(?P<site>[^|]{2,60})$")


@dataclass(slots=True)
class Front:
    """What was found: the headline's unit and text, the section label, where the body begins."""

    title: str | None = None
    title_unit: Unit | None = None
    section: str | None = None


def headline_like(unit: Unit) -> bool:
    """Whether ``unit`` could be a headline: short, not ended like a sentence, no list item, no link."""
    text = unit.text
    return (
        1 <= unit.words <= _LONGEST_HEADLINE
        and len(text) <= 180
        and not re.search(r"[.,;:][\"'”’)]*$", text.replace("U.S.", "US"))
        and not text[:1].islower()
        and not URL.search(text)
        and not credited(text)
        and not LIST_ITEM.match(text)
        and re.search(r"[^\W\d_]{2}", text) is not None
    )


def read_front(units: list[Unit], about: Provenance) -> Front:
    """Classify the units before the body, in place, and take out what they say."""
    front = Front()
    _headers(units, front, about)
    if front.title_unit is None and front.title is None:
        front.title_unit = _find_title(units, about)
    if front.title_unit is not None:
        front.title = _without_site(front.title_unit, about)
        front.title_unit.kind = BlockKind.TITLE
        _before_title(units, front, about)
    start = units.index(front.title_unit) + 1 if front.title_unit else 0
    _after_title(units, start, front, about)
    return front


def _headers(units: list[Unit], front: Front, about: Provenance) -> None:
    """Lines ``Key: value`` at the very top, as tools that save articles write them."""
    run: list[tuple[Unit, str, str]] = []
    for unit in units[:_REACH]:
        match = HEADER.match(unit.text)
        if match is None or unit.words > 40:
            break
        run.append((unit, match["key"].lower(), match["value"].strip()))
    if not any(key in {"title", "headline"} for _, key, _ in run) and len(run) < 2:
        return
    for unit, key, value in run:
        unit.kind = BlockKind.BOILERPLATE
        if key in {"title", "headline"} and front.title is None:
            unit.kind, unit.text, front.title_unit = BlockKind.TITLE, value, unit
        elif key in {"subtitle", "sub-title", "dek"}:
            unit.kind, unit.text = BlockKind.DEK, value
        elif key in {"author", "byline"}:
            unit.kind = BlockKind.BYLINE
            about.author = re.sub(r"^by\s+", "", value, flags=re.IGNORECASE)
            about.author_role, about.author_evidence = "author", quoted(unit)
        elif key in {"date", "published"}:
            if not read_date(unit, about):
                about.warnings.append(f"the date in {quoted(unit)} cannot be read")
        elif key in {"section", "category"}:
            front.section = value
        elif URL.match(value):
            if key in {"url", "link"}:
                about.url = about.url or value
            else:
                about.source_url = about.source_url or value
        elif key in {"publisher", "publication", "outlet", "newspaper", "source"}:
            about.outlet = outlet_named(value)
            about.outlet_name = about.outlet.name if about.outlet else value
            about.outlet_evidence = quoted(unit)


def _find_title(units: list[Unit], about: Provenance) -> Unit | None:
    """The headline's unit, or None when the text has none."""
    stated = next((m["title"] for unit in units if (m := ORIGINALLY.match(unit.text))), None)
    repeated = Counter(unit.text for unit in units[:_REACH])
    passed = 0
    for position, unit in enumerate(units[:_REACH]):
        if unit.text == stated:
            return unit
        if unit.kind is not None or _aside(unit):
            continue
        following = units[position + 1] if position + 1 < len(units) else None
        if headline_like(unit):
            if passed and not (unit.marked or repeated[unit.text] > 1):
                return None
            if following is None or _is_masthead(unit, following, about):
                continue
            return unit
        passed += 1
        if unit.marked and unit.words <= 16 and following is not None:
            return unit
        if passed > 1:
            return None
    return None


def _aside(unit: Unit) -> bool:
    """A line that belongs to the page rather than to the article, or that names the writer or the day."""
    probe = Provenance()
    return bool(
        is_page_note(unit)
        or is_caption(unit)
        or read_byline(unit, probe)
        or read_date(unit, probe)
        or read_address(unit, None, probe)
    )


def _is_masthead(unit: Unit, following: Unit, about: Provenance) -> bool:
    """Whether ``unit`` is the outlet's name or a section label above the headline ``following``."""
    if not headline_like(following) or following.words < 4 or following.text == unit.text:
        return False
    outlet = outlet_named(unit.text)
    if outlet and unit.words <= 5:
        if about.outlet_name is None:
            about.outlet, about.outlet_name, about.outlet_evidence = outlet, outlet.name, quoted(unit)
        return True
    return unit.words <= 3 and SECTION_LABEL.match(unit.text) is not None


def _without_site(unit: Unit, about: Provenance) -> str:
    """The headline without the name of the site behind it, which says who published the article."""
    match = _SITE_ENDING.match(unit.text)
    outlet = outlet_named(match["site"]) if match else None
    if match is None or outlet is None:
        return unit.text
    if about.outlet_name is None:
        about.outlet, about.outlet_name, about.outlet_evidence = outlet, outlet.name, quoted(unit)
    return match["title"]


def _before_title(units: list[Unit], front: Front, about: Provenance) -> None:
    assert front.title_unit is not None
    for unit in units[: units.index(front.title_unit)]:
        if unit.kind is not None:
            continue
        if _consumed(unit, front, about):
            continue
        if unit.ends_sentence and unit.words > 5:
            unit.kind = BlockKind.DEK
        else:
            unit.kind = BlockKind.BOILERPLATE
            if unit.words <= 3 and outlet_named(unit.text) is None:
                front.section = front.section or unit.text


def _consumed(unit: Unit, front: Front, about: Provenance) -> bool:
    """Set the kind of a byline, date, address, credit or note of the page; False for anything else."""
    if _sets_apart(unit, front, about):
        return True
    titles = (front.title, front.title_unit.text) if front.title_unit else ()
    if unit.text in titles or is_page_note(unit):
        unit.kind = BlockKind.BOILERPLATE
    elif is_caption(unit):
        unit.kind = BlockKind.CAPTION
    else:
        return False
    return True


def _sets_apart(unit: Unit, front: Front, about: Provenance) -> bool:
    """Whether ``unit`` is a line that stands between dek and body: a byline, a date, a note of the source."""
    if read_byline(unit, about):
        unit.kind = BlockKind.BYLINE
    elif read_date(unit, about) or read_address(unit, front.title, about):
        unit.kind = BlockKind.BOILERPLATE
    else:
        return False
    return True


def _after_title(units: list[Unit], start: int, front: Front, about: Provenance) -> None:
    """Between headline and body: what a byline, a date or a headline of another article sets apart is a dek.

    Without such a line behind it the first paragraph stays body, however much it reads like a summary.
    """
    pending: list[Unit] = []
    had_dek = any(unit.kind is BlockKind.DEK for unit in units)
    for unit in units[start : start + _REACH]:
        if unit.kind is not None:
            continue
        if _sets_apart(unit, front, about):
            had_dek = _as_dek(pending) or had_dek
            pending = []
        elif _consumed(unit, front, about):
            continue
        elif front.title_unit is None:
            break
        elif unit.marked and unit.words <= _LONGEST_DEK and not pending:
            unit.kind = BlockKind.DEK
            had_dek = True
        elif headline_like(unit) and not unit.ends_sentence and not SPEAKER.match(unit.text):
            if unit.words < _SHORTEST_LINK or len(pending) > 1 or unit.marked:
                break
            if not had_dek and not pending:
                unit.kind = BlockKind.DEK
                had_dek = True
                continue
            if pending and (had_dek or len(sentences(pending[0].text)) > 1):
                break
            had_dek = _as_dek(pending) or had_dek
            pending = []
            unit.kind = BlockKind.BOILERPLATE
        else:
            pending.append(unit)
            if len(pending) > 2 or unit.words > _LONGEST_DEK:
                break


def _as_dek(pending: list[Unit]) -> bool:
    if not pending or len(pending) > 2 or any(unit.words > _LONGEST_DEK for unit in pending):
        return False
    for unit in pending:
        unit.kind = BlockKind.DEK
    return True
