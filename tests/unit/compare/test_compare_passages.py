from app.compare.passages import passages
from app.records import BlockKind


def test_offsets_give_back_the_text(article):
    one = article(
        7, "First it rained. Then Mr. Smith of the U.S. Senate spoke.", "“We wait. We hope,” he said."
    )
    found, cut = passages([one], "a")
    assert not cut
    assert [p.id for p in found] == ["a0", "a1", "a2", "a3"]
    for passage in found:
        assert one.blocks[passage.block].text[passage.start : passage.end] == passage.text
        assert passage.article_id == 7


def test_only_what_the_article_says_itself_becomes_a_passage(article):
    one = article(
        1,
        (BlockKind.TITLE, "A vote is near"),
        (BlockKind.BYLINE, "By A. Writer"),
        (BlockKind.DEK, "The house meets on Monday."),
        (BlockKind.CAPTION, "The house in June."),
        "It meets at nine.",
        "* * *",
        (BlockKind.BOILERPLATE, "Read more here."),
    )
    found, _ = passages([one], "b")
    assert [(p.kind, p.text) for p in found] == [
        (BlockKind.TITLE, "A vote is near"),
        (BlockKind.DEK, "The house meets on Monday."),
        (BlockKind.PARAGRAPH, "It meets at nine."),
    ]


def test_ids_run_through_several_articles_and_a_long_side_is_cut(article):
    side = [article(1, "One. Two."), article(2, "Three. Four.")]
    found, cut = passages(side, "a", limit=3)
    assert cut
    assert [(p.id, p.article_id) for p in found] == [("a0", 1), ("a1", 1), ("a2", 2)]
    assert not passages(side, "a", limit=4)[1]


def test_text_without_sentences_is_parted_and_a_side_of_it_is_cut(article):
    one = article(1, "word " * 1_000, "x" * 1_500)
    found, cut = passages([one], "a")
    assert not cut
    assert all(len(p.text) <= 1_000 and p.text == p.text.strip() for p in found)
    assert [one.blocks[p.block].text[p.start : p.end] for p in found] == [p.text for p in found]
    assert sum(p.text.count("word") for p in found) == 1_000
    found, cut = passages([article(1, "x" * 500_000)], "a")
    assert cut
    assert len(found) == 120
