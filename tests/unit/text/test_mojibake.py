"""Text that was decoded with the wrong encoding is mended; text that only looks odd is left alone."""

import pytest

from app.text.decode import clean_characters, decode
from app.text.mojibake import repaired


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        ("donâ€™t", "don’t"),
        ("ObamaÃ¢â‚¬â„¢s agenda Ã¢â‚¬â€\x9d more", "Obama’s agenda — more"),
        ("JosÃ© GarcÃ\xada", "José García"),
        ("the president\x92s plan \x96 at last", "the president’s plan – at last"),
        ("worked \x80\x94to reduce", "worked —to reduce"),
        ("РџСЂРёРІРµС‚ РјРёСЂ", "Привет мир"),
        ("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет"),
        ("æ—¥æœ¬", "日本"),
        ("It‚Äôs", "It’s"),
        ('<a title="donâ€™t">Ã© & “quoted”</a>', '<a title="don’t">é & “quoted”</a>'),
    ],
)
def test_damage_is_undone(damaged: str, mended: str) -> None:
    assert repaired(damaged) == mended


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "L’été «déjà» à Paris — “São Paulo”",
        "СССР и Россия, Сёмга",
        "costs \x80 50".replace("\x80", "€"),
        "ﬁne ｗｉｄｅ &amp; 'straight' \"quotes\"",
        "Ångström ÄÖÜ Ñandú",
    ],
)
def test_nothing_else_is_touched(text: str) -> None:
    assert repaired(text) == text


def test_files_are_mended_when_they_are_decoded() -> None:
    assert decode("donâ€™t".encode()).text == "don’t"


def test_what_hides_or_steers_text_is_taken_out() -> None:
    assert clean_characters("invoice\u202egnp.exe \u2066x\u2069") == ("invoicegnp.exe x", ())
    assert clean_characters("Elon Mu\u200bsk and re\u00adpub\u00adlic") == ("Elon Musk and republic", ())
    assert clean_characters("a\u3164b").text == "a b"
    assert clean_characters("flag\udb40\udc67 \ud800x") == (
        "flag \ufffdx",
        ("1 broken characters (lone surrogates) were replaced",),
    )


def test_joiners_stay_where_a_script_needs_them() -> None:
    persian, family = "می\u200cخواهم", "👨\u200d👩\u200d👧"
    assert clean_characters(f"{persian} {family}").text == f"{persian} {family}"
