"""Languages by name."""

import pytest

from app.text.language_names import language_name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("de", "German"),
        ("pt-BR", "Portuguese (BR)"),
        ("nn", "Norwegian Nynorsk"),
        ("gsw", "gsw"),
        (None, "Language unknown"),
        ("unknown", "Language unknown"),
    ],
)
def test_a_code_is_named_as_far_as_it_is_known(code: str | None, name: str) -> None:
    assert language_name(code) == name
