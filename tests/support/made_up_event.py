"""Events of made-up articles, as records."""

from app.records import ArticleCard, EventRecord, OutletRef, Published

TIMES = OutletRef(id=1, slug="the-times", name="The Times")
POST = OutletRef(id=2, slug="the-post", name="The Post")


def card(number: int, outlet: OutletRef | None, day: str | None, title: str = "A headline") -> ArticleCard:
    return ArticleCard(
        id=number,
        external_id=f"{number:03}.txt",
        title=title,
        title_source="text",
        outlet=outlet,
        byline=None,
        dek="",
        published=None if day is None else Published(date=day, precision="day", evidence="dateline"),
        day=day,
        language="en",
        url=None,
        word_count=100,
    )


def event(*cards: ArticleCard, texts: int | None = None) -> EventRecord:
    outlets = {c.outlet.slug: c.outlet for c in cards if c.outlet}
    days = sorted(c.day for c in cards if c.day)
    return EventRecord(
        id=1,
        title="An event",
        article_count=len(cards),
        independent_texts=texts or len(cards),
        outlets=tuple(outlets.values()),
        unknown_outlet_count=sum(c.outlet is None for c in cards),
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
        articles=cards,
    )


MIXED = event(
    card(1, TIMES, "2016-09-28"),
    card(2, POST, "2016-09-28"),
    card(3, TIMES, "2016-09-29"),
    card(4, None, None),
)
