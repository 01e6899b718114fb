"""Saved searches as a person without scripts keeps them: marked, renamed, removed, brought back."""

import pytest
from page_selection import select, texts

OURS = {"Origin": "http://127.0.0.1:8000"}


def _save(client, query="q=council", **fields):
    answer = client.post("/searches", data={"query": query, **fields}, headers=OURS)
    assert answer.status_code == 303
    return answer.headers["location"]


def _send(client, parse, address, button):
    """Press a button of the page at ``address``; where it leads."""
    page = parse(client.get(address))
    (pressed,) = [one for one in select(page, "form button") if button in one.text_content()]
    form = next(one for one in pressed.iterancestors() if one.tag == "form")
    data = {one.get("name"): one.get("value") or "" for one in select(form, "input")}
    if pressed.get("name"):
        data[pressed.get("name")] = pressed.get("value")
    answer = client.post(form.get("action"), data=data, headers=OURS)
    assert answer.status_code == 303
    return answer.headers["location"]


def test_a_search_is_saved_from_the_search_page(writing_client, parse):
    place = _send(writing_client, parse, "/search?q=council&lang=en&sort=newest&page=2", "Save")
    page = parse(writing_client.get(place))
    assert texts(page, "h1") == ["council, language en"]
    assert "Nothing new" in texts(page, "h2")
    assert "/search?q=council&lang=en" in [link.get("href") for link in select(page, "a")]
    again = parse(writing_client.get("/search?q=council&lang=en"))
    assert place in [link.get("href") for link in select(again, "a")]


def test_new_articles_are_shown_marked_and_the_mark_is_undone(writing_client, parse):
    place = _save(writing_client, seen_id="60", seen_at="2025-03-04T10:00:00Z")
    listed = texts(parse(writing_client.get("/searches")), ".saved .meta")
    assert listed[0].startswith("3 new since 4 March 2025")
    assert "3 new since 4 March 2025" in texts(parse(writing_client.get("/")), ".close li")[0]
    page = parse(writing_client.get(place))
    assert texts(page, "#new") == ["3 new articles"]
    assert len(select(page, ".items > li")) == 3
    marked = _send(writing_client, parse, place, "Mark these as seen")
    assert texts(parse(writing_client.get(marked)), "#new") == ["Nothing new"]
    undone = _send(writing_client, parse, marked, "Undo: Marked as seen.")
    assert undone == place
    assert writing_client.get(f"{place}.json").json()["search"]["seen_at"] == "2025-03-04T10:00:00+00:00"
    assert texts(parse(writing_client.get(undone)), "#new") == ["3 new articles"]


def test_many_new_ones_are_marked_page_by_page_or_all(writing_client, parse):
    place = _save(writing_client, seen_id="0")
    found = writing_client.get(f"{place}.json").json()
    assert (len(found["articles"]), found["new"] > 50) == (50, True)
    _send(writing_client, parse, place, "show the next")
    rest = writing_client.get(f"{place}.json").json()
    assert rest["new"] == found["new"] - 50
    assert not {one["id"] for one in rest["articles"]} & {one["id"] for one in found["articles"]}


def test_looking_changes_nothing(writing_client):
    place = _save(writing_client, seen_id="60")
    before = writing_client.get("/searches.json").json()
    for address in (place, f"{place}.json", "/searches", "/", f"{place}/seen", f"{place}/remove"):
        writing_client.get(address)
    assert writing_client.get("/searches.json").json() == before


def test_it_is_renamed_removed_and_brought_back(writing_client, parse):
    place = _save(writing_client, seen_id="60", name="<b>Council</b>")
    before = writing_client.get(f"{place}.json").json()["search"]
    assert "<b>Council" not in writing_client.get("/searches").text
    writing_client.post(f"{place}/name", data={"name": "The council"}, headers=OURS)
    assert texts(parse(writing_client.get(place)), "h1") == ["The council"]
    gone = _send(writing_client, parse, place, "Remove")
    assert writing_client.get(place).status_code == 404
    back = _send(writing_client, parse, gone, "Undo: The saved search “The council” was removed.")
    after = writing_client.get(f"{back}.json").json()["search"]
    assert (after["name"], after["query"], after["seen_id"], after["seen_at"]) == (
        "The council",
        before["query"],
        before["seen_id"],
        before["seen_at"],
    )


@pytest.mark.parametrize(
    "address", ["/searches", "/searches/1/seen", "/searches/1/name", "/searches/1/remove"]
)
def test_other_sites_cannot_change_anything(writing_client, address):
    _save(writing_client)
    data = {"query": "q=x", "seen_id": "1", "name": "x"}
    answer = writing_client.post(address, data=data, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    assert len(writing_client.get("/searches.json").json()["searches"]) == 1


@pytest.mark.parametrize("query", ["event=x", "from=never", "q=" + "a" * 5_000])
def test_what_is_no_search_is_not_saved(writing_client, query):
    answer = writing_client.post("/searches", data={"query": query}, headers=OURS)
    assert 400 <= answer.status_code < 500
    assert writing_client.get("/searches.json").json() == {"searches": []}


@pytest.mark.parametrize(
    "query", ["was=x", "was=-1", "was=1&at=never", "was=1&at=0001-01-01T00:00:00%2B14:00"]
)
def test_strange_ways_back_do_no_harm(writing_client, query):
    place = _save(writing_client)
    assert writing_client.get(f"{place}?{query}").status_code in (200, 422)
