"""What a comparison contrasts beside its statements: figures, quotations, names, words, reuse.

Each kind is found by a module of its own (``figures``, ``quotations``, ``names_used``, ``words``, ``reuse``).
Passages are named by their ids; spans are character offsets in a passage's ``text``.
"""

from typing import Literal

from app.records import Record
from app.text.name_kinds import Kind

Verdict = Literal["agree", "differ"]
NameKind = Kind


class Place(Record):
    """Where something stands: characters of one passage."""

    passage: str
    start: int
    end: int


class FigureClaim(Record):
    """The same quantity in both texts: values as written, and the words that say what is counted."""

    a: Place
    b: Place
    a_value: str
    b_value: str
    verdict: Verdict
    counted: str


class Quotation(Record):
    """Words in quotation marks; ``places`` are one or more passages in a row, without the marks.

    ``speaker`` is the name of who said it, in the fullest form of that text; None: unattributed.
    """

    id: str
    places: tuple[Place, ...]
    words: int
    speaker: str | None


class Stretch(Record):
    """A stretch of a quotation: words that the other text has too, or not."""

    text: str
    shared: bool


class SharedQuotation(Record):
    """A quotation that both texts use, by its ids; the stretches show what either cut or altered.

    ``passages`` are the pairs of passages, of A and of B, that hold the same words of it.
    """

    a: str
    b: str
    speaker: str | None
    identical: bool
    stretches_a: tuple[Stretch, ...]
    stretches_b: tuple[Stretch, ...]
    passages: tuple[tuple[str, str], ...] = ()


class SpeakerShare(Record):
    """How much of each text is quoted from one speaker; None counts what is unattributed."""

    speaker: str | None
    quotations_a: int
    quotations_b: int
    words_a: int
    words_b: int


class Quotations(Record):
    """The quotations of both sides; ``speakers`` by their words in both, the unattributed last."""

    a: tuple[Quotation, ...] = ()
    b: tuple[Quotation, ...] = ()
    shared: tuple[SharedQuotation, ...] = ()
    speakers: tuple[SpeakerShare, ...] = ()


class NameUse(Record):
    """A name in its fullest form; how often either side has it, and the first passage that does."""

    name: str
    kind: NameKind
    count_a: int
    count_b: int
    first_a: str | None
    first_b: str | None


class WordUse(Record):
    """A word and its forms: how often either side uses it.

    ``z`` is the standardised log-odds ratio (positive: more in A); None where texts are too few to tell.
    """

    word: str
    count_a: int
    count_b: int
    first_a: str | None
    first_b: str | None
    z: float | None = None


class Words(Record):
    """Words that one side has and the other has not, or uses more; headline words that only one has."""

    a: tuple[WordUse, ...] = ()
    b: tuple[WordUse, ...] = ()
    headline_a: tuple[str, ...] = ()
    headline_b: tuple[str, ...] = ()
    pooled: bool = False


class ReusedRun(Record):
    """Eight or more words in a row that both texts have; ``quoted``: in quotation marks in both."""

    a: tuple[Place, ...]
    b: tuple[Place, ...]
    words: int
    quoted: bool
    text: str


class Reuse(Record):
    """Shared runs, longest first. Shares, from 0 to 1, are of a side's words, each counted once."""

    runs: tuple[ReusedRun, ...] = ()
    quoted_share_a: float = 0.0
    quoted_share_b: float = 0.0
    unquoted_share_a: float = 0.0
    unquoted_share_b: float = 0.0


class Position(Record):
    """Where a shared statement stands: its number among the passages of each side, from 1."""

    link: int
    a: int
    b: int


class Structure(Record):
    """What comes first: the shared statements in A's order, and how far both orders agree.

    ``tau`` is Kendall's tau-b; None below four statements.
    """

    positions: tuple[Position, ...] = ()
    tau: float | None = None


class Contrast(Record):
    """All of it."""

    figures: tuple[FigureClaim, ...] = ()
    quotations: Quotations = Quotations()
    names: tuple[NameUse, ...] = ()
    words: Words = Words()
    reuse: Reuse = Reuse()
    structure: Structure = Structure()
