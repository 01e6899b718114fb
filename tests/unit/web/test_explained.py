"""How every figure is computed: each page with figures leads there, and what is said there has its source."""

import re
from pathlib import Path

import pytest

from app.compare.accuracy import default_accuracy
from app.events.method import THRESHOLD
from app.resources import DOCUMENTS, PROJECT_DOCUMENTS, TEMPLATES
from app.search.ranking import MOST_SCORED
from app.web.manual.entry import Explained
from app.web.manual.explained import anchors, chapters, explained
from app.web.manual.library import Library
from app.web.manual.measured import read_by_hand

LINK = re.compile(r"\bhow\(\"([^\"]+)\"\)")
READ = re.compile(r"\bexplained\(\"([^\"]+)\"\)|/how#([\w-]+)")
FIGURE = re.compile(r"\| *(?:counted|number)\b|class=\"(?:[^\"]* )?(?:figure|chart)\b")
# their only figures are the lengths of the lists that they show
LISTS = {"event_log", "frozen_list", "import_waiting", "notes", "removed"}
PAGES = [path for path in sorted(TEMPLATES.glob("*.html")) if "{% extends" in path.read_text()]


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(DOCUMENTS, PROJECT_DOCUMENTS)


def entries() -> list[Explained]:
    return [entry for chapter in chapters() for entry in chapter.entries]


def test_every_page_with_figures_leads_to_how_they_are_computed() -> None:
    without = [
        path.stem
        for path in PAGES
        if FIGURE.search(path.read_text()) and not LINK.search(path.read_text()) and path.stem not in LISTS
    ]
    assert without == []
    linked = {path.stem for path in PAGES if LINK.search(path.read_text())}
    assert {"search", "trends", "words", "article", "event", "compare", "matrix", "home"} <= linked


def test_every_link_to_an_explanation_finds_one() -> None:
    known = set(anchors())
    assert len(known) == len(entries())
    for path in sorted(TEMPLATES.rglob("*.html")):
        asked = set(LINK.findall(path.read_text()))
        asked |= {name for found in READ.findall(path.read_text()) for name in found if name}
        assert asked <= known, path.name


def test_every_explanation_says_all_of_it_and_leads_to_its_method(library: Library) -> None:
    for entry in entries():
        assert all((entry.name, entry.counted, entry.computed, entry.not_said)), entry.anchor
        name, _, section = entry.document.partition("#")
        document = library.document(name)
        assert document is not None, entry.document
        assert not section or section in {heading.anchor for heading in document.headings}, entry.document


def test_what_was_measured_comes_out_of_the_model() -> None:
    known = default_accuracy()
    said = " ".join(explained("marks").measured)
    for figure in (known.pairs, known.links, known.statements, f"{known.only:,}"):
        assert str(figure) in said
    for share in (known.links_right, known.links_right_or_partial, known.only_right, known.found):
        assert f" {round(100 * share)} " in said


def test_what_was_read_by_hand_is_what_the_documents_say() -> None:
    def words(name: str) -> str:
        return " ".join((Path(DOCUMENTS) / name).read_text().split())

    figures, quotations, copies = (read_by_hand(name) for name in ("figures", "quotations", "copies"))
    speakers, storylines = read_by_hand("speakers"), read_by_hand("storylines")
    comparison = words("comparison.md")
    assert f"{figures['claims_right']} right of {figures['claims_read']}" in comparison
    agree, differ = (
        f"{figures[f'{kind}_found']} of {figures[f'{kind}_labelled']}" for kind in ("agree", "differ")
    )
    assert f"| found | {agree} | {differ} |" in comparison
    assert f"{quotations['both_found']} of {quotations['both_listed']}" in comparison
    right = speakers["named_right"] / speakers["named_read"]
    assert f"{right:.2f} of {speakers['named_read']}"[1:] in comparison
    assert f"{copies['part_pairs_right']} of {copies['part_pairs_read']}" in words("copies.md")
    assert f"Of {storylines['read']} storylines" in words("events.md")
    assert f"{storylines['whole']} hold together" in words("events.md")


def test_settings_in_the_documents_are_those_of_the_program() -> None:
    assert f"reaches {THRESHOLD:.2f}".replace("0.", ".") in (DOCUMENTS / "events.md").read_text()
    for name in ("search.md", "query-language.md"):
        assert f"more than {MOST_SCORED:,}" in (DOCUMENTS / name).read_text(), name
