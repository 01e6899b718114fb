"""The marks of a text: what changes them, what does not, and how well they tell how much is shared."""

import hashlib
import random
import subprocess
import sys

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.text import fingerprints
from app.text.fingerprints import from_bytes, marks

_TEXT = (
    "The harbour bridge will close for nine months, the city council decided on Monday. Repairs cost 48 "
    "million crowns, said Mayor Ilse Brandt, and can’t wait for another winter. “We should have begun five "
    "years ago,” she told reporters at the naïve café."
)


def _made_up(seed: int, length: int) -> list[str]:
    choose = random.Random(seed)
    return [f"word{choose.randrange(3000)}" for _ in range(length)]


def _shared(one: list[str], other: list[str]) -> float:
    """How much of the runs of ``one`` stands in ``other``, without any sketch."""
    size = fingerprints.WORDS
    runs = [{tuple(words[i : i + size]) for i in range(len(words) - size + 1)} for words in (one, other)]
    return len(runs[0] & runs[1]) / len(runs[0])


def _estimated(one: list[str], other: list[str]) -> float:
    left, right = (from_bytes(marks("", " ".join(words))) for words in (one, other))
    return len(np.intersect1d(left, right)) / len(left)


def test_marks_are_the_same_in_every_process() -> None:
    program = (
        "import hashlib, sys; from app.text.fingerprints import marks;"
        "print(hashlib.sha256(marks('', sys.stdin.buffer.read().decode())).hexdigest())"
    )
    text = " ".join(_made_up(1, 900)) + _TEXT
    found = subprocess.run(
        [sys.executable, "-c", program], input=text.encode(), capture_output=True, check=True
    ).stdout.decode()
    assert found.strip() == hashlib.sha256(marks("", text)).hexdigest()


def test_marks_have_not_changed_without_a_new_version() -> None:
    text = " ".join(_made_up(1, 900)) + _TEXT + "市议会周一决定关闭海港大桥九个月。" * 3
    assert fingerprints.VERSION == 1
    assert hashlib.sha256(marks("", text)).hexdigest()[:16] == "165a88cf3ce0b9c0"


def test_marks_are_sorted_and_unique() -> None:
    found = from_bytes(marks("", " ".join(_made_up(2, 2000) * 2)))
    assert len(found) > 150
    assert (np.diff(found.astype(np.int64)) > 0).all()


def test_case_accents_quotes_and_punctuation_do_not_count() -> None:
    body = " ".join([_TEXT, *_made_up(3, 400)])
    changed = body.upper().replace("’", "'").replace("“", '"').replace(",", " –").replace("Ï", "I\u0308")
    assert marks("", body) == marks("", changed.replace("É", "E").replace("\n", "  "))
    assert marks("", "soft\u00adhyphen " + body) == marks("", "softhyphen " + body)


def test_what_is_quoted_does_not_count() -> None:
    own, said = " ".join(_made_up(10, 300)), " ".join(_made_up(11, 120))
    plain = marks("", f"{own}\nShe said on Monday.")
    for opening, closing in ("“”", '""', "„“", "«»", "»«", "「」"):
        assert marks("", f"{own}\nShe said {opening}{said}{closing} on Monday.") == plain
    paragraphs = f"{own}\n“{said}\n“{said}”\nShe said on Monday."
    assert marks("", paragraphs) == plain


def test_a_lost_quotation_mark_does_no_harm() -> None:
    own = [" ".join(_made_up(seed, 60)) for seed in range(20, 26)]
    whole = from_bytes(marks("", "\n".join(own)))
    for text in ("\n".join(["5'10\" tall", *own]), "\n".join(own).replace("word7", '"word7', 1)):
        assert len(np.intersect1d(from_bytes(marks("", text)), whole)) >= 0.7 * len(whole)


def test_a_text_that_is_all_quotation_is_marked_whole() -> None:
    said = " ".join(_made_up(12, 200))
    assert marks("", f"“{said}”") == marks("", said)


def test_the_headline_does_not_count_beside_a_text() -> None:
    body = " ".join(_made_up(4, 200))
    assert marks("One headline", body) == marks("Quite another headline", body)


def test_short_and_empty_texts() -> None:
    assert marks("", "") == b""
    assert marks("…", "\n—\n!") == b""
    # one run has a mark or none, so many are tried
    assert any(marks(f"Title {number}", "Two words") for number in range(50))
    assert any(marks("", f"word{number}") for number in range(50))


def test_scripts_without_spaces() -> None:
    first = "市议会周一决定关闭海港大桥九个月，维修费用为四千八百万克朗。市长表示，工程不能再等一个冬天了。"
    rest = "渡轮从四月起每十二分钟一班。北岸的店主们担心自己的生意会受到影响，没有人征求过他们的意见。"
    whole = from_bytes(marks("", first + rest))
    part = from_bytes(marks("", first))
    assert len(whole) >= 5
    assert set(part.tolist()) <= set(whole.tolist())
    thai = from_bytes(marks("", "สภาเทศบาลเมืองมีมติเมื่อวันจันทร์ให้ปิดสะพานท่าเรือเป็นเวลาเก้าเดือน" * 2))
    assert len(thai)


def test_rare_and_broken_characters() -> None:
    marks("", "\ud800 \udfff \x00 \u202e 😀 𠀀𠀁𠀂𠀃𠀄𠀅𠀆 \U0010ffff " * 200)
    words = " ".join(_made_up(5, 300))
    assert marks("", words) == marks("", words.replace(" ", " 😀 "))
    rare = from_bytes(marks("", "".join(chr(0x20000 + place) for place in range(400))))
    assert 20 <= len(rare) <= 90


def test_a_very_long_text_is_read_to_its_cap() -> None:
    found = marks("", "a" * 3_000_000 + " " + " ".join(_made_up(6, 300)))
    assert len(from_bytes(found)) <= 1
    assert len(from_bytes(marks("", " ".join(_made_up(7, 100_000))))) < fingerprints.LONGEST / 8


def test_a_tail_shared_by_all_does_not_make_a_copy() -> None:
    tail = (
        "Copyright 2020 The Associated Press. All rights reserved. This material may not be published, " * 2
    )
    one, other = (_made_up(seed, 300) + tail.split() for seed in (8, 9))
    assert _estimated(one, other) < 0.2


@settings(max_examples=60)
@given(st.text(max_size=400), st.text(max_size=40))
def test_any_text_has_marks_that_can_be_read(body: str, title: str) -> None:
    found = from_bytes(marks(title, body))
    assert found.dtype == np.uint32
    assert len(found) <= len(body) + len(title)


@settings(max_examples=40)
@given(
    st.integers(0, 10_000),
    st.integers(400, 2500),
    st.floats(0, 0.12),
    st.floats(0, 0.9),
)
def test_estimates_are_near_the_truth(seed: int, length: int, edits: float, cut: float) -> None:
    choose = random.Random(seed)
    whole = _made_up(seed, length)
    kept = whole[: max(fingerprints.WORDS * 30, int(length * (1 - cut)))]
    other = [word if choose.random() > edits else f"new{choose.randrange(99)}" for word in kept]
    other += _made_up(seed + 20_000, int(length * cut))
    truth, estimate = _shared(whole, other), _estimated(whole, other)
    # Four standard deviations of a sample of one run in eight, and the dependence of runs beside each other.
    spread = (max(truth * (1 - truth), 0.01) / (length / fingerprints.EVERY)) ** 0.5
    assert abs(truth - estimate) <= 4 * spread * 2 + 0.02


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(300, 1500), st.integers(0, 12))
def test_few_edits_leave_most_marks(seed: int, length: int, edits: int) -> None:
    choose = random.Random(seed)
    words = _made_up(seed, length)
    changed = list(words)
    for _ in range(edits):
        place = choose.randrange(len(changed))
        match choose.randrange(3):
            case 0:
                changed[place] = "changed"
            case 1:
                changed.insert(place, "inserted")
            case _:
                del changed[place]
    # an edit touches six runs at most
    assert _shared(words, changed) >= 1 - 6 * edits / (length - fingerprints.WORDS + 1) - 0.001
    left, right = (set(from_bytes(marks("", " ".join(text))).tolist()) for text in (words, changed))
    assert len(left - right) <= 6 * edits
