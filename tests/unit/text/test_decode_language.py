import pytest

from app.text.decode import clean_characters, decode, looks_binary
from app.text.language import detect, normalise


def test_encodings_are_tried_in_order() -> None:
    assert decode("\ufeffCuliacán".encode()).text == "Culiacán"
    assert decode("Culiacán".encode("utf-16")).text == "Culiacán"
    assert decode("Culiacán".encode()) == ("Culiacán", ())
    assert decode("Привет".encode("koi8-r"), "koi8-r").text == "Привет"
    text, warnings = decode("“Culiacán”".encode("cp1252"))
    assert text == "“Culiacán”"
    assert warnings == ("not UTF-8: read as Windows-1252",)
    assert decode(b"caf\xe9", "no-such-encoding").text == "café"


def test_characters_that_no_text_should_hold_are_removed_with_a_warning() -> None:
    text, warnings = clean_characters("a\x00b\ud800c \ud83d\ude00")
    assert text == "ab\ufffdc \U0001f600"
    assert len(warnings) == 2
    assert clean_characters("plain\ttext\n") == ("plain\ttext\n", ())


def test_binary_data_is_no_text() -> None:
    assert looks_binary(bytes(range(256)) * 20)
    assert not looks_binary("Culiacán – “quoted”\r\n\t".encode())
    assert not looks_binary("Culiacán".encode("utf-16"))


def test_languages() -> None:
    english = "The council voted on Monday to close the old bridge after years of debate."
    german = "Der Stadtrat beschloss am Montag nach Jahren des Streits, die alte Brücke zu schließen."
    assert detect(english) == "en"
    assert detect(german) == "de"
    assert detect("OK") is None
    assert detect("") is None
    assert (normalise("en-US"), normalise("English"), normalise("de_AT"), normalise("?")) == (
        "en",
        "en",
        "de",
        None,
    )


@pytest.mark.parametrize(
    ("text", "written_in", "declared"),
    [
        ("价格上涨 €", "gb18030", "gb2312"),
        ("東京①で", "cp932", "Shift_JIS"),
        ("서울 뷁", "cp949", "euc-kr"),
        ("Москва", "cp1251", "windows-1251"),
        ("café", "cp1252", "punycode"),
        ("café", "cp1252", "utf-7"),
        ("café", "cp1252", "hex"),
        ("café", "cp1252", "no such encoding"),
    ],
)
def test_encodings_are_meant_as_browsers_have_them(text: str, written_in: str, declared: str) -> None:
    assert decode(text.encode(written_in), declared).text == text
