"""The verbs and nouns of a sentence that report what is said, with their subjects and quotations. Pure."""

from collections.abc import Iterator, Sequence

from app.text.narrative import Token
from app.text.people import Run
from app.text.phrases import (
    BREAKS,
    DASHES,
    Report,
    Sentence,
    Subject,
    across_commas,
    is_between,
    main_subject,
    name_apposed_to,
    named,
    names_somebody,
    noun_phrase,
    plain_phrase,
    skipped,
    subject_right,
)
from app.text.reporting import (
    ADVERBS,
    AUXILIARIES,
    BESIDE,
    CONJUNCTIONS,
    DETERMINERS,
    FOLLOWING,
    INVERTING,
    NOUNS_TOO,
    PERSONS,
    PREPOSITIONS,
    PRONOUNS,
    SPEECH_NOUNS,
    VERBS,
    WEAK,
)

_SUBORDINATE = CONJUNCTIONS - {"and", "but", "or", "nor", "yet", "so"} | {"who", "whose", "whom"}
_BEFORE_PARTICIPLE = PREPOSITIONS | CONJUNCTIONS
# words from a noun, or a verb, to the quotation that it reports
_NEAR, _FAR = 6, 30
_PLAINLY = frozenset(("said", "says", "wrote", "added", "explained"))
_NAMING = frozenset(("called", "dubbed", "labeled", "labelled", "branded"))
_PARTICIPLES = frozenset(
    ("told", "said", "written", "found", "put", "read", "thought", "felt", "shot", "hit", "sworn", "cast")
)


def read(line: Sequence[Token], names: list[Run]) -> Sentence:
    """The sentence of these tokens and names, with what is reported in it."""
    s = Sentence(line, names)
    s.reports = tuple(_reports(s))
    return s


def _reports(s: Sentence) -> Iterator[Report]:
    for place, token in enumerate(s.line):
        verb = VERBS.get(token.low)
        if token.capital and not place and token.low in INVERTING and s.run_at.get(1):
            subject = subject_right(s, 0)
            if subject:
                yield Report(0, subject)
        elif verb and not token.capital and not token.possessive and token.quote < 0:
            if verb in WEAK and s.low(place + 1) != WEAK[verb]:
                continue
            if token.low in BESIDE and not _is_beside(s, place):
                continue
            report = _verb(s, place, token.low)
            if report:
                yield report
                continue
        if token.low in SPEECH_NOUNS or token.low == "according":
            yield from _noun(s, place)


def _is_beside(s: Sentence, place: int) -> bool:
    """Whether a quotation stands right before a verb and its subject, or right behind it."""
    behind = place + 1 + (s.low(place + 1) in (":", ",", "with", "by", "that"))
    return any(place - 4 <= quote < place or quote == behind for quote in s.quotes)


def _verb(s: Sentence, place: int, low: str) -> Report | None:
    """The report of the verb at ``place``; None where it is a noun, passive, or nobody's."""
    passive = _is_passive(s, place)
    if passive:
        for by in range(place + 1, min(place + 6, len(s.line))):
            if s.low(by) == "by":
                subject = subject_right(s, by)
                return Report(place, subject) if subject else None
        return None
    left = subject_left(s, place)
    starts_segment = place == 0 or s.line[place - 1].quote >= 0 or s.low(place - 1) in BREAKS
    if (
        low in INVERTING
        and not low.endswith("ing")
        and (starts_segment or left is None or left.kind == "again")
    ):
        behind_quote = any(q < place <= q + 3 for q in s.quotes)
        behind_comma = left is None and low in _PLAINLY and any(q < place for q in s.quotes)
        right = subject_right(s, place) if behind_quote or behind_comma else None
        if right:
            return Report(place, right, inverted=True)
    if left and left.kind == "noun" and VERBS[low] in FOLLOWING and not names_somebody(s, left):
        return None
    if low in _NAMING and left and left.kind == "noun" and left.head not in PERSONS:
        return None  # a charity called "…"
    if left is None or (low in NOUNS_TOO and not _can_be_verb(s, place, left)):
        return None
    if low == VERBS[low] and low not in _PARTICIPLES and not _takes_base_form(s, place, left):
        return None
    return Report(place, left)


def _can_be_verb(s: Sentence, place: int, left: Subject) -> bool:
    """Whether a word that is a noun too follows its subject like a verb: Trump tweets, not his tweets."""
    before = s.line[place - 1]
    if before.possessive or before.low in DETERMINERS or before.low in PREPOSITIONS:
        return False
    if left.kind == "noun" and left.end == place:
        return s.low(place).endswith("s") and s.low(left.start) in DETERMINERS
    return left.kind != "again" or s.low(place - 1) in ("and", "to")


def _takes_base_form(s: Sentence, place: int, left: Subject) -> bool:
    """Whether a verb without ending can follow: officials say, she would say, not the phone call."""
    if s.low(place - 1) in ("to", "and", "or", "not") or left.kind == "again":
        return True
    between = any(s.low(at) in ADVERBS for at in range(left.end, place))
    return between or left.head.endswith("s") or left.head in ("they", "police", "people", "men", "women")


def _is_passive(s: Sentence, place: int) -> bool:
    """Whether the verb is in the passive: was told. "Was quoted as saying" reports all the same."""
    if not s.low(place).endswith("ed") and s.low(place) not in _PARTICIPLES:
        return False
    before = place - 1
    while before >= 0 and s.low(before) not in AUXILIARIES and is_between(s, before):
        before -= 1
    return s.low(before) in AUXILIARIES


def subject_left(s: Sentence, place: int) -> Subject | None:
    """The subject of the verb at ``place`` that stands before it."""
    low = s.low(place)
    before = skipped(s, place - 1)
    if before < 0 or s.line[before].quote >= 0:
        return None
    word = s.low(before)
    run = s.run_at.get(before)
    if low.endswith("ing") and run and s.low(run.start - 1) in PREPOSITIONS:
        return plain_phrase(s, before)  # despite Doe saying
    if word in ("and", "but", "then", "to", "or") or (low.endswith("ing") and word in _BEFORE_PARTICIPLE):
        return _again(s, before)
    if word in ("who", "that", "which"):
        at = before - 1
        antecedent = plain_phrase(s, at - 1 if s.low(at) == "," else at)
        return antecedent if antecedent and antecedent.head not in DETERMINERS else None
    if word in BREAKS:
        if low.endswith("ing"):
            return _again(s, before)
        return across_commas(s, before) if word == "," or word in DASHES else None
    if low.endswith("ing") and word not in PRONOUNS and s.low(place - 1) not in AUXILIARIES:
        phrase = plain_phrase(s, before)
        if (
            phrase
            and phrase.kind == "noun"
            and word.endswith("s")
            and s.low(phrase.start - 1) in PREPOSITIONS
        ):
            return phrase  # by voters shouting
        return _again(s, before)
    return noun_phrase(s, before)


def _again(s: Sentence, before: int) -> Subject:
    """The subject of the clause that ends at ``before``, which a further verb shares."""
    end = before if s.low(before) in BREAKS else before + 1
    while end > 0:
        start = end - 1
        while start > 0 and s.low(start - 1) not in BREAKS and s.line[start - 1].quote < 0:
            start -= 1
        found = main_subject(s, end, start)
        is_apposed = found is not None and start > 0 and (found.end >= end or name_apposed_to(s, found))
        if found and s.low(start) not in _SUBORDINATE and not is_apposed and _begins(s, start, found):
            return found
        if s.low(start - 1) in (":", ";"):
            # what stands behind a colon does not share the subject before it
            return Subject("again", before, before)
        end = start - 1 if start and s.line[start - 1].quote < 0 else 0
    first = main_subject(s, before + 1)
    if first and s.low(0) not in _SUBORDINATE and not any(run.end <= first.start for run in s.runs):
        return first
    return Subject("again", before, before)


def _begins(s: Sentence, start: int, subject: Subject) -> bool:
    """Whether a clause that begins at ``start`` begins with its subject, not with a verb or preposition."""
    between = [s.low(at) for at in range(start, subject.start)]
    if any(low in VERBS or low in PREPOSITIONS for low in between):
        return False
    return start == 0 or all(low in CONJUNCTIONS or low in ADVERBS or low in DETERMINERS for low in between)


def _noun(s: Sentence, place: int) -> Iterator[Report]:
    """What is said as a noun: Doe's remark, according to Doe, in the words of Doe, a statement from Doe."""
    low, token = s.low(place), s.line[place]
    if low == "according" and s.low(place + 1) == "to":
        subject = subject_right(s, place + 1)
        if subject:
            yield Report(place, subject, inverted=True)
    elif low in SPEECH_NOUNS and not token.capital:
        owner = place - 1
        while owner >= max(0, place - 4) and s.low(owner).isalpha():
            if s.line[owner].possessive and owner in s.run_at and s.run_at[owner].words:
                run = s.run_at[owner]
                yield Report(place, named(run), is_noun=True)
                return
            if s.low(owner) in ("his", "her", "their"):
                yield Report(place, Subject("pronoun", owner, owner + 1, head=s.low(owner)), is_noun=True)
                return
            owner -= 1
        if s.low(place + 1) in ("from", "by") or (low == "words" and s.low(place + 1) == "of"):
            subject = subject_right(s, place + 1)
            if subject:
                yield Report(place, subject, is_noun=True)


def subject_behind(s: Sentence, place: int) -> Subject | None:
    """The subject of the main clause behind the one at ``place``: after a comma, with more to come."""
    for comma in range(place, len(s.line)):
        if s.low(comma) == "," or (comma == place and s.line[place].text.endswith(",")):
            found = main_subject(s, None, comma + 1)
            if found and found.start <= comma + 3 and s.low(found.end) not in (",", "who", "whose", "", "."):
                return found
    return None


def report_for(s: Sentence, place: int) -> Report | None:
    """The report that the quotation at ``place`` belongs to."""
    before = next((r for r in reversed(s.reports) if r.at < place and _reaches(s, r, place)), None)
    after = next((r for r in s.reports if r.at > place), None)
    if after and min(after.at, after.subject.start) < place:
        after = None
    words_before = any(token.low.isalnum() for token in s.line[:place] if token.quote < 0)
    if not words_before or before is None:
        follows = after and (not words_before or _is_direct(s, place, after) or _is_parted(s, after))
        return after if follows else before
    if after and _is_direct(s, place, after) and not _leads_in(before, place):
        return after
    return before


def _is_direct(s: Sentence, place: int, after: Report) -> bool:
    """Whether a report follows the quotation at once, as what says whose words they were."""
    if s.line[place].text[-1:] not in ",?!—–-" and s.low(place + 1) not in (",", "—", "–"):
        return False
    first = min(after.at, after.subject.start)
    return (
        all(s.low(at).isalnum() or s.low(at) in (",", "—") for at in range(place + 1, first))
        and first - place < 8
    )


def _is_parted(s: Sentence, after: Report) -> bool:
    """Whether a comma parts the report from what is reported: he had "…" abroad, she said."""
    plainly = s.low(after.at) in _PLAINLY or s.low(after.at) in ("told", "tweeted")
    return plainly and s.low(min(after.at, after.subject.start) - 1) == ","


def _reaches(s: Sentence, report: Report, place: int) -> bool:
    """Whether a report may be of the quotation behind it: a noun only when near, a verb not out of a relative
    clause that ended."""
    if place - report.at > (_NEAR if report.is_noun else _FAR):
        return False
    at = report.at
    while at > 0 and s.low(at) not in ("who", "which", "whom", ",", ""):
        at -= 1
    return s.low(at) in (",", "") or at == 0 or "," not in (s.low(p) for p in range(report.at, place))


def _leads_in(before: Report, place: int) -> bool:
    """Whether the report runs straight into the quotation: he said, "…"."""
    return place - max(before.at, before.subject.end - 1) <= 3
