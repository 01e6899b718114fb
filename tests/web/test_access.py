"""Who may read and who may write: every route of the app, asked by everybody there is."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from every_route import BASE, HASH, READS, WORDS, WRITES, is_private, opened
from fastapi.testclient import TestClient
from lxml import html
from page_selection import select

from app.database import Database
from app.store import notes, saved_searches
from app.text.anchors import Anchor
from app.web.auth.access import PRIVATE_PAGES

ALWAYS_OPEN = {"/sign-in", "/healthz", "/readyz", "/static/x/css/base.css"}


@pytest.fixture(scope="module")
def closed(filled: Path) -> Iterator[TestClient]:
    """A server with a password; nobody has signed in."""
    with opened(filled, HASH) as asking:
        yield asking


@pytest.fixture(scope="module")
def public(filled: Path) -> Iterator[TestClient]:
    """The same, where everybody may read. A read must not write: other sites can have a browser send one."""
    with opened(filled, HASH, public_read=True) as asking:
        refusing = {"side_effect": AssertionError("a read wants to write")}
        with patch.object(asking.app.state.database, "write_session", **refusing):
            yield asking


@pytest.fixture(scope="module")
def stranger(filled: Path) -> Iterator[TestClient]:
    """Another machine, asking a server without a password."""
    with opened(filled, client="192.0.2.7") as asking:
        yield asking


def test_there_are_routes_to_ask() -> None:
    assert len(READS) > 20
    assert ("POST", "/articles/1/outlet") in WRITES


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_no_write_passes_without_a_sign_in(
    closed: TestClient, public: TestClient, stranger: TestClient, method: str, path: str
) -> None:
    if path == "/sign-in":
        return
    assert closed.request(method, path).status_code == 401
    assert public.request(method, path).status_code == 401
    assert stranger.request(method, path).status_code == 403


@pytest.mark.parametrize("path", READS)
def test_no_read_passes_without_a_sign_in_unless_reading_is_public(
    closed: TestClient, public: TestClient, path: str
) -> None:
    answers = {"closed": closed.get(path), "public": public.get(path)}
    if path in ALWAYS_OPEN:
        assert {answer.status_code for answer in answers.values()} == {200}
        return
    for kind, answer in answers.items():
        if kind == "public" and not is_private(path):
            assert answer.status_code not in (303, 401, 403), kind
        elif path.endswith(".json"):
            assert answer.status_code == 401
            assert set(answer.json()) == {"error", "detail", "advice"}
        else:
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("path", READS)
def test_other_machines_read_nothing_while_there_is_no_password(stranger: TestClient, path: str) -> None:
    may = path.startswith(("/static/", "/healthz", "/readyz"))
    assert stranger.get(path).status_code == (200 if may else 403)


@pytest.mark.parametrize("page", [*PRIVATE_PAGES, "/imports/3", "/imports.json", "/feeds/1/anything"])
def test_pages_for_writing_are_closed_even_where_reading_is_public(public: TestClient, page: str) -> None:
    assert public.get(page).status_code in (303, 401)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_methods_nobody_thought_of_count_as_writing(public: TestClient, method: str) -> None:
    assert public.request(method, "/").status_code == 401


def test_a_new_route_is_closed_without_anybody_thinking_of_it(filled: Path) -> None:
    async def forgotten() -> str:
        return "done"

    with opened(filled, HASH, public_read=True) as asking:
        asking.app.router.add_api_route("/forgotten", forgotten, methods=["POST"])
        assert asking.post("/forgotten").status_code == 401


def test_the_health_check_tells_strangers_no_figures(
    closed: TestClient, public: TestClient, stranger: TestClient, client: TestClient
) -> None:
    assert {"status": "ok"} == closed.get("/healthz").json() == stranger.get("/healthz").json()
    told = [asking.get("/readyz").json() for asking in (closed, stranger, public, client)]
    assert {one["status"] for one in told} == {"ready"}
    assert [one["articles"] is None for one in told] == [True, True, False, False]
    assert [one["details"] is None for one in told] == [True, True, False, False]


@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("127.8.0.1", {}, 200),
        ("::1", {}, 200),
        ("::ffff:127.0.0.1", {}, 200),
        ("192.168.1.5", {}, 403),
        ("172.17.0.1", {}, 403),
        ("::ffff:10.0.0.1", {}, 403),
        ("fe80::1%eth0", {}, 403),
        ("2001:db8::1", {}, 403),
        # nobody becomes local by saying so, and whoever comes through a proxy stops being it
        ("192.168.1.5", {"X-Forwarded-For": "127.0.0.1"}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 403),
        ("127.0.0.1", {"X-Real-IP": "203.0.113.9"}, 403),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.9"}, 403),
        ("127.0.0.1", {"CF-Connecting-IP": "203.0.113.9"}, 403),
    ],
)
def test_without_a_password_only_this_machine_is_answered(
    filled: Path, client: str, headers: dict[str, str], status: int
) -> None:
    with opened(filled, client=client) as asking:
        answer = asking.get("/about", headers=headers)
        assert answer.status_code == status
        assert ("PARALLAX_PASSWORD" in answer.text) == (status == 403)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "leads_to"),
    [
        ("GET", "/search?q=a b", {}, 303, "/sign-in?next=%2Fsearch%3Fq%3Da%2520b"),
        ("GET", "/", {}, 303, "/sign-in"),
        ("GET", "//elsewhere.example/", {}, 303, "/sign-in"),
        ("GET", "/about", {"Accept": "application/json"}, 401, None),
        ("HEAD", "/about", {}, 303, "/sign-in?next=%2Fabout"),
        ("POST", "/articles/1/outlet", {"Accept": "text/html", "Referer": f"{BASE}/articles/1"}, 303,
         "/sign-in?next=%2Farticles%2F1"),
        ("POST", "/articles/1/outlet", {"Accept": "text/html", "Referer": "https://a.example/b"}, 303,
         "/sign-in"),
        ("POST", "/articles/1/outlet", {"Accept": "text/html", "Referer": "http://[::1"}, 303, "/sign-in"),
    ],
)  # fmt: skip
def test_a_page_leads_to_the_sign_in_and_back(
    closed: TestClient, method: str, path: str, headers: dict[str, str], status: int, leads_to: str | None
) -> None:
    # built by hand: a client reads // as the start of a host
    answer = closed.request(method, f"{BASE}{path}", headers=headers)
    assert answer.status_code == status
    assert answer.headers.get("location") == leads_to


def test_htmx_is_told_to_go_to_the_sign_in(closed: TestClient) -> None:
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Current-URL": f"{BASE}/search?q=x"}
    answer = closed.get("/search?q=xy", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/sign-in?next=%2Fsearch%3Fq%3Dx"


def test_writes_from_other_sites_are_refused_before_anything_else(closed: TestClient) -> None:
    answer = closed.post("/sign-in", data={"password": WORDS}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_answers_behind_a_password_are_kept_apart_in_caches(closed: TestClient, public: TestClient) -> None:
    for answer in (closed.get("/healthz"), public.get("/"), public.get("/search.json")):
        assert answer.headers["cache-control"].startswith("private")
        assert "Cookie" in answer.headers["vary"]
    static = closed.get("/static/x/css/base.css")
    assert "private" not in static.headers["cache-control"]


def test_the_masthead_offers_what_one_may_do(
    closed: TestClient, public: TestClient, client: TestClient, parse: Callable[..., object]
) -> None:
    def links(asking: TestClient, path: str) -> list[str]:
        return [link.get("href") for link in select(parse(asking.get(path)), ".masthead nav a")]

    assert "/sign-in?next=/about" in links(public, "/about")
    assert "/feeds" not in links(public, "/about")
    assert "/sign-in" in links(closed, "/sign-in")
    assert not [link for link in links(client, "/about") if "sign-in" in link]


@pytest.mark.parametrize("path", READS)
def test_who_may_only_read_is_offered_no_change(public: TestClient, path: str) -> None:
    answer = public.get(path)
    if answer.status_code == 200 and path != "/sign-in" and "text/html" in answer.headers["content-type"]:
        page = html.document_fromstring(answer.text)
        assert not page.xpath("//form[@method='post']")
        assert not [link for link in page.xpath("//a/@href") if link.startswith(PRIVATE_PAGES)]


def test_what_somebody_is_after_is_not_public(filled: Path, tmp_path: Path) -> None:
    data = shutil.copytree(filled, tmp_path / "copy")
    database = Database(data / "parallax.sqlite3")
    with database.write_session() as session:
        saved_searches.save(session, "q=council", "A secret story", "2025-01-01T00:00:00+00:00", seen_id=0)
    database.close()
    for public, shown in ((True, False), (False, True)):
        with opened(data, HASH if public else "", public_read=public) as asking:
            for path in ("/", "/search?q=council"):
                assert ("A secret story" in asking.get(path).text) == shown


def test_notes_are_not_public(filled: Path, tmp_path: Path) -> None:
    data = shutil.copytree(filled, tmp_path / "copy")
    database = Database(data / "parallax.sqlite3")
    anchor = Anchor(version=1, block=2, start=0, end=18, quote="The harbour bridge")
    with database.write_session() as session:
        notes.on_passage(session, 1, anchor, "A secret source", "2025-01-01T00:00:00+00:00")
    database.close()
    for public, shown in ((True, False), (False, True)):
        with opened(data, HASH if public else "", public_read=public) as asking:
            for path in ("/articles/1", "/events/1/compare", "/compare.md?a=1&b=2", "/compare.html?a=1&b=2"):
                assert ("A secret source" in asking.get(path).text) == shown, path
