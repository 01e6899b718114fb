"""What can stand as the subject of a verb: names, pronouns, nouns, and what is set off behind them. Pure.

No parser: a subject is looked for beside its verb, and across what commas set off between the two
("Jane Doe of Ohio, who leads the committee, said").
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from app.text.narrative import Token
from app.text.people import Run
from app.text.reporting import (
    ADVERBS,
    APPOSED,
    AUXILIARIES,
    CALENDAR,
    CONJUNCTIONS,
    DETERMINERS,
    DOCUMENTS,
    NOUNS_TOO,
    PERSONS,
    PREPOSITIONS,
    PRONOUNS,
    SINGLES,
    TITLES,
    VERBS,
)

Kind = Literal["name", "pronoun", "noun", "again"]
BREAKS = frozenset((",", ";", ":", "—", "–", "-", "(", ")", "."))
DASHES = frozenset(("—", "–", "-"))
_LONGEST_NOUN = 8
# what may stand between a speaker and the words that say more about them
_LINKS = frozenset(("of", "for", "from", "at", "with", "in", "on", "to"))


class Subject(NamedTuple):
    """Tokens [start, end) that name who speaks. ``run`` for names; ``head`` is the noun that decides.

    Kind ``again``: the subject of the sentence, whoever that is (… and said, saying …).
    """

    kind: Kind
    start: int
    end: int
    run: Run | None = None
    head: str = ""


class Report(NamedTuple):
    """A reporting verb, or a noun for speech, at token ``at``, with its subject.

    ``inverted``: the subject stands behind it. ``is_noun``: Doe's remark that "…".
    """

    at: int
    subject: Subject
    inverted: bool = False
    is_noun: bool = False


class Sentence:
    """The tokens of one sentence, with its names."""

    def __init__(self, line: Sequence[Token], names: list[Run]) -> None:
        self.line = line
        self.runs = names
        self.run_at = {place: run for run in self.runs for place in range(run.start, run.end)}
        self.reports: Sequence[Report] = ()
        self.quotes = [place for place, token in enumerate(line) if token.quote >= 0]

    def low(self, place: int) -> str:
        """The word at ``place``, small; empty outside of the sentence and for quotations."""
        return self.line[place].low if 0 <= place < len(self.line) else ""


def skipped(s: Sentence, before: int) -> int:
    """The place before adverbs, days and "at the same time", which stand between subject and verb."""
    while before >= 0:
        if is_between(s, before) or (s.low(before) in _LINKS and s.low(before + 1) in CALENDAR):
            before -= 1
        else:
            phrase = plain_phrase(s, before)
            led_in = _led_in(s, phrase) if phrase and phrase.kind == "noun" else -1
            outer = plain_phrase(s, led_in - 1) if led_in > 0 else None
            if led_in < 0 or (outer and names_somebody(s, outer)):
                break
            before = led_in - 1
    return before


def is_between(s: Sentence, place: int) -> bool:
    return place not in s.run_at and (s.low(place) in ADVERBS or _is_adverb(s, place))


def _led_in(s: Sentence, phrase: Subject) -> int:
    """The place of the preposition that a phrase depends on; -1 when there is none."""
    at = phrase.start - 1
    if s.low(at) in DETERMINERS:
        at -= 1
    return at if at >= 0 and s.low(at) in _LINKS else -1


def _is_adverb(s: Sentence, place: int) -> bool:
    low = s.low(place)
    return (low.endswith("ly") and len(low) > 4 and not s.line[place].capital) or low in CALENDAR


def noun_phrase(s: Sentence, last: int) -> Subject | None:
    """The subject whose last word is at ``last``, seen through "of California", "for the White House"."""
    found = plain_phrase(s, last)
    reach = last
    while found and found.kind != "pronoun" and (led_in := _led_in(s, found)) > 0:
        outer = plain_phrase(s, led_in - 1)
        if outer is None or outer.kind == "pronoun" or not names_somebody(s, outer):
            break
        found = outer
    if found is None:
        return None
    if found.kind == "noun" and found.end <= reach:
        found = found._replace(end=reach + 1)
    if found.kind == "name" and _led_in(s, found) >= 0:
        return None
    return name_apposed_to(s, found) or found


def name_apposed_to(s: Sentence, phrase: Subject) -> Subject | None:
    """The name that a description follows: Jane Doe, a former aide to the senator said."""
    run = s.run_at.get(phrase.start - 2)
    if phrase.kind != "noun" or run is None or s.low(phrase.start - 1) != "," or not run.words:
        return None
    if (
        s.low(phrase.start) not in ("a", "an", "the")
        or phrase.head not in PERSONS
        or s.line[run.end - 1].possessive
    ):
        return None
    return None if s.low(run.start - 1) in PREPOSITIONS else named(run)


def named(run: Run) -> Subject:
    """A name as the subject."""
    return Subject("name", run.start, run.end, run, run.words[-1].lower())


def names_somebody(s: Sentence, phrase: Subject) -> bool:
    """Whether a phrase that "of …" follows can speak: a name, the head of the agency, officials."""
    if phrase.kind == "name" or phrase.head in PERSONS:
        return True
    low = s.low(phrase.start)
    return low in DETERMINERS or (phrase.end - phrase.start == 1 and phrase.head.endswith("s"))


def plain_phrase(s: Sentence, last: int) -> Subject | None:
    """The name, pronoun or noun whose last word is at ``last``."""
    if last < 0 or s.line[last].quote >= 0:
        return None
    low = s.low(last)
    if low in ("he", "she", "they"):
        return Subject("pronoun", last, last + 1, head=low)
    run = s.run_at.get(last)
    if run:
        if s.line[last].possessive:
            return None
        if not run.words:
            start = run.start - (s.low(run.start - 1) in DETERMINERS)
            return Subject("noun", start, last + 1, head=run.titles[-1])
        return Subject("name", run.start, last + 1, run, run.words[-1].lower())
    if (not low.isalpha() and "-" not in low) or (low in VERBS and low not in NOUNS_TOO):
        return None
    if low in PRONOUNS or low in CONJUNCTIONS or low in PREPOSITIONS or low in DETERMINERS:
        return Subject("noun", last, last + 1, head=low) if low in ("another", "some", "many") else None
    if low in CALENDAR or low in ADVERBS:
        return None
    return _common_noun(s, last)


def _common_noun(s: Sentence, last: int) -> Subject | None:
    start = last
    while start > 0 and last - start < _LONGEST_NOUN:
        before = s.line[start - 1]
        if before.quote >= 0 or (not before.low[:1].isalnum()):
            break
        if before.low == "that":
            break
        if before.low in DETERMINERS or before.possessive:
            start -= 1
            if before.possessive:
                run = s.run_at.get(start)
                start = run.start if run else start
            break
        if before.low in CONJUNCTIONS or before.low in PREPOSITIONS or before.low in PRONOUNS:
            break
        if before.low in AUXILIARIES or (before.low in ADVERBS and not _is_degree(before.low)):
            break
        if before.low in VERBS and before.low not in NOUNS_TOO and not before.low.endswith("ing"):
            break
        start -= 1
    return Subject("noun", start, last + 1, head=s.low(last))


def _is_degree(low: str) -> bool:
    return low.endswith("ly") or low in ("often", "always", "once", "now", "still", "ever")


def across_commas(s: Sentence, comma: int) -> Subject | None:
    """The subject before what commas or dashes set off: the nearest name that an apposition follows."""
    marks = [place for place in range(comma + 1) if s.low(place) in (",", "—", "–", "-")]
    fallback = None
    for mark in reversed(marks[:-1]):
        if not _begins_apposition(s, mark + 1):
            continue
        found = noun_phrase(s, mark - 1)
        if found is None:
            continue
        if found.kind != "noun":
            return found
        if s.low(found.start) in APPOSED and s.low(found.start - 1) == "," and s.low(found.start) != "the":
            fallback = fallback or found
            continue
        if s.low(found.start - 1) not in PREPOSITIONS:
            fallback = found
    inner = noun_phrase(s, comma - 1)
    if fallback is None and inner and inner.kind == "name" and s.low(inner.start - 1) == ",":
        return inner if _person_before(s, inner.start - 2) else None
    if fallback is None and inner and (inner.start == 0 or s.line[inner.start - 1].quote >= 0):
        return inner
    return fallback


def _begins_apposition(s: Sentence, place: int) -> bool:
    low = s.low(place)
    if low in APPOSED or low.endswith("ing") or low.isdigit():
        return True
    run = s.run_at.get(place)
    if run and not run.words:  # Ohio Republican
        return True
    if any(token.possessive for token in s.line[place : place + 3]):
        return True
    text = s.line[place].text if place < len(s.line) else ""
    return len(text) > 2 and text[0] in "DRI" and text[1] == "-"


def _person_before(s: Sentence, place: int) -> bool:
    """Whether the tokens that end at ``place`` mean a person: a spokesman for the company, Jane Doe, said."""
    return any(s.low(at) in PERSONS for at in range(max(0, place - 7), place + 1))


def subject_right(s: Sentence, place: int) -> Subject | None:
    """The subject that stands behind the verb or preposition at ``place``."""
    at = place + 1
    while _is_adverb(s, at) or s.low(at) in ("also", "later", "then"):
        at += 1
    start = at
    if at >= len(s.line) or s.line[at].quote >= 0:
        return None
    if s.low(at) in ("he", "she", "they"):
        return Subject("pronoun", at, at + 1, head=s.low(at))
    while at < len(s.line) and at - start < _LONGEST_NOUN + 4:
        run = s.run_at.get(at)
        if run:
            at = run.end
            if run.words and not s.line[run.end - 1].possessive and not _goes_on(s, at):
                return named(run)
            continue
        low = s.low(at)
        ends = low in PREPOSITIONS or low in CONJUNCTIONS or low in PRONOUNS or low in AUXILIARIES
        if (
            ends
            or low in ("released", "issued", "sent", "obtained", "posted", "written", "made")
            or not low.replace("-", "").isalnum()
            or low in ADVERBS
            or low in CALENDAR
        ):
            break
        at += 1
    if at == start or s.low(start) in PREPOSITIONS:
        return None
    last = s.line[at - 1]
    if any(s.low(place) in DOCUMENTS for place in range(start, at)):
        for by in range(at, min(at + 3, len(s.line))):
            if s.low(by) in ("by", "from"):
                return subject_right(s, by)
    run = s.run_at.get(at - 1)
    if run and run.words:
        return named(run)
    if last.low in PERSONS and s.low(start) in ("the", "a", "an", "its", "his", "her", "their"):
        behind = _apposed_name(s, at)
        if behind:
            return behind
    return Subject("noun", start, at, head=last.low) if s.low(start) not in VERBS or at - start > 1 else None


def _apposed_name(s: Sentence, place: int) -> Subject | None:
    """The name behind a description and a comma: the leader of the Senate, Jane Doe."""
    for comma in range(place, min(place + 7, len(s.line) - 1)):
        if s.low(comma) == ",":
            run = s.run_at.get(comma + 1)
            if run and len(run.words) > 1:
                return named(run)
            return None
        if s.low(comma) in VERBS or s.line[comma].quote >= 0:
            return None
    return None


def _goes_on(s: Sentence, place: int) -> bool:
    """Whether more of a noun follows a name: a White House spokesman."""
    if place >= len(s.line):
        return False
    token = s.line[place]
    if not token.joined or not token.low.replace("-", "").isalpha():
        return False
    return not (
        token.low in PREPOSITIONS
        or token.low in CONJUNCTIONS
        or token.low in CALENDAR
        or token.low in ADVERBS
        or token.low in VERBS
        or token.low in DETERMINERS
        or token.low in PRONOUNS
        or token.low.endswith(("ly", "ing"))
    )


def main_subject(s: Sentence, before: int | None = None, start: int = 0) -> Subject | None:
    """The subject of the sentence: its first name, pronoun or person that no preposition leads in."""
    end = len(s.line) if before is None else before
    place = start
    while place < end:
        token = s.line[place]
        run = s.run_at.get(place)
        if token.quote >= 0:
            return None
        if token.low in ("he", "she", "they"):
            return Subject("pronoun", place, place + 1, head=token.low)
        if place == start and token.low in DETERMINERS:
            found = _before_verb(s, place)
            if found:
                return found
        if run:
            led_in = s.low(run.start - 1)
            if led_in in DETERMINERS and s.low(run.start - 2) in PREPOSITIONS:
                led_in = s.low(run.start - 2)
            is_free = run.words and led_in not in PREPOSITIONS and not s.line[run.end - 1].possessive
            behind = _person_behind(s, run)
            if behind:
                return behind
            if is_free and s.low(run.end) != ":" and not (led_in in DETERMINERS and _goes_on(s, run.end)):
                return named(run)
            place = run.end
            continue
        if (token.low in PERSONS or token.low in SINGLES) and s.low(place - 1) not in PREPOSITIONS:
            found = _common_noun(s, place)
            is_one = found and (s.low(found.start) in DETERMINERS or s.line[found.start].possessive)
            if found and is_one and _led_in(s, found) < 0 and not _goes_on(s, place + 1):
                apposed = s.run_at.get(found.end + 1) if s.low(found.end) == "," else None
                return named(apposed) if apposed and len(apposed.words) > 1 else found
        place += 1
    return None


def _before_verb(s: Sentence, start: int) -> Subject | None:
    """The few plain words that begin a clause and end at its verb: the company fired, one voter said."""
    for at in range(start + 1, start + 4):
        low = s.low(at)
        if not low.isalpha() or at in s.run_at:
            return None
        if at > start + 1 and (low in VERBS or low.endswith("ed") or low in AUXILIARIES):
            return Subject("noun", start, at, head=s.low(at - 1)) if low not in NOUNS_TOO else None
        if low in PREPOSITIONS or low in CONJUNCTIONS or low in PRONOUNS:
            return None
    return None


def _is_agent(low: str) -> bool:
    """Whether a word means one who does something: adviser, director, activist."""
    return (
        low in PERSONS
        or low in TITLES
        or (len(low) > 4 and low.endswith(("er", "or", "ist", "man", "woman", "ant")))
    )


def _person_behind(s: Sentence, run: Run) -> Subject | None:
    """The name behind another that only says more about it: Doe campaign spokesman John Roe."""
    at = run.end
    while at < min(run.end + 5, len(s.line)) and at not in s.run_at and s.low(at).isalpha():
        at += 1
    other = s.run_at.get(at)
    if other is None or not other.words or not any(_is_agent(s.low(p)) for p in range(run.end, at)):
        return None
    if any(s.low(p) in PREPOSITIONS or s.low(p) in VERBS for p in range(run.end, at)):
        return None
    return named(other)
