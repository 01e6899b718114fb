"""What a comparison contrasts, as its page shows it: sentences, places and bars, before any markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.compare.comparison import Comparison
from app.compare.contrast import (
    FigureClaim,
    Quotation,
    Quotations,
    Reuse,
    ReusedRun,
    SharedQuotation,
    SpeakerShare,
    Stretch,
)
from app.web.compare.compare_marks import Numbered, Piece
from app.web.compare.contrast_places import Excerpt, Places, Spot, cut
from app.web.compare.contrast_words import NamesView, OrderView, WordsView, names_view, order_view, words_view
from app.web.formats import counted, in_words, sentence

# so much of each is shown; what is more is counted, and stands in the comparison's data
_MOST_FIGURES = 60
_MOST_SPEAKERS = 40
_OPEN_SPEAKERS = 8
_MOST_SHARED = 40
_MOST_QUOTATIONS = 60
_OPEN_QUOTATIONS = 10
_MOST_RUNS = 40
# characters of a run
_LONGEST_RUN = 400


@dataclass(frozen=True)
class FigureView:
    """One quantity in both texts: what is counted, and the sentences of each with the value as written."""

    counted: str
    a: tuple[Excerpt, ...]
    b: tuple[Excerpt, ...]


@dataclass(frozen=True)
class FiguresView:
    """Figures that differ and that agree; ``more`` counts what is not shown."""

    summary: str
    differ: tuple[FigureView, ...]
    agree: tuple[FigureView, ...]
    more: int


@dataclass(frozen=True)
class Share:
    """What one side gives a speaker. ``width`` is the bar's, in per cent with the sign."""

    words: str
    width: str


@dataclass(frozen=True)
class Speaker:
    """A speaker, or without a name what is unattributed; a side that does not quote them is None."""

    name: str | None
    a: Share | None
    b: Share | None


@dataclass(frozen=True)
class SharedQuote:
    """A quotation that both texts use. ``words`` says whether it is the same in both."""

    speaker: str | None
    identical: bool
    words: str
    a: tuple[Piece, ...]
    b: tuple[Piece, ...]
    spot_a: Spot
    spot_b: Spot


@dataclass(frozen=True)
class Quote:
    """The words of a quotation and where it begins."""

    text: str
    spot: Spot


@dataclass(frozen=True)
class Spoken:
    """A speaker's quotations on one side."""

    speaker: str | None
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class QuotedSide:
    """Quotations that only one side uses, by speaker: those shown at once, and those that open out.

    ``more`` counts what is not shown at all.
    """

    words: str
    speakers: tuple[Spoken, ...]
    folded: tuple[Spoken, ...]
    folded_words: str
    more: int


@dataclass(frozen=True)
class QuotationsView:
    """Who is quoted. ``finding`` is the sentence that the head of the page repeats.

    ``folded`` are speakers that open out.
    """

    summary: tuple[str, ...]
    finding: str
    speakers: tuple[Speaker, ...]
    folded: tuple[Speaker, ...]
    more_speakers: int
    shared: tuple[SharedQuote, ...]
    more_shared: int
    a: QuotedSide
    b: QuotedSide


@dataclass(frozen=True)
class RunView:
    """Words that stand in both texts in the same order."""

    text: str
    words: str
    a: Spot
    b: Spot


@dataclass(frozen=True)
class ReuseView:
    """Shared runs, those in quotation marks apart; ``more`` counts what is not shown."""

    summary: tuple[str, ...]
    unquoted: tuple[RunView, ...]
    quoted: tuple[RunView, ...]
    more: int


@dataclass(frozen=True)
class ContrastView:
    """All sections below the texts."""

    figures: FiguresView
    quotations: QuotationsView
    names: NamesView
    words: WordsView
    reuse: ReuseView
    order: OrderView
    findings: tuple[tuple[str, str], ...]


def contrast_view(c: Comparison, numbered: Numbered) -> ContrastView:
    """The sections below the texts. ``findings`` are for the head of the page, with their anchors."""
    places = Places(c)
    figures = _figures(c.contrast.figures, places)
    quotations = _quotations(c.contrast.quotations, places)
    findings = [(quotations.finding, "#quotations")]
    if c.contrast.figures:
        findings.append((figures.summary.partition(". ")[0].rstrip("."), "#figures"))
    return ContrastView(
        figures=figures,
        quotations=quotations,
        names=names_view(c.contrast.names, places),
        words=words_view(c, places),
        reuse=_reuse(c.contrast.reuse, places),
        order=order_view(c, numbered, places),
        findings=tuple(findings),
    )


def _figures(claims: Sequence[FigureClaim], places: Places) -> FiguresView:
    if not claims:
        return FiguresView("No figure was found that both texts give for the same thing.", (), (), 0)
    differ, agree = (_same_said(claims, verdict) for verdict in ("differ", "agree"))
    shown_differ, shown_agree = differ[:_MOST_FIGURES], agree[:_MOST_FIGURES]
    return FiguresView(
        _figures_summary(len(differ), len(agree)),
        tuple(_figure(held, places) for held in shown_differ),
        tuple(_figure(held, places) for held in shown_agree),
        len(differ) + len(agree) - len(shown_differ) - len(shown_agree),
    )


def _figures_summary(differ: int, agree: int) -> str:
    said = []
    if differ:
        said.append(f"{in_words(differ, 'figure reads', 'figures read')} differently in A and B")
    if agree:
        noun = ("agrees", "agree") if differ else ("figure agrees", "figures agree")
        said.append(in_words(agree, *noun))
    return f"{sentence(', '.join(said))}. What is counted was matched by its words: read both sentences."


def _same_said(claims: Sequence[FigureClaim], verdict: str) -> list[list[FigureClaim]]:
    """Claims with a verdict, those of the same values for the same thing together: texts repeat figures."""
    found: dict[tuple[str, str, str], list[FigureClaim]] = {}
    for claim in claims:
        if claim.verdict == verdict:
            key = (claim.counted.lower(), claim.a_value.lower(), claim.b_value.lower())
            found.setdefault(key, []).append(claim)
    return list(found.values())


def _figure(held: Sequence[FigureClaim], places: Places) -> FigureView:
    return FigureView(
        held[0].counted,
        tuple(places.excerpt(place) for place in dict.fromkeys(claim.a for claim in held)),
        tuple(places.excerpt(place) for place in dict.fromkeys(claim.b for claim in held)),
    )


def _quotations(found: Quotations, places: Places) -> QuotationsView:
    by_id = {quotation.id: quotation for quotation in (*found.a, *found.b)}
    used = {key for both in found.shared for key in (both.a, both.b)}
    shown_shared = found.shared[:_MOST_SHARED]
    named = [share for share in found.speakers if share.speaker]
    most = max((max(share.words_a, share.words_b) for share in found.speakers), default=0)
    unnamed = [share for share in found.speakers if not share.speaker]
    at_once, folded = (*named[:_OPEN_SPEAKERS], *unnamed), named[_OPEN_SPEAKERS:_MOST_SPEAKERS]

    def speaker(share: SpeakerShare) -> Speaker:
        return Speaker(
            share.speaker,
            _share(share.words_a, share.quotations_a, most),
            _share(share.words_b, share.quotations_b, most),
        )

    return QuotationsView(
        summary=_quotations_summary(found, places),
        finding=_finding(found),
        speakers=tuple(speaker(share) for share in at_once),
        folded=tuple(speaker(share) for share in folded),
        more_speakers=len(named[_MOST_SPEAKERS:]),
        shared=tuple(
            SharedQuote(
                both.speaker,
                both.identical,
                "the same words in both" if both.identical else "cut or altered in one of them",
                _pieces(both.stretches_a),
                _pieces(both.stretches_b),
                *_where(both, by_id, places),
            )
            for both in shown_shared
        ),
        more_shared=len(found.shared) - len(shown_shared),
        a=_quoted_side([q for q in found.a if q.id not in used], places),
        b=_quoted_side([q for q in found.b if q.id not in used], places),
    )


def _pieces(stretches: Sequence[Stretch]) -> tuple[Piece, ...]:
    """The stretches of a quotation, the space around what is not shared taken for shared."""
    pieces = []
    for stretch in stretches:
        bare = stretch.text.strip()
        before, _, after = stretch.text.partition(bare) if bare else (stretch.text, "", "")
        parts = [Piece(before, True), Piece(bare, stretch.shared), Piece(after, True)]
        pieces += [piece for piece in parts if piece.text]
    return tuple(pieces)


def _where(both: SharedQuotation, by_id: Mapping[str, Quotation], places: Places) -> tuple[Spot, Spot]:
    """The first sentences that hold the same words of a quotation, else those in which it begins."""
    if both.passages:
        a, b = both.passages[0]
        return places.passage(a), places.passage(b)
    return places.spot(by_id[both.a].places[0]), places.spot(by_id[both.b].places[0])


def _share(words: int, quotations: int, most: int) -> Share | None:
    if not quotations:
        return None
    said = f"{counted(words, 'word')} in {counted(quotations, 'quotation')}"
    return Share(said, f"{100 * words / max(most, 1):.1f}%")


def _finding(found: Quotations) -> str:
    both = [share for share in found.speakers if share.speaker and share.quotations_a and share.quotations_b]
    if not found.a and not found.b:
        return "Neither text quotes anybody"
    if len(both) == 1:
        return f"{both[0].speaker} is quoted by both"
    if both:
        return sentence(f"{in_words(len(both), 'person is', 'people are')} quoted by both")
    if found.shared:
        return sentence(
            f"{in_words(len(found.shared), 'quotation stands', 'quotations stand')} in both texts"
        )
    return "Nobody is quoted by both"


def _quotations_summary(found: Quotations, places: Places) -> tuple[str, ...]:
    said = []
    for letter, quotations in (("A", found.a), ("B", found.b)):
        if not quotations:
            said.append(f"{letter} quotes nobody.")
            continue
        words = sum(quotation.words for quotation in quotations)
        speakers = len({quotation.speaker for quotation in quotations} - {None})
        pieces = in_words(len(quotations), "quotation")
        by = f"quotes {in_words(speakers, 'speaker')}, in {pieces}" if speakers else f"has {pieces}"
        said.append(f"{letter} {by}: {words:,} of its {counted(places.words[letter], 'word')}.")
    if not found.a and not found.b:
        return (f"{_finding(found)}.",)
    said.append(f"{_finding(found)}.")
    unnamed = [sum(not quotation.speaker for quotation in side) for side in (found.a, found.b)]
    if any(unnamed):
        said.append(f"For {unnamed[0]} in A and {unnamed[1]} in B no speaker was made out.")
    return tuple(said)


def _quoted_side(quotations: Sequence[Quotation], places: Places) -> QuotedSide:
    """Speakers in the order in which the text first quotes them, those without a name last."""
    shown = quotations[:_MOST_QUOTATIONS]
    first = {speaker: n for n, speaker in reversed([(n, q.speaker) for n, q in enumerate(shown)])}
    ordered = sorted(shown, key=lambda q: (q.speaker is None, first[q.speaker]))
    at_once, folded = ordered[:_OPEN_QUOTATIONS], ordered[_OPEN_QUOTATIONS:]
    return QuotedSide(
        counted(len(quotations), "quotation") if quotations else "none",
        _spoken(at_once, places),
        _spoken(folded, places),
        counted(len(folded), "more quotation"),
        len(quotations) - len(shown),
    )


def _spoken(quotations: Sequence[Quotation], places: Places) -> tuple[Spoken, ...]:
    return tuple(
        Spoken(speaker, tuple(Quote(places.text(q.places), places.spot(q.places[0])) for q in held))
        for speaker, held in groupby(quotations, key=lambda quotation: quotation.speaker)
    )


def _reuse(found: Reuse, places: Places) -> ReuseView:
    if not found.runs:
        return ReuseView(("No eight words in a row stand in both texts.",), (), (), 0)
    shown = found.runs[:_MOST_RUNS]
    quoted = [run for run in found.runs if run.quoted]
    said = ["Eight words in a row and more."]
    for runs, where, share_a, share_b in (
        ([run for run in found.runs if not run.quoted], "Outside quotation marks",
         found.unquoted_share_a, found.unquoted_share_b),
        (quoted, "In quotation marks in both", found.quoted_share_a, found.quoted_share_b),
    ):  # fmt: skip
        if not runs:
            said.append(f"{where}: none.")
            continue
        a, b = round(share_a * places.words["A"]), round(share_b * places.words["B"])
        said.append(
            f"{where}: {in_words(len(runs), 'run')}, about {a:,} of A’s {counted(places.words['A'], 'word')} "
            f"and {b:,} of B’s {places.words['B']:,}."
        )
    return ReuseView(
        tuple(said),
        tuple(_run(run, places) for run in shown if not run.quoted),
        tuple(_run(run, places) for run in shown if run.quoted),
        len(found.runs) - len(shown),
    )


def _run(run: ReusedRun, places: Places) -> RunView:
    text = cut(places.text(run.a, with_marks=True), _LONGEST_RUN)
    return RunView(text, counted(run.words, "word"), places.spot(run.a[0]), places.spot(run.b[0]))
