"""How the marks and figures of comparisons come about."""

from app.compare.accuracy import default_accuracy
from app.compare.matrix import FEWEST_WORDS, MOST_COLUMNS, MOST_PASSAGES
from app.compare.passages import LIMIT
from app.compare.reuse import LEAST
from app.compare.scorer import default_scorer
from app.compare.words import POOLED_FROM
from app.web.manual.entry import Explained
from app.web.manual.measured import of_hundred, read_by_hand


def comparisons() -> tuple[Explained, ...]:
    """The entries."""
    return (*_marks(), *_found_by_rules(), *_words(), *_whole_events())


def _marks() -> tuple[Explained, ...]:
    known, cut_offs = default_accuracy(), default_scorer().cut_offs
    return (
        Explained(
            anchor="marks",
            name="Said by both, possibly related, only here",
            counted="Sentences of each text, by their surest mark. The numbers that join sentences run "
            "in A’s order and are the same on both sides.",
            computed="Each sentence of one text is held against each of the other. Shared words, names, "
            "figures and their order give how probable it is that both say the same. From "
            f"{of_hundred(cut_offs.same)} of 100 on they are the same statement, word for word when they "
            f"share a long run of words; below {of_hundred(cut_offs.only)} a sentence stands as only "
            "here; between the two it is possibly related. Bylines, captions and lines set aside are not "
            f"compared; of each side {LIMIT} sentences at most are.",
            not_said="Words are read, not meaning. Only here means that no counterpart was found in the "
            "articles compared, not that there is none, and not that the outlet never said it. Follow a "
            "number, read both sentences, and decide for yourself.",
            measured=(
                f"Measured on {known.pairs} pairs of articles that a reader matched by hand, each with a "
                "model that had seen nothing of its event. Of 100 links marked as said by both, "
                f"{of_hundred(known.links_right)} joined the same statement and "
                f"{of_hundred(known.links_right_or_partial)} at least overlapped ({known.links} links). "
                f"Of 100 sentences marked only here, {of_hundred(known.only_right)} had no counterpart "
                f"({known.only:,} sentences).",
                f"Of 100 statements that both texts make, {of_hundred(known.found)} were marked as said "
                f"by both ({known.statements} statements). The rest were missed, or are marked as "
                "possibly related.",
            ),
            document="comparison#how-often-it-is-right",
        ),
        Explained(
            anchor="strip",
            name="The strip above the texts",
            counted="Sentences as blocks, as long as their words are many, both texts on one scale.",
            computed="Lines join counterparts; solid is said by both, hatched possibly related, open "
            "only here. The sentence below counts the matched sentences whose middle stands in A’s first "
            "half.",
            not_said="Where something stands does not tell how much it matters to the text.",
            document="comparison#the-page",
        ),
    )


def _found_by_rules() -> tuple[Explained, ...]:
    speakers, quotations, figures = (
        read_by_hand(subject) for subject in ("speakers", "quotations", "figures")
    )
    return (
        Explained(
            anchor="figures",
            name="Figures to check",
            counted="Pairs of figures for what seems the same quantity: counts, money, shares, ages, "
            "measures and votes, in digits or words.",
            computed="Rules find figures with what they count. Two are the same quantity by the noun, "
            "the words near them and their sentences; they differ when their values cannot be one, "
            "hedges such as “more than” read as such. Days, years and times are never said to differ.",
            not_said="Which of them is right. A part and the whole, or an early and a late toll, can "
            "pass for a difference.",
            measured=(
                f"Read one by one in pairs not seen before, {figures['claims_right']} of "
                f"{figures['claims_read']} figures said to differ did. Of {figures['differ_labelled']} "
                f"that differ by a reader’s count {figures['differ_found']} were found: look for others "
                f"yourself. Of {figures['agree_labelled']} that agree {figures['agree_found']} were found.",
            ),
            document="comparison#figures",
        ),
        Explained(
            anchor="quotations",
            name="Who is quoted, and how much",
            counted="Words and quotations of each speaker in each text; quotations that both texts use.",
            computed="Words in quotation marks belong to the subject of the word of saying beside them; "
            "a surname or a pronoun stands for who was named. Two quotations are one when they share a "
            "long run of words. Bars are words on one scale.",
            not_said="What is told without quotation marks is not counted. A speaker is named only where "
            "the words around tell who it is.",
            measured=(
                f"Read one by one, {speakers['named_right']} of {speakers['named_read']} named speakers "
                f"were right. Of {quotations['both_listed']} quotations that both texts of a pair use, by "
                f"a reader’s list, {quotations['both_found']} were found.",
            ),
            document="comparison#quotations",
        ),
        Explained(
            anchor="names",
            name="People, organisations, places",
            counted="How often each text names somebody or something, and where first.",
            computed="Names are runs of capitalised words; a surname alone counts for the full name it "
            "ends. What they name is told by the words beside them.",
            not_said="Some are mistaken for others. Languages that write all nouns with capitals have none.",
            document="comparison#names-words-and-order",
        ),
    )


def _words() -> tuple[Explained, ...]:
    return (
        Explained(
            anchor="words-of-one",
            name="Words that only one text uses",
            counted="Words that stand twice or more in one text and not in the other, forms of a word "
            "together, without names and words that all texts have.",
            computed=f"They are counted and not weighed. Only with {POOLED_FROM} articles and more on "
            "each side is a measure given: z, as for the words of two sides.",
            not_said="Between one article and another no difference of words is large enough to be "
            "called significant.",
            document="comparison#names-words-and-order",
        ),
        Explained(
            anchor="shared-wording",
            name="Shared wording",
            counted=f"Runs of {LEAST} words and more that stand in both texts, and how many words of each "
            "text they make up.",
            computed="The longest first, no word twice, over the ends of sentences; what both quote is "
            "counted apart.",
            not_said="Who took words from whom: both may have them from an agency.",
            document="comparison#reuse",
        ),
        Explained(
            anchor="what-comes-first",
            name="What comes first",
            counted="The places of the statements that both texts make.",
            computed="In the order of each text; lines cross where the two differ.",
            not_said="Why one text begins with what another ends with.",
            document="comparison#names-words-and-order",
        ),
    )


def _whole_events() -> tuple[Explained, ...]:
    return (
        Explained(
            anchor="statements",
            name="Who says what: the statements of an event",
            counted="Groups of sentences of several outlets that say the same, and how many independent "
            "texts carry each: copies of one text count once.",
            computed=f"Of each outlet the first {MOST_PASSAGES} sentences of {FEWEST_WORDS} words and "
            f"more are read, {MOST_COLUMNS} outlets at most. Sentences are grouped while they say the "
            "same on average, by the probability of the comparison. A statement is named by its most "
            "central sentence, shortened where it is long. Rows come by the number of independent texts.",
            not_said="A free paraphrase makes a row of its own, so “in one only” is an upper bound. A "
            "dash means that no counterpart was found in the collected articles, not that the outlet "
            "never said it.",
            document="statements#how-statements-are-found",
        ),
        Explained(
            anchor="frozen",
            name="A frozen comparison, and its digests",
            counted="The comparison as it stood: texts, marks, and the SHA-256 of each original and text.",
            computed="Nothing is computed again. The page says when today’s comparison may differ.",
            not_said="A digest tells that a text is unchanged, not that it is true.",
            document="how-to#keep-a-comparison-cite-it-write-on-it",
        ),
    )
