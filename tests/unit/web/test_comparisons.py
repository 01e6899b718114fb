"""A comparison is kept as long as nothing that it shows has changed."""

from app.database import Database
from app.store import articles, corrections
from app.web.compare.comparisons import compared


def test_a_comparison_is_made_once_until_an_article_changes(seeded: Database) -> None:
    with seeded.read_session() as session:
        first, second = articles.get_many(session, [1, 2])
        again = articles.get_many(session, [1, 2])
    found = compared([first], [second])
    assert compared(again[:1], again[1:]) is found
    assert compared([second], [first]) is not found
    with seeded.write_session() as session:
        corrections.set_by_hand(session, 1, "outlet", "The Daily Bridge")
    with seeded.read_session() as session:
        renamed = articles.get_many(session, [1])
    assert compared(renamed, [second]).a.name == "The Daily Bridge"
