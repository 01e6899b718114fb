"""What an event's page shows, worked out before any markup: the timeline, who has it, and who has not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from app.records import ArticleCard, ArticleRecord, BlockKind, CopyKind, EventRecord, OutletRecord
from app.text.sentences import sentences
from app.web.events.event_order import Delay, delay_in_words, delays, is_first, order_in_words
from app.web.events.event_timeline import Timeline, timeline
from app.web.formats import (
    counted,
    headline,
    in_words,
    number,
    outlet_name,
    published_in_words,
    sentence,
    span_in_words,
)

UNKNOWN = "Outlet unknown"
_BLOCKS_TRIED = 4
_ENDS = (".", "!", "?", "…", "。", "！", "？")
_CLOSING = "\"'”’“)]»›」』）"
# per cent of the width: the least that is seen of a bar, and what parts it from the next
_NARROWEST = 0.3
_GAP = 0.4


@dataclass(frozen=True)
class Length:
    """The bar of an article's length: from ``x``, ``width`` wide, both in per cent."""

    x: float
    width: float


@dataclass(frozen=True)
class Coverage:
    """One side of the event: an outlet's articles, or one article of an unknown outlet.

    ``side`` is what ``/events/{id}/compare`` calls it; ``slug`` is None when the outlet is not known. So many
    ``copies`` among its articles repeat another article of the event. ``after`` is the delay in words.
    ``lengths`` are its articles end to end, where the longest row of all is 100 wide.
    """

    side: str
    slug: str | None
    name: str
    note: str | None
    when: str
    articles: tuple[ArticleCard, ...]
    words: int
    copies: int
    delay: Delay
    after: str
    lengths: tuple[Length, ...]


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
    """All of an event's page. ``undated`` are articles whose day is not known.

    ``order`` says who was first and when the others came, ``lengths`` how long the articles are.
    """

    summary: str
    order: str
    lengths: str
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
        order=order_in_words(event, [(_in_sentence(side), side.delay) for side in sides]),
        lengths=_lengths_in_words(event),
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
    parts = [in_words(event.article_count, "article")]
    if event.independent_texts < event.article_count:
        parts.insert(0, in_words(event.independent_texts, "independent text"))
    if event.outlets:
        parts.insert(0, in_words(len(event.outlets), "outlet"))
    if days:
        parts.append(in_words(len(days), "day"))
    size = f"{sentence(', '.join(parts))}."
    unknown = event.unknown_outlet_count
    if unknown == event.article_count:
        return f"{size} {'Its' if unknown == 1 else 'Their'} outlet is not known."
    if unknown:
        named = sentence(in_words(unknown, "article"))
        return f"{size} {named} {'names' if unknown == 1 else 'name'} no outlet."
    return size


def coverage(event: EventRecord) -> tuple[Coverage, ...]:
    """The sides of an event in order of publication: each outlet, and each article of an unknown one."""
    groups: dict[str, list[ArticleCard]] = {}
    for card in event.articles:
        groups.setdefault(card.outlet.slug if card.outlet else f"~{card.id}", []).append(card)
    later = delays(event, groups)
    alone = sum(is_first(delay) for delay in later.values()) == 1
    copies = {copy.article_id for copy in event.copies}
    longest = max((sum(card.word_count for card in cards) for cards in groups.values()), default=0)
    return tuple(
        Coverage(
            side=side,
            slug=cards[0].outlet.slug if cards[0].outlet else None,
            name=outlet_name(cards[0].outlet),
            note=None if cards[0].outlet else cards[0].external_id,
            when=_when(cards),
            articles=tuple(cards),
            words=sum(card.word_count for card in cards),
            copies=sum(card.id in copies for card in cards),
            delay=later[side],
            after=delay_in_words(later[side], alone),
            lengths=_lengths(cards, longest),
        )
        for side, cards in groups.items()
    )


def _when(cards: Sequence[ArticleCard]) -> str:
    days = sorted(card.day for card in cards if card.day)
    if not days:
        return published_in_words(cards[0].published) if len(cards) == 1 else "undated"
    undated = len(cards) - len(days)
    return span_in_words(days[0], days[-1]) + (f", {undated} undated" if undated else "")


def _lengths(cards: Sequence[ArticleCard], longest: int) -> tuple[Length, ...]:
    found, before = [], 0
    for card in cards:
        width = round(100 * card.word_count / max(longest, 1), 2)
        # a gap tells one article from the next
        found.append(Length(round(100 * before / max(longest, 1), 2), max(width - _GAP, _NARROWEST)))
        before += card.word_count
    return tuple(found)


def _in_sentence(side: Coverage) -> str:
    return side.name if side.slug else "an article of an unknown outlet"


def _lengths_in_words(event: EventRecord) -> str:
    counts = sorted(card.word_count for card in event.articles)
    if len(counts) < 2 or counts[0] == counts[-1]:
        return ""
    sentence = f"The articles are {number(counts[0])} to {counted(counts[-1], 'word')} long"
    return (
        f"{sentence}, {number(round(median(counts)))} in the middle." if len(counts) > 2 else f"{sentence}."
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
    """The first sentence an article's text or summary line says, cut after some 300 characters.

    A paragraph that ends without a full stop is often a caption or a button of the page: the first whole
    sentence behind it is taken, where there is one soon.
    """
    said = [block for block in article.blocks if block.kind in (BlockKind.DEK, BlockKind.PARAGRAPH)]
    firsts = [(block.kind, _first_sentence(block.text)) for block in said[:_BLOCKS_TRIED]]
    whole = (text for kind, text in firsts if kind is BlockKind.DEK or _is_sentence(text))
    first = next(whole, firsts[0][1] if firsts else "")
    return first if len(first) <= 300 else first[:300].rpartition(" ")[0] + " …"


def _first_sentence(text: str) -> str:
    joined = " ".join(text.split())
    return next(iter(sentences(joined)), joined)


def _is_sentence(text: str) -> bool:
    """Whether it ends as a sentence does, and is more than "Share this." or a time."""
    return text.rstrip(_CLOSING).endswith(_ENDS) and len(text.split(maxsplit=3)) > 2


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
