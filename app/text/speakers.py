"""Who is quoted: utterances of a text, each with its speaker where the words around it tell. Pure.

A speaker is the subject of the reporting verb beside the quotation. Pronouns, surnames and "the senator"
stand for somebody who was named before; what cannot be told is left unattributed rather than guessed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from app.text.clauses import read, report_for, subject_behind
from app.text.narrative import Token, tokens
from app.text.people import (
    Gender,
    People,
    Person,
    is_headline,
    only_at_beginnings,
    runs,
    surnames,
    words_around,
)
from app.text.person_names import NAME_WORD
from app.text.phrases import Report, Sentence, Subject, main_subject, named
from app.text.quotations import Quoted, quoted
from app.text.reporting import (
    CALENDAR,
    INVERTING,
    OFFICES,
    OFFICES_AND_TITLES,
    PARTISANS,
    PERSONS,
    PREPOSITIONS,
    ROLES,
    SINGLES,
    SINGULAR_MEN,
    SINGULAR_WOMEN,
    STARTERS,
    UNTITLED,
    WORKS,
)
from app.text.sentences import sentence_spans

_DATELINE = re.compile(
    r"(?:[A-Z][A-Z.,'’-]+(?:\s|,\s)){1,4}(?:[A-Z][\w.]+,?\s){0,3}(?:\([^)\n]{1,30}\)\s)?(?:--|[–—-])\s?"
)
# shorter than this, what nobody is said to have said is a scare quote or the name of a work
_SPEECH = 5
_LOOK_BACK = 8
_NAMES_BACK = 80
_LONGEST_NAME = 70
_LONGEST_SENTENCE = 200
_LONGEST_TITLE = 12
_BEFORE_TITLES = (" on ", " in ", " of ", " told ", "s’ ", "s' ", "’s ", "'s ")


class Utterance(NamedTuple):
    """What one speaker says in one go: stretches in quotation marks, in order. None: unattributed."""

    pieces: tuple[Quoted, ...]
    speaker: str | None


@dataclass
class _Seen:
    """What a sentence that was read leaves for those behind it."""

    paragraph: int
    speaker: str | None = None
    person: Person | None = None
    subject: Person | None = None
    people: list[Person] = field(default_factory=list)
    quotes: bool = False
    only_quotes: bool = False


class _Choice(NamedTuple):
    """The speaker of one stretch, and whether it goes on with the utterance before."""

    speaker: str | None
    person: Person | None
    goes_on: bool
    report: Report | None = None


def utterances(paragraphs: Sequence[str]) -> tuple[Utterance, ...]:
    """The quotations of a text, given by its paragraphs, in reading order.

    Scare quotes and names of works are left out: what is short and said by nobody.
    """
    marks = quoted(paragraphs)
    if not marks:
        return ()
    reader = _Reader(paragraphs, marks)
    return reader.read()


class _Reader:
    """Reads a text sentence by sentence."""

    def __init__(self, paragraphs: Sequence[str], marks: Sequence[Quoted]) -> None:
        self._texts = paragraphs
        self._marks = marks
        numbered = groupby(enumerate(marks), key=lambda pair: pair[1].paragraph)
        here = {paragraph: list(group) for paragraph, group in numbered}
        self._lines = [
            _without_dateline(text, tokens(text, here.get(number, [])))
            for number, text in enumerate(paragraphs)
        ]
        reported = {form for form in INVERTING if form.endswith("ed")} | {"said", "says", "wrote"}
        self._small = (
            STARTERS
            | reported
            | {token.low for line in self._lines for token in line if token.quote < 0 and not token.capital}
        )
        self._small |= only_at_beginnings(self._lines) | CALENDAR
        self._small -= surnames(self._lines) - {"the"}
        self._people = People()
        self._parts = [
            (number, part, [] if headline else runs(part, self._small), headline)
            for number, line in enumerate(self._lines)
            for headline in (is_headline(line),)
            for part in self._sentences(number, line)
        ]
        for _, part, names, _ in self._parts:
            self._people.add_all(part, names)
        for _, part, _, headline in self._parts:
            if headline:
                self._people.add_headline(part)
        self._named: list[Person] = []
        self._seen: list[_Seen] = []
        self._paragraph = 0
        self._choices: list[_Choice | None] = [None] * len(marks)

    def read(self) -> tuple[Utterance, ...]:
        for number, part, names, headline in self._parts:
            self._sentence(number, read(part, self._people.known_runs(part) if headline else names))
        return self._gathered()

    def _sentences(self, number: int, line: Sequence[Token]) -> list[list[Token]]:
        """The tokens of a paragraph, sentence by sentence; a quotation is never parted."""
        text = self._texts[number]
        masked, at = [], 0
        for token in line:
            if token.quote >= 0:
                mark = self._marks[token.quote]
                inner = "x" * (mark.end - mark.start - 2)
                masked += [
                    text[at : mark.start + 1],
                    inner,
                    text[max(mark.start + 1, mark.end - 1) : mark.end],
                ]
                at = mark.end
        ends = [end for _, end in sentence_spans("".join([*masked, text[at:]]) if masked else text)]
        parts: list[list[Token]] = [[] for _ in range(len(ends) + 1)]
        place = 0
        for token in line:
            while place < len(ends) and token.start >= ends[place]:
                place += 1
            parts[place].append(token)
        # what goes on for longer without an end is read in pieces, so that the work grows with the length
        return [
            part[at : at + _LONGEST_SENTENCE]
            for part in parts
            for at in range(0, len(part), _LONGEST_SENTENCE)
        ]

    def _sentence(self, number: int, s: Sentence) -> None:
        self._paragraph = number
        seen = _Seen(number, quotes=bool(s.quotes))
        for run in s.runs:
            person = self._people.find(run, self._recent())
            if person:
                self._people.note(run, person, words_around(s.line, run))
                seen.people.append(person)
                person.located = person.located or s.low(run.start - 1) in ("in", "near")
        subject = main_subject(s)
        if subject and subject.kind != "again":
            _, seen.subject = self._resolved(s, subject)
        seen.only_quotes = not any(token.low.isalnum() for token in s.line if token.quote < 0)
        before, last = -1, None
        for place in s.quotes:
            choice = self._choice(number, s, place, seen)
            report = choice.report
            if report and last and report is last.report and before < report.at < place:
                # "…," she said, "…"
                choice = choice._replace(goes_on=s.low(place - 1) == ",")
            before, last = place, choice
            self._choices[s.line[place].quote] = choice
            seen.speaker, seen.person = choice.speaker or seen.speaker, choice.person or seen.person
        if not s.quotes:
            reports = [report.subject for report in s.reports if not report.is_noun]
            if s.low(len(s.line) - 1) == ":" and subject:
                reports = [subject]  # The party issued a statement:
            for reporter in reports[:1]:
                seen.speaker, seen.person = self._resolved(s, reporter)
        self._seen.append(seen)
        self._named += seen.people

    def _choice(self, number: int, s: Sentence, place: int, seen: _Seen) -> _Choice:
        report = report_for(s, place)
        if report:
            # A day after saying that "…," Jane Doe left
            behind = subject_behind(s, place) if report.subject.kind == "again" else None
            speaker, person = self._resolved(s, behind or report.subject)
            return _Choice(speaker, person, False, report)
        if s.low(place - 1) == ":":
            run = s.run_at.get(place - 2)
            is_told = run is not None and s.low(run.start - 1) == "to"  # Doe to Roe: "…"
            subject = named(run) if run and run.words and not is_told else main_subject(s, place)
            if subject:
                speaker, person = self._resolved(s, subject)
                return _Choice(speaker, person, False)
        if self._marks[s.line[place].quote].continues and self._seen:
            return _Choice(self._seen[-1].speaker, self._seen[-1].person, True)
        if seen.only_quotes and self._seen:
            last = self._seen[-1]
            if last.paragraph == number or last.quotes or last.speaker:
                return _Choice(last.speaker, last.person, last.paragraph == number and last.quotes)
        return _Choice(None, None, False)

    def _recent(self) -> list[Person]:
        """Who was named in the sentences before, the last first."""
        return self._named[: -_NAMES_BACK - 1 : -1]

    def _resolved(self, s: Sentence, subject: Subject) -> tuple[str | None, Person | None]:
        """The speaker as written out, and the person if it is one who is named."""
        person: Person | None = None
        if subject.kind == "name" and subject.run:
            person = self._people.find(subject.run, self._recent())
            if person and not person.is_body:
                person.spoke = True
        elif subject.kind == "pronoun":
            if subject.head in ("they", "their"):
                return None, None
            gender: Gender = "m" if subject.head in ("he", "his") else "f"
            person = self._meant(gender, s, subject.start)
        elif subject.kind == "noun":
            return self._described(s, subject)
        return (person.name, person) if person else (None, None)

    def _meant(self, gender: Gender | None, s: Sentence, before: int) -> Person | None:
        """The person that a pronoun, or a description, at token ``before`` stands for."""
        if before < 4:
            behind = main_subject(s)
            if behind and behind.kind == "name" and behind.run and behind.start > before:
                person = self._people.find(behind.run, self._recent())
                if person and _fits(person, gender):
                    return person
        groups = [list(self._in_sentence(s, before))]
        for seen in reversed(self._seen[-_LOOK_BACK:]):
            groups.append([person for person in (seen.person, seen.subject, *seen.people) if person])
        return next((person for group in groups for person in group if _fits(person, gender)), None)

    def _in_sentence(self, s: Sentence, before: int) -> Iterator[Person]:
        """Who stands in the sentence before a pronoun: who spoke last, the subject, the names."""
        subjects = [report.subject for report in reversed(s.reports) if report.at < before]
        first = main_subject(s, before)
        for subject in (*subjects, *([first] if first else [])):
            if subject.kind in ("name", "noun") and subject.end <= before:
                _, person = self._resolved(s, subject)
                if person:
                    yield person
        for run in s.runs:
            if run.end <= before and run.words and s.low(run.start - 1) not in PREPOSITIONS:
                person = self._people.find(run, self._recent())
                if person and not s.line[run.end - 1].possessive:
                    yield person

    def _described(self, s: Sentence, subject: Subject) -> tuple[str | None, Person | None]:
        """Who "the senator" is; a group, or somebody who is not named, as written."""
        head = subject.head
        first = s.line[subject.start]
        phrase = [s.low(place) for place in range(subject.start, subject.end)]
        definite = first.low == "the" or (first.capital and first.low in ROLES)
        if definite and (head in PERSONS or head.endswith("-year-old")):
            person = self._holder(head, phrase) or (self._protagonist() if head in PARTISANS else None)
            if person is None and head not in OFFICES:
                person = self._meant(_gender_of_noun(head), s, subject.start)
            elif person is None and self._seen and head in UNTITLED:
                person = self._plain_last()
            if person:
                return person.name, person
        elif head in ROLES and (first.low in ("his", "her", "their") or _is_owned(s, subject)):
            holders = {p.name: p for p in self._recent() if head in p.roles}
            if len(holders) == 1:
                return next(iter(holders.items()))
        if head in CALENDAR or head in ("it", "what", "this", "that", "there"):
            return None, None
        last = s.line[subject.end - 1]
        written = self._texts[self._paragraph][first.start : last.start + len(last.text)]
        if len(written) > _LONGEST_NAME:
            return None, None
        is_one = head in PERSONS or head in SINGLES
        # so that "he added" may mean somebody without a name
        return written, Person(written, (head,), _gender_of_noun(head), spoke=True) if is_one else None

    def _holder(self, head: str, phrase: Sequence[str]) -> Person | None:
        """Who was last named with the office or role of a description; more of its words decide."""
        wanted = ROLES.get(head, frozenset((head,)))
        gender = _gender_of_noun(head)
        holders = [p for p in self._recent() if p.roles & wanted and _fits(p, gender)]
        return max(holders, key=lambda p: len(p.roles.intersection(phrase)), default=None)

    def _protagonist(self) -> Person | None:
        """The one person of the headline who was named."""
        found = {p.name: p for p in self._named if p.in_headline and p.is_person}
        return next(iter(found.values())) if len(found) == 1 else None

    def _plain_last(self) -> Person | None:
        """Whom the sentence before is about, if no other office is known of them."""
        last = self._seen[-1].person or self._seen[-1].subject
        return last if last and last.is_person and not last.roles & OFFICES_AND_TITLES else None

    def _gathered(self) -> tuple[Utterance, ...]:
        pieces: list[list[Quoted]] = []
        speakers: list[str | None] = []
        for mark, choice in zip(self._marks, self._choices, strict=True):
            if choice is None or not _is_speech(self._texts[mark.paragraph], mark, choice):
                continue
            continues = mark.continues and pieces and pieces[-1][-1].paragraph == mark.paragraph - 1
            if continues or (choice.goes_on and pieces and speakers[-1] == choice.speaker):
                pieces[-1].append(mark)
                speakers[-1] = speakers[-1] or choice.speaker
            else:
                pieces.append([mark])
                speakers.append(choice.speaker)
        return tuple(Utterance(tuple(group), who) for group, who in zip(pieces, speakers, strict=True))


def _fits(person: Person, gender: Gender | None) -> bool:
    return person.is_person and (gender is None or person.gender in (None, gender))


def _is_owned(s: Sentence, subject: Subject) -> bool:
    return any(token.possessive for token in s.line[subject.start : subject.end])


def _gender_of_noun(head: str) -> Gender | None:
    return "m" if head in SINGULAR_MEN else "f" if head in SINGULAR_WOMEN else None


def _without_dateline(text: str, line: list[Token]) -> list[Token]:
    """The tokens behind a dateline: WASHINGTON (AP) —."""
    match = _DATELINE.match(text)
    return [token for token in line if token.start >= match.end()] if match else line


def _is_speech(paragraph: str, mark: Quoted, choice: _Choice) -> bool:
    """Whether what is in quotation marks is said by somebody: no scare quote, and no name of a work."""
    text = paragraph[mark.start : mark.end]
    count = len(NAME_WORD.findall(text))
    is_title = _is_title(text)
    if choice.speaker is None:
        return count >= _SPEECH and not is_title
    if is_title and 1 < count < _SPEECH and text[-1:] not in ",.?!":
        return choice.goes_on
    in_front = paragraph[max(0, mark.start - 30) : mark.start - 1]
    if is_title and 1 < count < _SPEECH and in_front.endswith(_BEFORE_TITLES) and not choice.goes_on:
        return False
    before = [word.lower() for word in NAME_WORD.findall(in_front)[-2:]]
    if before and before[-1] in WORKS and count <= _LONGEST_TITLE and is_title:
        return False
    return before[-1:] != ["so-called"] and before != ["known", "as"]


def _is_title(text: str) -> bool:
    """Whether it is written like the name of a work: "The Rachel Maddow Show"."""
    words = NAME_WORD.findall(text)
    large = [word for word in words if word[0].isupper() or word[0].isdigit() or len(word) < 5]
    return len(large) == len(words) and words[0][0].isupper()
