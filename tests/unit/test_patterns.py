"""No regular expression takes more than linear time on what strangers send.

``re`` holds the interpreter's lock while it looks: one that tries the square of a run of spaces stops the
server. Each is attacked with texts made of itself.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from pattern_attacks import ENDS, TooLongError, attacks, limited, text_of
from patterns_of import Used, patterns

_LENGTH = 16_000
_AS_READ: dict[str, Callable[[Any], Any]] = {
    # cut, and runs of space made one before anything else is looked for
    "app.text.bylines.": lambda text: re.sub(r"\s++", " ", text[:2_000]),
    # what stands before a date
    "app.text.dates._CLOCK_BEFORE": lambda text: text[-40:],
    # the head of a file
    "app.ingest.readers.xml_safety._DECLARED": lambda text: text[:400],
    # searched up to the last ending alone
    "app.ingest.record._COMMENT[0]": lambda text: text[: text.rfind("-->") + 3],
}
"""What expressions are given of a text, by the beginnings of their names, where that is not all of it."""
# a thousand times what a linear expression takes, a quarter of what the quickest square does
_SECONDS = 0.2
_ALWAYS = (("", " "), ("", "a"), ("", "\n "), ("", "-"), ("", "a "))


def _is_held_up(used: Used, attack: tuple[str, str], end: str) -> bool:
    text = text_of(used.pattern, attack, end, _LENGTH)
    for name, as_read in _AS_READ.items():
        if used.where.startswith(name):
            text = as_read(text)
    try:
        with limited(_SECONDS):
            if used.is_anchored:
                used.pattern.match(text)
                used.pattern.fullmatch(text)
            else:
                for _ in used.pattern.finditer(text):
                    pass
    except TooLongError:
        return True
    return False


@pytest.mark.reliability
@pytest.mark.parametrize("part", range(4))
def test_no_expression_is_held_up_by_a_text_made_of_itself(part: int) -> None:
    """Some of the attacks on each: docs/reliability.md tells what all of them found."""
    slow = []
    for used in patterns()[part::4]:
        every = attacks(used.pattern)
        chosen = dict.fromkeys([*_ALWAYS, *every[:: max(1, len(every) // 6)]])
        ends = ENDS[:2]
        held_up = [(attack, end) for attack in chosen for end in ends if _is_held_up(used, attack, end)]
        slow += [(used.where, *one) for one in held_up[:1]]
    assert slow == []


@pytest.mark.parametrize("bad", [r"\s+x", r"(?:a+)+b", r"<!--.*?-->", r"[a-z]+\d", r"\s*,?\s*$"])
def test_an_expression_with_several_ways_is_caught(bad: str) -> None:
    used = Used("here", re.compile(bad), is_anchored=False)
    assert any(_is_held_up(used, attack, end) for attack in attacks(used.pattern) for end in ENDS)


def test_an_expression_with_one_way_is_let_be() -> None:
    used = Used("here", re.compile(r"(?<!\s)\s++x"), is_anchored=False)
    assert not any(_is_held_up(used, attack, end) for attack in attacks(used.pattern) for end in ENDS)


def test_all_expressions_are_found() -> None:
    found: dict[str, Any] = {used.where: used for used in patterns()}
    assert len(found) > 250
    assert any(where.startswith("app.ingest.readers.") for where in found)
