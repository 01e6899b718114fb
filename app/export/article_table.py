"""Articles as rows of a table: what is known of each besides its text. Pure."""

from app.records import ArticleCard

COLUMNS = (
    *("id", "external_id", "outlet", "title", "authors", "published", "precision", "day", "language", "url"),
    *("words", "event_id", "event", "copy_group"),
)


def row(card: ArticleCard, event: str | None, copy_group: int | None) -> tuple[object, ...]:
    """The cells of one article, under ``COLUMNS``.

    ``precision`` says what ``published`` is: a day, a month, or the earliest day that it can be. Articles
    with one ``copy_group`` repeat one text.
    """
    published = card.published
    return (
        card.id,
        card.external_id,
        card.outlet.name if card.outlet else None,
        card.title,
        card.byline,
        published.date if published else None,
        published.precision if published else None,
        card.day,
        card.language,
        card.url,
        card.word_count,
        card.event_id,
        event,
        copy_group,
    )
