"""The documentation inside the product: every page whole, all links within it alive, nothing else served."""

from pathlib import Path
from urllib.parse import quote

import pytest
from page_selection import select, texts

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(
    [path.relative_to(ROOT / "docs").as_posix().removesuffix(".md") for path in ROOT.glob("docs/**/*.md")]
    + ["readme", "changelog", "security"]
)


@pytest.fixture(scope="module")
def read(client, parse):
    """Every document as a page, by its name."""
    return {name: parse(client.get(f"/docs/{name}")) for name in NAMES}


def test_the_index_leads_to_every_document_once(client, parse):
    links = [link.get("href") for link in select(parse(client.get("/docs")), "main h3 a")]
    assert sorted(links) == [f"/docs/{name}" for name in NAMES]
    shelves = client.get("/docs.json").json()["shelves"]
    told = {one["name"]: one for shelf in shelves for one in shelf["documents"]}
    assert sorted(told) == NAMES
    assert told["comparison"]["title"] == "How two texts are compared"
    assert told["comparison"]["summary"] == "A comparison has two sides."


def test_every_document_is_a_page_with_a_title_and_its_own_ids(read):
    for name, page in read.items():
        assert len(texts(page, "h1")) == 1, name
        assert texts(page, "title")[0].endswith("· Documentation · Parallax"), name
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), name
        assert not page.xpath("//main//@style"), name


def test_links_between_documents_lead_to_what_they_name(client, read):
    kept, wrong = set(), []
    for name, page in read.items():
        for target in page.xpath("//main//a/@href"):
            path, _, anchor = target.partition("#")
            if path == "" or path.removeprefix("/docs/") in read:
                there = read[path.removeprefix("/docs/")] if path else page
                if anchor and not there.xpath("//*[@id=$anchor]", anchor=anchor):
                    wrong.append((name, target))
            elif path.startswith("/"):
                kept.add(path)
        kept |= set(page.xpath("//main//img/@src"))
    assert wrong == []
    assert "/docs/examples/compose.yaml" in kept
    assert [path for path in kept if client.get(path).status_code != 200] == []


def test_the_source_of_a_page_is_one_step_away(client):
    answer = client.get("/docs/query-language.md")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.text == (ROOT / "docs/query-language.md").read_text()
    example = client.get("/docs/examples/Caddyfile")
    assert example.headers["content-type"] == "text/plain; charset=utf-8"
    picture = client.get("/docs/tour/compare.webp")
    assert picture.headers["content-type"] == "image/webp"


OTHERS = (
    *(
        "nothing",
        "nothing.md",
        "",
        "api/",
        "api.md.md",
        "README",
        "README.md",
        "readme.md.md",
        "API",
        "./api",
    ),
    *("../pyproject.toml", "examples/../../pyproject.toml", "examples", "examples/..", "examples//Caddyfile"),
    *("/etc/passwd", "..\\pyproject.toml", "api\0", "api\n", "docs/api.md", "docs/api", "~", "%2e%2e/run.py"),
)


def test_no_other_name_is_served(client):
    library = client.app.state.library
    for name in OTHERS:
        found = (library.document(name), library.source(name.removesuffix(".md")), library.file(name))
        assert found == (None, None, None), name
        if not name.startswith((".", "examples")):
            assert client.get(f"/docs/{quote(name, safe='')}").status_code == 404, name


def test_how_every_figure_is_computed_is_a_page_and_data(client, parse):
    page = parse(client.get("/how"))
    entries = [
        entry for chapter in client.get("/how.json").json()["chapters"] for entry in chapter["entries"]
    ]
    assert texts(page, ".written h3") == [entry["name"] for entry in entries]
    assert page.xpath("//main//h3/@id") == [entry["anchor"] for entry in entries]
    for target in page.xpath("//main//a/@href"):
        if target.startswith("#"):
            assert page.get_element_by_id(target[1:]) is not None
    assert "76 pairs of articles" in page.text_content()


def test_links_to_it_say_which_figure_they_mean(client, parse):
    page = parse(client.get("/search?q=bridge"))
    links = {link.get("href"): link.text_content() for link in select(page, "a.how")}
    assert links["/how#total"] == "How is this computed? How many articles a search finds"
    assert {"/how#total", "/how#months", "/how#choices"} <= links.keys()
    # a comparison in a file of its own has no other pages
    assert "/how#figures" in client.get("/compare?a=1&b=2").text
    assert "/how" not in client.get("/compare.html?a=1&b=2").text
