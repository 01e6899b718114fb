"""How the figures of events and storylines come about."""

from app.events.method import CANDIDATE_DAYS, THRESHOLD
from app.events.storylines import DAYS
from app.web.manual.entry import Explained
from app.web.manual.measured import grouping, of_hundred, read_by_hand


def events() -> tuple[Explained, ...]:
    """The entries."""
    return (*_grouped(), *_within(), *_around())


def _grouped() -> tuple[Explained, ...]:
    reached, undated = grouping(), read_by_hand("undated")
    return (
        Explained(
            anchor="events",
            name="Which articles are one event",
            counted="Groups of two articles and more that were found to report the same happening.",
            computed="Two articles are held against each other by the words they share, rare ones "
            "counting more, headline and opening counting extra, and by how close their days lie, "
            f"{CANDIDATE_DAYS} days apart at most. That gives a probability, and groups are joined while "
            f"the mean between all their articles is {THRESHOLD:.2f} or more. What a person set by hand "
            "stays. The title is the headline that shares most words with the others.",
            not_said="An article that stands alone may report an event that others do, too.",
            measured=(
                f"On {reached.events} events of which all articles were looked for, each judged by a "
                f"model that had not seen it, B³ F1 is {of_hundred(reached.b3)} of 100; {reached.exact} "
                f"of {reached.events} stood in one group; of {reached.near_misses} articles on other "
                f"happenings of the same story {reached.taken_in} were taken in.",
                f"Of {undated['hidden']} articles whose day was hidden {undated['within_three_days']} "
                "were placed within three days of it.",
            ),
            document="events#what-it-reaches",
        ),
        Explained(
            anchor="coverage",
            name="Outlets, articles and independent texts",
            counted="Articles of the event; the outlets that they name; and texts, where copies of one "
            "text count once.",
            computed="Articles whose outlet is not known are counted, but for no outlet: their number is "
            "said beside it.",
            not_said="Five outlets that print one agency’s text are one voice, not five.",
            document="copies",
        ),
    )


def _within() -> tuple[Explained, ...]:
    return (
        Explained(
            anchor="after-the-first",
            name="Who came first, and how much later the others",
            counted="Days between the first article of the event in this corpus and each outlet’s first; "
            "hours where every dated article states its time with its offset from UTC.",
            computed="By the days that the articles state. Without a day it is not known. The timeline "
            "draws a whole day, whatever the hour.",
            not_said="First here is the first that was collected. Who had the news first is not known.",
            document="events#the-method",
        ),
        Explained(
            anchor="lengths",
            name="Words of each outlet, and their bars",
            counted="Words of all articles of an outlet on this event.",
            computed="Bars are the articles end to end, on one scale, the longest side as long as the "
            "column.",
            not_said="Longer is not better, and says nothing about what is in it.",
            document="formats#what-is-kept",
        ),
        Explained(
            anchor="shared-names",
            name="Names and key terms that its articles share",
            counted="Beside a name: how many of the texts read for this have it; up to eight, without "
            "copies. Beside a key term: how many of the event’s articles have it.",
            computed="Names are runs of capitalised words that two texts or more have in their first "
            "thousand words, from two outlets where there are two. People and places are told by the "
            "words beside a name and by lists of countries and states. Key terms are words by which the "
            "articles stand out in this corpus, had by a third of them or more.",
            not_said="Some names are mistaken for others. Nothing is said about what is told of them.",
            document="comparison#names-words-and-order",
        ),
        Explained(
            anchor="absent",
            name="Outlets that are not in an event",
            counted="Outlets of the corpus without an article in the event, and how many articles of "
            "theirs there are in the corpus.",
            computed="Parted by whether their other articles reach across the days of the event.",
            not_said="None among those collected here: not that the outlet did not report it. Articles "
            "without outlet or day cannot be counted either way.",
            document="events#the-method",
        ),
    )


def _around() -> tuple[Explained, ...]:
    storylines = read_by_hand("storylines")
    return (
        Explained(
            anchor="near-events",
            name="Related events and their order",
            counted="Events whose articles share key terms of this one; the shared ones are named.",
            computed="Each term named stands in half of the other’s articles or more. Rare terms count "
            "more; within six weeks what is nearer in time counts more, too. The storyline stands apart.",
            not_said="Neighbours in words and time, not causes.",
            document="related#key-terms",
        ),
        Explained(
            anchor="storylines",
            name="Storylines",
            counted="Events that seem to follow from one another, with their articles and outlets.",
            computed="Events are held against each other by names and other rare words, those with "
            f"{DAYS} days or fewer between them, and groups are joined while they resemble each other on "
            "average. A bar counts the articles of the events that begin in its days.",
            not_said="What seems to belong together, not what caused what. Single articles are in none.",
            measured=(
                f"Of {storylines['read']} storylines drawn by chance and read by their titles "
                f"{storylines['whole']} hold together, {storylines['with_a_stray']} have a stray event or "
                f"share no more than a subject, {storylines['none']} does not.",
            ),
            document="events#storylines",
        ),
    )
