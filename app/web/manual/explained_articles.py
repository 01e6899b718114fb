"""How what is known of an article comes about, and the figures of the corpus, imports and feeds."""

from app.ingest.copy_groups import LEAST_PART, NEAR, PART, SAME_OUTLET
from app.search.related import KEY_TERMS
from app.web.manual.entry import Explained
from app.web.manual.measured import of_hundred, read_by_hand


def articles() -> tuple[Explained, ...]:
    """The entries of articles."""
    return (*_known(), *_beside())


def _known() -> tuple[Explained, ...]:
    return (
        Explained(
            anchor="facts",
            name="What is known of an article, and from where",
            counted="Headline, outlet, author, date, address and section, each with the line, field or "
            "tag of the document in which it was found.",
            computed="They are read out of what the document states, in a fixed order of trust; a "
            "metadata file beside the articles, and what a person sets by hand, come before it. Lines "
            "that are no part of the text are set aside and can be opened.",
            not_said="A document can be wrong about itself. What it does not state stays unknown.",
            document="formats#what-is-read-first",
        ),
        Explained(
            anchor="dates",
            name="Days, and days that are inferred",
            counted="The day an article was published, as exactly as it is stated: a minute, a day, a month.",
            computed="A stated date is taken as it stands. “Inferred” marks one that was found in the "
            "address or the text of a page; “not before” one that is known from one end only. What could "
            "be two days (02/03) is none.",
            not_said="An undated article is in no chart by days. For the grouping into events it is "
            "placed where articles that resemble it stand, and stays undated.",
            document="formats#dates",
        ),
        Explained(
            anchor="language",
            name="The language of an article",
            counted="One language for each article, or none.",
            computed="As the document states it, else told from the first 600 characters by common words "
            "and runs of letters; below a certainty of 80 of 100 the language stays unknown. It decides "
            "by which stems words are found.",
            not_said="A text in two languages has one here.",
            document="query-language#words",
        ),
        Explained(
            anchor="length",
            name="Words of an article",
            counted="Runs of signs between spaces in its text: paragraphs and subheads, without "
            "headline, captions and what was set aside.",
            computed="Counted when the article is taken in, and again for each version.",
            not_said="In scripts without spaces between words the number says little.",
            document="formats#what-is-kept",
        ),
        Explained(
            anchor="versions",
            name="Versions, and what changed",
            counted="Texts of one article that came in at different times, and the words that went and "
            "came between two of them.",
            computed="Two versions are held against each other word by word, the longest common order of "
            "words kept. The original of each version is kept, too.",
            not_said="What a site changed between two visits and changed back was never here.",
            document="formats#new-versions",
        ),
    )


def _beside() -> tuple[Explained, ...]:
    copies, related = read_by_hand("copies"), read_by_hand("order_of_related")
    return (
        Explained(
            anchor="copies",
            name="Copies, and the share of a text in another",
            counted="Of the runs of six words in the shorter text, how many stand in the other; of a "
            "group of copies, one voice.",
            computed="An estimate from one run in eight; quotations and the outlet’s own notices do not "
            f"count. From {of_hundred(NEAR)} of 100 on both ways it is the same text, edited; from "
            f"{of_hundred(PART)} of 100 of the shorter on, with {LEAST_PART} shared runs looked at, it is "
            f"a part ({of_hundred(SAME_OUTLET)} of 100 within one outlet). Articles that share their text "
            "count as one.",
            not_said="Who had the words first: both may have them from an agency. Translations and close "
            "paraphrase are not found; statements printed without quotation marks can pass for copies.",
            measured=(
                f"Read by eye, {copies['part_pairs_right']} of {copies['part_pairs_read']} pairs found as "
                f"parts reused prose, and {copies['near_pairs_right']} of {copies['near_pairs_read']} "
                "found as the same text were it.",
            ),
            document="copies",
        ),
        Explained(
            anchor="key-terms",
            name="Key terms of an article",
            counted="Beside each: how often the article has it, and how many articles of the corpus have "
            "it in one of the forms it has here.",
            computed="Words, or two that mostly stand side by side, that the article has much oftener "
            f"than articles of this corpus do (Bo1 of Amati, 2003); {KEY_TERMS} at most. What stands in "
            "it once, and what more than a tenth of a large corpus has, is none, nor is what weighs "
            "little beside the first.",
            not_said="They depend on the corpus: among articles on one subject its words stand out from "
            "none.",
            document="related#key-terms",
        ),
        Explained(
            anchor="related",
            name="The order of related articles",
            counted="Articles that share key terms; the shared ones are named. No score is shown.",
            computed="The cosine of the words of both, rare words counting more, headline and opening "
            "counting again. The day plays no part. Copies, and the other articles of its event, stand "
            "elsewhere.",
            not_said="Alike in words is not alike in meaning, nor on one event.",
            measured=(
                f"For {related['articles']} articles of labelled events, "
                f"{of_hundred(related['first_five'])} of 100 of the event’s other articles came among the "
                f"first five, and {of_hundred(related['first_ten'])} among the first ten.",
            ),
            document="related#related-articles",
        ),
    )


def corpus() -> tuple[Explained, ...]:
    """The entries of the corpus, imports and feeds."""
    return (
        Explained(
            anchor="corpus",
            name="The size of the corpus",
            counted="Articles taken in, copies counted each; events of two articles and more; outlets "
            "with at least one article. Outlet unknown and day unknown count articles that state none.",
            computed="Counted from the tables when the page is asked for; a merged outlet counts with "
            "the one it is merged into.",
            not_said="A corpus is a selection. None of its figures says how much was published anywhere.",
            document="search#counts-beside-the-results",
        ),
        Explained(
            anchor="outlets",
            name="Articles of an outlet",
            counted="Articles whose outlet this is, by their documents or set by hand, with their first "
            "and last known day.",
            computed="An outlet is known by its name or its domain; two names of one house are one where "
            "a table or a person says so.",
            not_said="An outlet without an article here may have reported all the same.",
            document="how-to#make-one-outlet-of-two",
        ),
        Explained(
            anchor="imports",
            name="The counts of an import",
            counted="Documents: every one is new, changed (a new version of an article), here already, "
            "or not taken in. Problems are counted each, and an article can be taken in with one.",
            computed="An article is known by its id or address, and a change by its text. “Repeat "
            "another article” counts the copies among them. Files of other kinds are passed over.",
            not_said="Not taken in does not mean lost: its bytes are kept where they could be read.",
            document="formats#what-is-kept",
        ),
        Explained(
            anchor="feeds",
            name="The counts of a feed",
            counted="Entries whose article was taken in, ever and by the last poll, and polls in a row "
            "that failed.",
            computed="A feed is asked by its own pace, less often where it asks for that or fails.",
            not_said="A feed names what a site chose to name lately.",
            document="how-to#follow-feeds",
        ),
        Explained(
            anchor="metrics",
            name="The figures for operators",
            counted="Requests, seconds, imports, bytes, articles and events, for Prometheus at `/metrics`.",
            computed="Requests are counted as they are answered; articles and events at most twice a minute.",
            not_said="Nothing about who asked, nor what for.",
            document="operators#metrics",
        ),
    )
