"""What the visible part of a page says: date lines, bylines, captions; read from the parsed markup."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.ingest.units import tidy
from app.records import Published
from app.text.dates import dates_in_line, parse_date
from app.text.decode import clean_characters

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LONGEST_LINE = 220
_MOST_NODES = 60_000
_MOST_LINES, _MOST_TIMES = 150, 1_000
_REACH = 30
_LONGEST_DATE_LINE, _SHORT_LINE = 90, 40
# Parts of a page that speak of other articles, or of other people than its author.
_ELSEWHERE = re.compile(
    r"comment|related|recommend|sidebar|side-bar|widget|footer|copyright|tweet|twitter|trending|popular|latest"
    r"|more-|most-|promo|teaser|recirc|newsletter|archive|calendar|breaking|ticker|carousel|next-|prev|navigation"
    r"|menu|breadcrumb|signin|cookie|river",
    re.IGNORECASE,
)
_ELSEWHERE_TAGS = frozenset(
    {"nav", "footer", "aside", "script", "style", "noscript", "template", "select", "form"}
)
_PASSED_OVER = frozenset({"script", "style", "noscript", "template", "option", "head", "iframe", "svg"})
_DATE_PLACE = re.compile(
    r"date|time|publish|posted|byline|stamp|meta\b|meta[-_]|article-?info|entry-?info", re.IGNORECASE
)
_PUBLISHED = re.compile(
    r"publish|posted|\bfirst\b|created|issued|publi[cée]|veröffentlicht|erschienen|pubblicat|geplaatst|gepubliceerd"
    r"|опубликован|опубліковано|opublikowano|publicerad|udgivet|publisert|yayın|入力|입력|등록|公開|掲載|发布|發布|投稿|配信|diterbitkan",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"updat|modif|edited|revised|aktualisiert|geändert|actuali[sz]|atualizad|mis à jour|aggiornat|bijgewerkt"
    r"|обновлен|оновлено|aktualizacja|uppdaterad|opdateret|oppdatert|güncelle|수정|更新|\bstand\b",
    re.IGNORECASE,
)
_WRITER_PLACE = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author|authors|author-?name|writer|reporter|contributor|creator)s?(?:$|[\s_-])"
    r"|byline|author-?name|article-?author|post-?author|entry-?author|author-?link",
    re.IGNORECASE,
)
_NOT_WRITER = re.compile(
    r"bio|image|avatar|photo|social|follow|box|about|description|share|icon|title|role", re.IGNORECASE
)
_BY = re.compile(
    r"^(?:by|von|por|par|di|written by|posted by|publicado por|text|texto|текст|автор)"
    r"(?:\s*+[:：])?+\s++[^\W\d_]",
    re.IGNORECASE,
)
_PUBLISHED_BY = re.compile(
    r"\b(?:publicado por|posted by|written by|published by|escrito por|publié par|geschrieben von"
    r"|scritto da)\s*+:?+\s*+"
    r"(?P<name>[^\W\d_][^|•·–—\n:;]{2,60}?)(?=\s++(?:[-–—|•·]\s|(?:on|am|em|le|in)\s++\d)|[|•·:;]|$)",
    re.IGNORECASE,
)
# Headings, and short pieces of text that may hold a year, in the order of the page.
_DATED = (
    "//h1 | //body//text()[string-length(.) < 220 and (contains(., '20') or contains(., '19'))"
    " and not(parent::script or parent::style)]"
)
_WRITERS = (
    "//body//*[@rel='author' or @itemprop='author' or @itemprop='creator' or contains(@class, 'yline')"
    " or contains(@class, 'uthor') or contains(@class, 'riter') or contains(@class, 'eporter')"
    " or contains(@class, 'reator') or contains(@id, 'yline') or contains(@id, 'uthor')]"
)
_WORDS_BEFORE = (
    "By ", "by ", "BY ", "Von ", "Por ", "Par ", "Di ", "Text", "Текст", "Автор", "ublicado por", "osted by",
    "ritten by", "ublished by", "ublié par", "scrito por", "eschrieben von", "critto da",
)  # fmt: skip
_WRITTEN = "//body//text()[string-length(.) < 160 and ({})]".format(
    " or ".join(f"contains(., '{word}')" for word in _WORDS_BEFORE)
)


@dataclass(slots=True)
class VisibleDates:
    """Dates as read, the surest first."""

    published: list[Published] = field(default_factory=list)
    unlabelled: list[Published] = field(default_factory=list)
    updated: list[Published] = field(default_factory=list)
    stray: list[Published] = field(default_factory=list)


def visible_dates(tree: Any, *, day_first: bool) -> VisibleDates:
    """The dates that markup or lines of the page give. ``day_first``: how its language writes 5/10/2018.

    Lines in navigation, comments, teasers and sidebars are passed over. A date counts as one of publication
    when words or markup say so; one in a place for dates behind the headline is ``unlabelled``, all others
    are ``stray`` and no more than a guess.
    """
    found = VisibleDates()
    _marked_times(tree, found, day_first)
    headline_passed = False
    for node in tree.xpath(_DATED)[:_MOST_NODES]:
        if not isinstance(node, str):
            headline_passed = True
            continue
        if len(found.unlabelled) + len(found.published) > _MOST_LINES:
            break
        place = _place(node)
        if place is not None and _YEAR.search(node):
            _read_dates(tidy(clean_characters(node).text), place, found, day_first, headline_passed)
    return found


def _place(text: Any) -> Any:
    """The element that a piece of text stands in; None where it is not shown."""
    place = text.getparent()
    if place is not None and text.is_tail:
        place = place.getparent()
    return None if place is None or place.tag in _PASSED_OVER else place


def visible_writers(tree: Any) -> Iterator[str]:
    """Lines that may name the author: what the markup marks as that, then lines that begin with "By"."""
    for node in tree.xpath(_WRITERS)[:_MOST_LINES]:
        if node.find(".//h1") is not None:
            continue
        if node.get("rel") != "author" and node.get("itemprop") not in ("author", "creator"):
            mark = _attributes(node)
            if not _WRITER_PLACE.search(mark) or _NOT_WRITER.search(mark):
                continue
        text = tidy(clean_characters(_short_text(node)).text)
        if text and not _elsewhere(node):
            yield text
    for text in tree.xpath(_WRITTEN)[:_MOST_LINES]:
        place = _place(text)
        if place is None or _elsewhere(place):
            continue
        line = tidy(clean_characters(text).text)
        if match := _PUBLISHED_BY.search(line):
            yield match["name"]
        elif _BY.match(line):
            yield tidy(clean_characters(_short_text(place)).text)


def _attributes(node: Any) -> str:
    return " ".join(filter(None, (node.get("class"), node.get("id"), node.get("itemprop"), node.get("rel"))))


def _elsewhere(node: Any) -> bool:
    """Whether ``node`` stands in a part that is not the article. The part with the headline is no such part,
    whatever its class is called."""
    for _ in range(_REACH):
        if node is None or node.tag == "body":
            return False
        if node.tag in _ELSEWHERE_TAGS:
            return True
        if _ELSEWHERE.search(_attributes(node)):
            return node.find(".//h1") is None
        node = node.getparent()
    return False


def _marked_times(tree: Any, found: VisibleDates, day_first: bool) -> None:
    """Elements whose markup says what their date is: <time>, itemprop; those behind the headline first."""
    nodes = tree.xpath("//h1 | //time | //*[contains(@itemprop, 'date') or contains(@itemprop, 'Date')]")
    nodes = nodes[:_MOST_TIMES]
    alone = [node for node in nodes if node.tag == "time" and node.get("datetime") and not _elsewhere(node)]
    passed: list[VisibleDates] = [VisibleDates(), VisibleDates()]
    headline_passed = False
    for node in nodes:
        headline_passed = headline_passed or node.tag == "h1"
        stated = (node.get("datetime") or node.get("content") or "").strip()
        stated = stated or tidy(node.text_content()[:_LONGEST_LINE])
        if node.tag == "h1" or not stated or _elsewhere(node):
            continue
        mark = f"{_attributes(node)} {'publish' if node.get('pubdate') is not None else ''}".lower()
        read = _exact(stated, f"the page's <{node.tag}>", day_first)
        if read is None:
            continue
        label = f"{mark} {tidy(node.text_content()[:80])}".lower()
        into = passed[not headline_passed]
        if "modified" in mark or "update" in label.replace("published updated", ""):
            into.updated.append(read)
        elif "publi" in label or "created" in mark:
            into.published.append(read)
        elif alone == [node]:
            into.unlabelled.append(read)
    for part in passed:
        found.published += part.published
        found.unlabelled += part.unlabelled
        found.updated += part.updated


def _exact(stated: str, where: str, day_first: bool) -> Published | None:
    read, _ = parse_date(stated, where, day_first=day_first)
    if read is not None and len(read.date) >= len("2020-01-01"):
        return read
    lines = dates_in_line(stated, day_first=day_first)
    if not lines:
        return None
    return Published(date=lines[0].date, precision=lines[0].precision, evidence=f"{where}: {stated[:80]!r}")


def _read_dates(line: str, place: Any, found: VisibleDates, day_first: bool, headline_passed: bool) -> None:
    dates = dates_in_line(line, day_first=day_first)
    if not dates or _elsewhere(place):
        return
    before = _label_before(place)
    marks = " ".join(_attributes(node) for node in _upwards(place, 3))
    start = 0
    for one in dates[:4]:
        label = f"{before if start == 0 else ''} {line[start : one.start]}"
        start = one.end
        read = Published(
            date=one.date, precision=one.precision, evidence=f"the line {line[:120]!r} of the page"
        )
        # The nearest word before the date says which it is.
        published, updated = _last(_PUBLISHED, label), _last(_UPDATED, label)
        if updated > published:
            found.updated.append(read)
        elif published >= 0:
            found.published.append(read)
        elif "modif" in marks or "updated" in marks.replace("published updated", ""):
            found.updated.append(read)
        elif _DATE_PLACE.search(marks) and len(line) - (one.end - one.start) < _LONGEST_DATE_LINE:
            # A date above the headline may be today's, which many sites show.
            (found.unlabelled if headline_passed else found.stray).append(read)
        elif headline_passed and len(line) - (one.end - one.start) < _SHORT_LINE:
            found.stray.append(read)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def _upwards(node: Any, steps: int) -> Iterator[Any]:
    while node is not None and steps > 0:
        yield node
        node, steps = node.getparent(), steps - 1


def _label_before(place: Any) -> str:
    """The words right before an element: "Published" may stand in one of its own."""
    previous = place.getprevious()
    if previous is not None and isinstance(previous.tag, str):
        return tidy(f"{previous.text_content()[-60:]} {previous.tail or ''}")
    parent = place.getparent()
    return tidy((parent.text or "")[-60:]) if parent is not None else ""


def _short_text(node: Any) -> str:
    """The text of an element up to the first number behind words; empty when it is more than a line."""
    pieces: list[str] = []
    size = 0
    for piece in node.itertext():
        if pieces and re.search(r"\d", piece):
            break  # a date, a count of comments: the names are over
        if piece.strip():
            pieces.append(piece.strip())
            size += len(piece)
        if size > _LONGEST_LINE or len(pieces) > 24:
            return ""
    return " ".join(pieces)


def _beside_picture(node: Any) -> bool:
    if node.tag not in ("div", "p", "span"):
        return False
    return any(
        parent.tag == "figure" or parent.find(".//img") is not None
        for parent in _upwards(node.getparent(), 2)
    )


def captions(tree: Any) -> list[tuple[Any, str]]:
    """The picture captions of the page's own article: each element with its text, credits joined."""
    found: list[tuple[Any, str]] = []
    seen: set[str] = set()
    for node in tree.xpath("//figcaption | //*[contains(@class, 'caption')]")[:300]:
        if node.tag != "figcaption" and not _beside_picture(node):
            continue
        text = tidy(clean_characters(" ".join(node.itertext())[:1_500]).text)
        if len(text) < 8 or len(text) > 1_000 or text in seen or any(text in other for other in seen):
            continue
        if node.xpath(".//script|.//form|.//img") or _elsewhere(node):
            continue
        seen.add(text)
        found.append((node, text))
    return found
