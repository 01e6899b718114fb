"""What was frozen once is read, shown and written for ever."""

import json
from itertools import product
from pathlib import Path

import pytest
from exported import HOSTILE
from lxml import html

from app.compare.frozen import Frozen, frozen_json
from app.resources import STATIC, TEMPLATES
from app.web.assets import Assets
from app.web.compare.comparison_files import FileKind, exported, frozen_view, written
from app.web.rendering import Pages

# As the first version that could freeze kept it. Fields that records get later need a default, and none that
# they have may go or change what it means; a new schema would need a way from the old one.
FROZEN = Path(__file__).resolve().parents[2] / "support" / "frozen_1.json"


@pytest.fixture(scope="module")
def frozen() -> Frozen:
    return Frozen.model_validate(json.loads(FROZEN.read_text(encoding="utf-8")))


def file(frozen: Frozen, kind: FileKind) -> str:
    render = Pages(TEMPLATES, Assets(STATIC)).whole
    sheet = lambda name: (STATIC / name).read_text(encoding="utf-8")  # noqa: E731
    return "".join(written(kind, exported(frozen), frozen_view(frozen), render, sheet))


def test_it_is_read_as_it_was_kept(frozen: Frozen) -> None:
    kept = json.loads(FROZEN.read_text(encoding="utf-8"))
    said = frozen_json(frozen)
    for name in ("made_at", "title", "address", "event", "articles", "method"):
        assert said[name] == kept[name], name
    for key, number in product("ab", (0, 1, 2)):
        passage = said["comparison"][f"passages_{key}"][number]
        article = next(one for one in said["articles"] if one["id"] == passage["article_id"])
        block = article["blocks"][passage["block"]]["text"]
        assert block[passage["start"] : passage["end"]] == passage["text"]


@pytest.mark.parametrize("kind", ["csv", "md", "html"])
def test_it_is_written_in_every_form(frozen: Frozen, kind: FileKind) -> None:
    assert "48 million" in file(frozen, kind)


def test_texts_are_only_texts_in_the_page_of_one_file(frozen: Frozen) -> None:
    page = html.document_fromstring(file(frozen, "html"))
    assert HOSTILE in page.text_content()
    assert not page.xpath("//script | //@style | //body//style | //@src")
    assert len(page.xpath("//style")) == 1
    assert [href for href in page.xpath("//a/@href") if not href.startswith("#")] == []
