"""Whether two values of one quantity agree, as they are written: rounding and hedges honoured."""

from decimal import Decimal
from typing import Literal

from app.text.figures import Figure

Likeness = Literal["agree", "differ", "unsure"]

# How far apart two values may lie that agree by rounding: plainly written, and with a hedge.
_PLAIN_GAP, _HEDGED_GAP = Decimal("0.06"), Decimal("0.11")
_DATES = frozenset(("date", "year", "weekday"))


def likeness(a: Figure, b: Figure) -> Likeness:
    """Whether two figures of one kind and unit have the same value.

    They agree when their values can be one and the same and lie close together, and differ when they
    cannot: "more than 900,000" is from 900,000 to a million, "more than 30" is no 40. In between nothing is
    sure: "more than 100" and 176.
    """
    if a.kind in _DATES:
        return _dates(a, b)
    if a.kind == "score":
        same = {a.low, a.high} == {b.low, b.high}
        return "agree" if same else "differ"
    gap = max(a.low, b.low) - min(a.high, b.high)
    if a.bound == b.bound == "exact":
        # rounded or cut short: $553 million and $553.7 million
        apart = gap > 0 and gap >= max(a.step, b.step)
    else:
        (low_a, high_a), (low_b, high_b) = interval(a), interval(b)
        apart = low_a > high_b or low_b > high_a
    if apart:
        return "differ"
    if a.kind == "time":
        return "agree"
    hedged = a.bound != "exact" or b.bound != "exact" or a.low != a.high or b.low != b.high
    near = gap <= (_HEDGED_GAP if hedged else _PLAIN_GAP) * max(abs(a.high), abs(b.high))
    return "agree" if near else "unsure"


def interval(figure: Figure) -> tuple[Decimal, Decimal]:
    """The least and the greatest value that a figure may mean, both ends included."""
    step = figure.step
    if figure.bound == "exact" or figure.bound == "about":
        half = step / 2
        if step <= 1 and figure.bound == "exact" and figure.kind in ("count", "age", "rank"):
            half = Decimal(0)
        if figure.bound == "about":
            half = max(half, abs(figure.high) / 100, _hedged_step(figure.high))
        return figure.low - half, figure.high + half
    step = max(step, _hedged_step(figure.low))
    if figure.bound in ("over", "least"):
        return figure.low, figure.high + step * Decimal("0.99")
    return figure.low - step, figure.high


def _hedged_step(value: Decimal) -> Decimal:
    """The place of the last digit that is not 0: 10 for 30, 1 for 37."""
    digits = value.normalize().as_tuple()
    return Decimal(1).scaleb(int(digits.exponent))


def _dates(a: Figure, b: Figure) -> Likeness:
    """Dates agree in all that both state, and differ only where both state a year, a month or a day."""
    if a.unit != b.unit:
        return "unsure"
    if a.kind != "date":
        return "agree" if a.low == b.low else "differ"
    parts_a, parts_b = _parts(a.low), _parts(b.low)
    if any(x and y and x != y for x, y in zip(parts_a, parts_b, strict=True)):
        return "differ"
    return "agree" if parts_a == parts_b or bool(parts_a[2] and parts_b[2]) else "unsure"


def _parts(value: Decimal) -> tuple[int, int, int]:
    written = int(value)
    return written // 10_000, written // 100 % 100, written % 100
