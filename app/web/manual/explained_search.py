"""How the figures of searches come about, and of their other views. Pure."""

from app.search.attention import MOST_PERIODS
from app.search.concordance import MOST_ARTICLES, MOST_LINES
from app.search.engine import DEADLINE_SECONDS
from app.search.ranking import MOST_SCORED
from app.search.tally import MOST_LISTED
from app.search.trends import MOST_OUTLETS, MOST_QUERIES
from app.search.word_use import ENOUGH_WORDS, FEWEST_ARTICLES
from app.search.word_use import MOST_ARTICLES as MOST_OF_A_SIDE
from app.text.keyness import CLEAR_Z, PRIOR_WORDS
from app.web.manual.entry import Explained


def searches() -> tuple[Explained, ...]:
    """The entries."""
    return (*_found(), *_views())


def _found() -> tuple[Explained, ...]:
    return (
        Explained(
            anchor="total",
            name="How many articles a search finds",
            counted="Articles of the corpus that match the query and every choice beside it, out of all "
            "articles. Different texts are these articles with copies of one text counted once.",
            computed="The set is exact: each word is looked up in a full-text index by its stem in the "
            "language of the article, and what is chosen is applied to the result. If reading the index "
            f"takes longer than {round(1000 * DEADLINE_SECONDS)} milliseconds, the search stops, and the "
            "page says “At least”.",
            not_said="A word can stand in an article that is not about it, and an article can be about "
            "something without the word.",
            document="search#what-is-found",
        ),
        Explained(
            anchor="order",
            name="The order of the results",
            counted="Nothing is counted for the reader here, and no score is shown.",
            computed="Best match first is BM25: a word counts for more the rarer it is in the corpus and "
            "the oftener the article has it for its length; in the headline it counts six times, in the "
            f"standfirst three times, in the byline twice. When more than {MOST_SCORED:,} articles match, "
            "those with the words in headline or standfirst come first, and the others follow, newest "
            "first. By date, undated articles come last.",
            not_said="That an article comes first does not make it better, nor more important.",
            document="search#in-which-order",
        ),
        Explained(
            anchor="choices",
            name="The counts beside the results",
            counted="Articles, copies counted each: how many would be found if nothing were chosen in "
            "this list, and everything else as it is.",
            computed="Choices in one list mean any of them; choices in several lists must all hold. "
            f"Events and authors list the {MOST_LISTED} with most articles, and whatever is chosen.",
            not_said="They count what was collected here, not what an outlet published.",
            document="search#counts-beside-the-results",
        ),
        Explained(
            anchor="months",
            name="The bars of months",
            counted="Articles found, by the month of their day; of events, those with a day in the "
            "month, so one that reaches into two months counts in both.",
            computed="The highest bar is as high as the chart. Undated ones are in no bar, and their "
            "number stands under the chart.",
            not_said="A high bar may be a busy month, or one of which more was collected.",
            document="search#counts-beside-the-results",
        ),
        Explained(
            anchor="passages",
            name="The marked words and passages",
            counted="Up to two passages of an article, those that hold most different words of the query.",
            computed="The words are looked for again in the text, by the same stems, and marked where "
            "they stand. Where none stands in the text the standfirst is taken, else the beginning.",
            not_said="Other passages may say more. The article has all of them marked.",
            document="search#what-was-tried-and-not-kept",
        ),
        Explained(
            anchor="did-you-mean",
            name="Did you mean, and suggestions",
            counted="Beside a suggestion: articles with the word, from the outlet, with the name in the "
            "byline, or on the event.",
            computed="“Did you mean” comes when fewer than three articles match: a word that few "
            "articles have is replaced by the most frequent word of this corpus one or two slips away, "
            "where that finds more. Suggestions are words and names of this corpus that begin as what is "
            "typed.",
            not_said="Nothing but the corpus is asked, so a word that is right may have no suggestion.",
            document="how-to#let-the-search-box-complete",
        ),
        Explained(
            anchor="new-articles",
            name="What is new in a saved search",
            counted="Articles that the search finds and that were taken in since it was last marked as seen.",
            computed="By the order in which articles came in, not by their day. Where there was no time "
            "to count all of them, the page says so.",
            not_said="New here means new in this corpus: an article taken in today may be years old.",
            document="how-to#save-a-search-and-see-what-is-new",
        ),
    )


def _views() -> tuple[Explained, ...]:
    return (
        Explained(
            anchor="concordance",
            name="The lines of a concordance",
            counted="Places where the words stand in headline, standfirst or text, one to a line; copies "
            "of one text are read once.",
            computed=f"Texts are read for a second at most, up to {MOST_ARTICLES:,} articles and "
            f"{MOST_LINES:,} lines; where that is not all, the page says “At least”, and the CSV has "
            "every line.",
            not_said="How often a word stands somewhere does not tell what is said with it: read the lines.",
            document="how-to#read-a-word-in-its-contexts",
        ),
        Explained(
            anchor="trends",
            name="Attention over time: numbers and shares",
            counted="Articles found in a day, week, month, quarter or year, copies counted each; as a "
            "share, out of all articles of that period under the same choices, or of the outlet’s own.",
            computed=f"Up to {MOST_QUERIES} searches, or the {MOST_OUTLETS} outlets with most articles "
            f"found, in at most {MOST_PERIODS} periods; weeks begin on Mondays. Where there is no article "
            "at all there is no share, and the line stops. An open circle is a share of few articles, "
            "which one more would change much. Unless days are chosen, up to one article in 200 at "
            "either end may lie outside, and their number is given.",
            not_said="A corpus is seldom spread evenly over time, so shares say more than numbers; "
            "neither says why. Undated articles are in no period.",
            document="trends-and-words#trends",
        ),
        Explained(
            anchor="words",
            name="Which words tell two sides apart",
            counted="For each word, how often it stands on a side, in how many of its articles, and how "
            "often in 10,000 words. A word stands for all its forms; copies of one text are counted once.",
            computed="The odds of a word on one side, against all its other words, are set beside its "
            f"odds on the other. Each side is first mixed with {round(PRIOR_WORDS):,} words spread as in "
            "the whole corpus, so that rare words do not come out by chance, and the logarithm of the "
            "two odds is divided by its standard error. That is z, the order of the lists; from "
            f"{CLEAR_Z} on a difference is called clear. It is the measure of Monroe, Colaresi and Quinn, "
            f"“Fightin’ Words” (2008). Words in fewer than {FEWEST_ARTICLES} articles are left out; under "
            f"{ENOUGH_WORDS:,} words a side nothing is called clear; of more than {MOST_OF_A_SIDE:,} "
            "articles an even choice is counted.",
            not_said="If words fell at random, 5 of 100 would pass for clear. They come together in "
            "articles, so z is too sure of itself: take it as an order, and look at the numbers of "
            "articles.",
            document="trends-and-words#words",
        ),
        Explained(
            anchor="words-left-out",
            name="Words that are left out of the lists",
            counted="Words without a place in the lists, named below them with the reason.",
            computed="Words that all texts have (the, of, and) are not counted. Left out are words that "
            "stand mostly in articles by an outlet or a person of that name, and those that stand mostly "
            "in credits or in sentences and phrases repeated word for word.",
            not_said="What a house repeats is known only as far as the texts read for it show.",
            document="trends-and-words#words",
        ),
    )
