import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.mend import mended
from app.search.spelling import corrected
from app.search.word_list import Vocabulary

COUNTS = {
    "border": 500,
    "immigration": 900,
    "president": 2000,
    "senate": 400,
    "senat": 1,
    "smith": 300,
    "wall": 300,
}
WORDS = Vocabulary(sorted(COUNTS), np.asarray([COUNTS[word] for word in sorted(COUNTS)], dtype=np.int32))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("imigration", "immigration"),
        ("Imigration  BORDR", "Immigration BORDER"),
        ("bordr^2 OR (title:presidant wall)", "border^2 OR (title:president wall)"),
        ("body:(imigration OR bordr)", "body:(immigration OR border)"),
        ("presidant’s wall-bordre.", "president’s wall-border."),
        ("senat", "senate"),
        ('"imigration wall" bordr', '"imigration wall" border'),
        ("imigration -bordr NOT presidant", "immigration -bordr NOT presidant"),
        ("bordr outlet:imigration date:2016-02", "border outlet:imigration date:2016-02"),
        ("imigr* bordr~1 presid?nt senat", "imigr* bordr~1 presid?nt senate"),
        ("(bordr", "(border)"),
    ],
)
def test_plain_words_are_corrected_and_all_else_stays(typed: str, meant: str) -> None:
    assert corrected(typed, WORDS) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "border wall",
        "wal",
        "author:smiht",
        "xylophone",
        "bordr1",
        "https://bordr.example",
        '"bordr',
        "x:bordr",
    ],
)
def test_what_needs_no_correction_gets_none(typed: str) -> None:
    assert corrected(typed, WORDS) is None


@given(st.text(alphabet='abo bordr()"~*?:^-~ANDORNOT', max_size=60))
def test_any_text_is_read_and_keeps_its_signs(typed: str) -> None:
    found = corrected(typed, WORDS)
    if found is not None:
        signs = [char for char in found if not char.isalpha()]
        assert signs == [char for char in mended(typed)[0] if not char.isalpha()]
