"""The style sheets as text: layers, tokens, the budget, and colours that people can tell apart.

docs/design.md tells what is held here, with the figures.
"""

import gzip
import re
from pathlib import Path

import pytest

from app.web.assets import BUNDLES

ROOT = Path(__file__).parents[2]
CSS = ROOT / "static/css"
SHEETS = sorted(CSS.rglob("*.css"))
MOST_BYTES = 12_288
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r'"[^"]*"')
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(")
_NAMED = re.compile(
    r":[^;{}]*\b(?:black|white|gr[ae]y|red|blue|green|yellow|orange|Canvas|CanvasText|Highlight)\b"
)
_FONT_SIZE = re.compile(r"font(?:-size)?:([^;]*);")
_SPACE = re.compile(r"(?:margin|padding|gap)[a-z-]*:([^;]*);")


def _plain(path: Path) -> str:
    return _STRING.sub('""', _COMMENT.sub("", path.read_text(encoding="utf-8")))


def _layer(path: Path) -> str:
    return "pages" if path.parent.name == "pages" else path.stem


def _tokens() -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+):\s*([^;]+);", _plain(CSS / "tokens.css").split("@media")[0]))


def _compressed(sheets: list[Path]) -> int:
    return len(gzip.compress(b"".join(sheet.read_bytes() for sheet in sheets), compresslevel=9, mtime=0))


def test_all_own_css_together_keeps_the_budget() -> None:
    assert _compressed(SHEETS) <= MOST_BYTES


def test_the_sheets_of_one_page_sent_one_by_one_keep_the_budget_too() -> None:
    whole = [sheet for sheet in SHEETS if sheet.parent == CSS]
    for page in (ROOT / "templates").glob("*.html"):
        named = re.findall(r"css/[\w/-]+\.css", page.read_text(encoding="utf-8"))
        sheets = {CSS.parent / part for name in named for part in BUNDLES.get(name, (name,))}
        assert sum(_compressed([sheet]) for sheet in {*whole, *sheets}) <= MOST_BYTES, page.name


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_everything_stands_in_the_layer_of_its_place(sheet: Path) -> None:
    text = _plain(sheet)
    if sheet.stem == "tokens":
        order = "@layer tokens, base, layout, components, pages;"
        assert text.startswith(order)
        text = text.removeprefix(order)
    opening, inside = text.strip().split("{", 1)
    assert opening.strip() == f"@layer {_layer(sheet)}"
    depth = 1
    for at, sign in enumerate(inside):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth or at == len(inside) - 1, "something stands after the layer"


def test_every_class_and_id_of_the_style_sheets_is_used() -> None:
    sources = [
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "static/js").glob("*.js"),
        *(ROOT / "app/web").rglob("*.py"),
    ]
    text = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    used = set(re.findall(r"[A-Za-z][\w-]*", text))
    # "line-{{ number }}" stands for every name that begins so
    begun = tuple(re.findall(r"([a-z]+-)\{\{", text))
    for sheet in SHEETS:
        for selectors in re.findall(r"([^{};]+)\{", _plain(sheet)):
            if selectors.strip().startswith("@"):
                continue
            for name in re.findall(r"[.#]([A-Za-z][\w-]*)", selectors):
                assert name in used or name.startswith(begun), f"{sheet.name}: nothing has the name {name}"


def test_every_token_is_used_and_every_used_token_is_there() -> None:
    texts = {sheet: _plain(sheet) for sheet in SHEETS}
    used = {name for text in texts.values() for name in re.findall(r"var\(--([a-z0-9-]+)", text)}
    made = {name for text in texts.values() for name in re.findall(r"--([a-z0-9-]+):", text)}
    assert used == made


@pytest.mark.parametrize(
    "sheet", [sheet for sheet in SHEETS if sheet.stem != "tokens"], ids=lambda sheet: sheet.name
)
def test_colours_sizes_and_spaces_come_from_tokens(sheet: Path) -> None:
    text = _plain(sheet)
    declarations = "\n".join(re.findall(r"[\w-]+:[^{};]+;", text))
    assert not _COLOUR.search(declarations)
    assert not _NAMED.search(declarations)
    for value in _FONT_SIZE.findall(declarations):
        assert not re.search(r"\d(?:rem|px|pt)", re.sub(r"/\s*\S+", "", value)), value
    for value in _SPACE.findall(declarations):
        # larger ones are room for something, such as the names at the ends of lines
        assert not [size for size in re.findall(r"(?<![\w.])([\d.]+)rem", value) if float(size) < 6], value


# Contrast, as WCAG 2.2 computes it.


def _rgb(colour: str) -> tuple[float, float, float]:
    """The three parts of ``#rrggbb``, linear."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def _luminance(linear: tuple[float, float, float]) -> float:
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _scheme(dark: bool) -> dict[str, tuple[float, float, float]]:
    pairs = {
        name: re.findall(r"#[0-9a-f]{6}", value)
        for name, value in _tokens().items()
        if value.startswith("light-dark")
    }
    return {name: _rgb(pair[dark]) for name, pair in pairs.items()}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_and_signs_stand_out(dark: bool) -> None:
    colours = _scheme(dark)
    for text in ("ink", "soft", "both", "maybe"):
        for ground in ("paper", "tint"):
            assert _contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    assert _contrast(colours["ink"], colours["mark"]) >= 4.5
    assert _contrast(colours["paper"], colours["ink"]) >= 4.5
    # the edges of fields, the signs of states, the ring of the focus and the mark of what is current
    for sign in ("ink", "soft", "both", "maybe"):
        assert _contrast(colours[sign], colours["paper"]) >= 3, sign


# Machado, Oliveira and Fernandes 2009, severity 1: what of linear light is left to the colour-blind.
_SEEN_WITH = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("sight", _SEEN_WITH)
def test_the_colours_of_states_hold_for_colour_blind_readers(sight: str, dark: bool) -> None:
    def seen(linear: tuple[float, float, float]) -> tuple[float, float, float]:
        red, green, blue = (
            min(1.0, max(0.0, sum(factor * part for factor, part in zip(row, linear, strict=True))))
            for row in _SEEN_WITH[sight]
        )
        return red, green, blue

    colours = {name: seen(linear) for name, linear in _scheme(dark).items()}
    for state in ("both", "maybe", "soft"):
        assert _contrast(colours[state], colours["paper"]) >= 3, state
        assert _contrast(colours[state], colours["tint"]) >= 3, state


def test_the_states_differ_in_sign_and_rule_and_not_only_in_colour() -> None:
    page = (ROOT / "templates/components/symbols.html").read_text(encoding="utf-8")
    symbols = dict(re.findall(r'<symbol id="([a-z]+)"[^>]*>(.*?)</symbol>', page))
    states = {symbols[name] for name in ("verbatim", "same", "maybe", "only", "differ", "none")}
    assert len(states) == 6
    rules = re.findall(
        r"([^{}]+)\{([^{}]*)\}", _plain(CSS / "pages/compare.css").split("@media screen and (max")[0]
    )

    def under(selector: str) -> str:
        """The style of the line under what this selector chooses, as the last rule for it says."""
        styles: list[str] = [
            style
            for selectors, declarations in rules
            for style in re.findall(r"text-decoration(?:-style)?:\s*(var\(--under\)|[a-z]+)", declarations)
            if re.search(rf"(?<!\(){re.escape(selector)}(?![\w-])", selectors)
        ]
        return styles[-1]

    assert under(".passage.maybe") == "dashed"
    assert under(".passage.verbatim") == under(".shared") == "double"
    assert under(".passage:is(.only") == "none"
    # what is left is the same statement in other words: one line
    assert under(".passage,") == "var(--under)"
    assert any("--under: underline color-mix" in declarations for _, declarations in rules)
    # and in the strip: solid, hatched, open
    strip = {selectors.strip(): declarations for selectors, declarations in rules if "rect" in selectors}
    assert "url(" in strip[".strip rect.maybe"]
    assert "fill: none" in strip[".strip rect.only"]
