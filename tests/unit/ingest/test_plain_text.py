"""Classes of article text files, each in small: the words are ours."""

import textwrap

from app.ingest.extract import extract
from app.records import ArticleDraft, BlockKind, RawDocument

PARAGRAPHS = (
    "The council voted on Monday to close the old bridge, after years of debate about its safety and cost.",
    "Engineers had warned for a long time that the pillars would not stand another winter of heavy ice.",
    "“We could not wait any longer,” said the mayor. “Nobody wants to read about a disaster here.”",
    "A new crossing is to be built two miles down the river, though nobody knows yet who will pay for it.",
)
BODY = "\n\n".join(PARAGRAPHS)


def draft(text: str, url: str | None = None) -> ArticleDraft:
    raw = RawDocument(
        data=text.encode(), media_type="text/plain", external_id="a.txt", origin="a.txt", url=url
    )
    made = extract(raw)
    _assert_every_line_in_one_block(text, made)
    return made


def _assert_every_line_in_one_block(text: str, made: ArticleDraft) -> None:
    covered = [line for block in made.blocks for line in range(block.line_start, block.line_end + 1)]
    lines = text.split("\n")
    assert covered == list(range(1, len(lines) + (not text.endswith("\n"))))


def test_headline_dek_byline_date_and_body_are_told_apart() -> None:
    made = draft(
        "Council Closes Bridge\n\nThe pillars would not stand another winter, engineers say.\n\n"
        f"By Jane Doe and John Q. Public\n\nPublished: May 7, 2025 8:30 a.m.\n\n{BODY}\n"
    )
    assert made.title == "Council Closes Bridge"
    assert made.title_source == "text"
    assert made.dek == ("The pillars would not stand another winter, engineers say.",)
    assert made.author == "Jane Doe, John Q. Public"
    assert made.published is not None
    assert (made.published.date, made.published.precision) == ("2025-05-07T08:30", "minute")
    assert made.body_text == BODY
    assert made.outlet is None


def test_a_text_without_headline_gets_a_piece_of_its_first_sentence() -> None:
    made = draft(BODY)
    assert made.title_source == "derived"
    assert PARAGRAPHS[0].startswith(made.title)
    assert made.body_text == BODY
    assert (made.outlet, made.author, made.published, made.url) == (None, None, None, None)


def test_lines_of_the_page_around_the_article_are_set_apart() -> None:
    noise = ["Advertisement", "Share this article", "Read more: Mayor Under Fire", "Story continues below",
             "Sign up for our newsletter", "Follow us on Twitter", "© 2025 Example. All rights reserved.",
             "Leave a comment", "Facebook Twitter Email", "3 min read", "Subscribe now"]  # fmt: skip
    lines = [paragraph for pair in zip(PARAGRAPHS, noise, strict=False) for paragraph in pair]
    made = draft("Council Closes Bridge\n\n" + "\n\n".join([*lines, *noise[len(PARAGRAPHS) :]]))
    assert made.body_text == BODY
    assert made.boilerplate == tuple(noise)


def test_lists_of_other_headlines_do_not_become_body() -> None:
    related = "Related Stories\nMayor Under Fire Over Bridge Plan\nWinter Ice Breaks Records Again"
    made = draft(f"Council Closes Bridge\n\n{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}\n\n{related}\n")
    assert made.body_text == f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}"
    assert len(made.boilerplate) == 3


def test_captions_are_known_by_their_credits() -> None:
    captions = (
        "The old bridge in winter. (AP Photo/Jane Doe)",
        "The mayor speaks to reporters. Photograph: John Public/Getty Images",
        "Ice on the river. REUTERS/Jane Doe",
        "The bridge. Photo by Jane Doe",
        "FILE - The bridge is seen before the vote, March 2, 2025.",
        "Jane Doe/AFP via Getty Images",
    )
    made = draft("Council Closes Bridge\n\n" + "\n\n".join([PARAGRAPHS[0], *captions, *PARAGRAPHS[1:]]))
    assert made.captions == captions
    assert made.body_text == BODY
    assert made.published is not None
    assert (made.published.date, made.published.precision) == ("2025-03-02", "not_before")


def test_a_caption_saved_twice_is_one_block_over_both_lines() -> None:
    caption = "The old bridge in winter. Picture: Jane Doe/AFP"
    made = draft(f"Council Closes Bridge\n\n{PARAGRAPHS[0]}\n\n{caption}\n{caption}\n\n{PARAGRAPHS[1]}")
    block = next(block for block in made.blocks if block.kind is BlockKind.CAPTION)
    assert (block.text, block.line_start, block.line_end) == (caption, 5, 6)


def test_lines_wrapped_at_a_width_are_joined_to_paragraphs() -> None:
    wrapped = "\n\n".join(textwrap.fill(paragraph, 60) for paragraph in PARAGRAPHS * 2)
    made = draft(f"Council Closes Bridge\n\n{wrapped}\n")
    assert made.title == "Council Closes Bridge"
    assert made.body_text.split("\n\n") == list(PARAGRAPHS * 2)


def test_one_sentence_a_line_between_subheads_makes_paragraphs() -> None:
    part = f"{PARAGRAPHS[0]}\n{PARAGRAPHS[1]}\n{PARAGRAPHS[3]}"
    made = draft(f"{part}\nWhat the Engineers Say\n{part}\nWho Pays for the Crossing\n{part}\n")
    assert made.subheads == ("What the Engineers Say", "Who Pays for the Crossing")
    assert made.title_source == "derived"
    assert len(made.body_text.split("\n\n")) == 3


def test_the_first_subhead_of_a_text_without_headline_is_no_title() -> None:
    made = draft(f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}\n\nWho Pays\n\n{PARAGRAPHS[3]}")
    assert made.title_source == "derived"
    assert made.subheads == ("Who Pays",)


def test_whose_an_address_is_follows_from_the_words_around_it() -> None:
    own = draft(
        f"Council Closes Bridge\n\n{BODY}\n\nOriginal URL: https://www.nytimes.com/2025/05/07/us/bridge.html"
    )
    assert own.url == "https://www.nytimes.com/2025/05/07/us/bridge.html"
    assert (own.outlet, own.outlet_domain, own.source_url) == ("The New York Times", "nytimes.com", None)
    assert own.published is not None
    assert (own.published.date, own.published.precision) == ("2025-05-07", "day")

    source = draft(
        f"Council Closes Bridge\n\n{BODY}\n\nRead the full story: https://www.npr.org/2025/05/06/x/y"
    )
    assert (source.url, source.outlet) == (None, None)
    assert source.source_url == "https://www.npr.org/2025/05/06/x/y"
    assert source.cited_outlets == ("NPR",)
    assert source.published is not None
    assert (source.published.date, source.published.precision) == ("2025-05-06", "not_before")

    other = draft(f"Council Closes Bridge\n\n{BODY}\n\nRelated: https://www.npr.org/2025/05/06/x/y")
    assert (other.url, other.source_url, other.outlet, other.published) == (None, None, None, None)


def test_an_address_alone_is_the_articles_own_only_if_it_spells_the_title() -> None:
    own = draft(f"Council Closes Old Bridge\n\n{BODY}\n\nhttps://www.npr.org/council-closes-old-bridge")
    assert own.url == "https://www.npr.org/council-closes-old-bridge"
    other = draft(f"Council Closes Old Bridge\n\n{BODY}\n\nhttps://www.npr.org/mayor-resigns")
    assert other.url is None


def test_header_lines_of_saved_articles_are_read() -> None:
    made = draft(
        f"Title: Council Closes Bridge\nAuthor: Jane Doe\nDate: 2025-05-07\nSource: The Guardian\n"
        f"URL: https://www.theguardian.com/x\n\n{BODY}"
    )
    assert (made.title, made.author, made.outlet) == ("Council Closes Bridge", "Jane Doe", "The Guardian")
    assert made.published is not None
    assert made.published.date == "2025-05-07"
    assert made.url == "https://www.theguardian.com/x"
    assert made.body_text == BODY


def test_a_day_that_is_only_mentioned_dates_nothing() -> None:
    made = draft(f"Council Closes Bridge\n\n{BODY}\n\nThe crossing will open on May 7, 2031, officials said.")
    assert made.published is None


def test_stray_marks_of_markdown_are_taken_off_the_stored_text() -> None:
    made = draft(
        f"# Council Closes Bridge\n\n**Engineers had warned for years.**\n\n{BODY}\n\n## Who Pays\n\n{BODY}"
    )
    assert made.title == "Council Closes Bridge"
    assert made.dek == ("Engineers had warned for years.",)
    assert made.subheads == ("Who Pays",)
    assert "*" not in made.text


def test_a_note_on_the_author_behind_the_text_names_the_author() -> None:
    made = draft(f"Council Closes Bridge\n\n{BODY}\n\nJane Doe is a staff writer covering the river.")
    assert (made.author, made.author_role) == ("Jane Doe", "author")
    assert made.body_text == BODY


def test_the_site_behind_the_headline_names_the_outlet() -> None:
    made = draft(f"Council Closes the Old Bridge | The Guardian\n\n{BODY}")
    assert (made.title, made.outlet) == ("Council Closes the Old Bridge", "The Guardian")
