"""Signing in and out, and what becomes of sign-ins."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from httpx2 import Response
from page_selection import select

from app.config import Settings
from app.web.app import create_app

WORDS = "open sesame, é"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HASH = CHEAP.hash(WORDS)
COOKIE = "parallax_session"


@contextmanager
def opened(data: Path, password: str = HASH, base: str = "http://127.0.0.1:8000") -> Iterator[TestClient]:
    with TestClient(
        create_app(Settings(data=data, password=password)), base, follow_redirects=False
    ) as asking:
        yield asking


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[TestClient]:
    with opened(tmp_path) as client:
        yield client


def sign_in(client: TestClient, password: str = WORDS, **more: str) -> Response:
    return client.post("/sign-in", data={"password": password, **more})


def rows(data: Path) -> list[tuple[str, str, str]]:
    with sqlite3.connect(data / "parallax.sqlite3") as connection:
        found = connection.execute("SELECT token_digest, made_at, expires_at FROM sign_in").fetchall()
    connection.close()
    return found


def rewrite(data: Path, **columns: datetime) -> None:
    """Set times of all sign-ins, for tests that cannot wait."""
    with sqlite3.connect(data / "parallax.sqlite3") as connection:
        for name, moment in columns.items():
            connection.execute(f"UPDATE sign_in SET {name} = ?", [moment.isoformat(timespec="seconds")])
    connection.close()


def test_the_password_opens_the_page_that_was_asked_for(asking: TestClient) -> None:
    asked = asking.get("/search?q=a+b")
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in?next=%2Fsearch%3Fq%3Da%2Bb")
    form = asking.get(asked.headers["location"])
    assert 'name="next" value="/search?q=a+b"' in form.text
    answer = sign_in(asking, next="/search?q=a+b")
    assert (answer.status_code, answer.headers["location"]) == (303, "/search?q=a+b")
    assert asking.get("/search?q=a+b").status_code == 200
    assert asking.post("/articles/1/outlet", data={"name": "x"}).status_code == 404


def test_a_wrong_password_is_told_in_words(asking: TestClient, parse: Callable[[Response], object]) -> None:
    for wrong in ("", "open", WORDS + " ", "x" * 1_000, "\x00", "𝔬"):
        answer = sign_in(asking, wrong, next="/about")
        if answer.status_code == 429:
            break
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
    page = parse(answer)
    assert select(page, "[role=alert]")[0].get("id") == select(page, "#password")[0].get("aria-describedby")
    assert select(page, "[name=next]")[0].get("value") == "/about"
    assert asking.get("/about").status_code == 303


def test_the_form_is_one_that_password_managers_know(
    asking: TestClient, parse: Callable[[Response], object]
) -> None:
    page = parse(asking.get("/sign-in"))
    field = select(page, "#password")[0]
    assert (field.get("type"), field.get("autocomplete")) == ("password", "current-password")
    assert select(page, "label[for=password]")
    assert not select(page, "[name=next]")


@pytest.mark.parametrize(
    "away",
    ["https://a.example/", "//a.example", "/\\a.example", "/\t/a.example", "javascript:alert(1)", "a", "",
     "/ok\r\nSet-Cookie: x=1", "\\\\a.example", "/%0d%0a//a.example\x7f"],
)  # fmt: skip
def test_nobody_is_led_away(asking: TestClient, away: str) -> None:
    assert sign_in(asking, next=away).headers["location"] == "/"
    assert f'value="{away}"' not in asking.get("/sign-in", params={"next": away}).text


def test_the_cookie_is_out_of_reach(tmp_path: Path) -> None:
    with opened(tmp_path) as asking:
        cookie = sign_in(asking).headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for part in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age=7776000"):
        assert part in cookie
    assert "Secure" not in cookie
    with opened(tmp_path, base="https://127.0.0.1:8000") as asking:
        cookie = sign_in(asking).headers["set-cookie"]
        assert asking.get("/").status_code == 200
    assert cookie.startswith(f"__Host-{COOKIE}=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_only_a_digest_of_the_token_is_kept(asking: TestClient, tmp_path: Path) -> None:
    sign_in(asking)
    token = asking.cookies[COOKIE]
    assert len(token) >= 43
    [(digest, _, _)] = rows(tmp_path)
    assert token not in digest
    asking.cookies.clear()
    assert asking.get("/", headers={"Cookie": f"{COOKIE}={digest}"}).status_code == 303


def test_signing_in_anew_ends_the_token_before(asking: TestClient) -> None:
    sign_in(asking)
    first = asking.cookies[COOKIE]
    sign_in(asking)
    assert asking.cookies[COOKIE] != first
    asking.cookies.clear()
    assert asking.get("/", headers={"Cookie": f"{COOKIE}={first}"}).status_code == 303


def test_signing_out_ends_the_sign_in_on_the_server(asking: TestClient) -> None:
    sign_in(asking)
    token = asking.cookies[COOKIE]
    answer = asking.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert COOKIE not in asking.cookies
    assert asking.get("/", headers={"Cookie": f"{COOKIE}={token}"}).status_code == 303
    assert asking.get("/sign-out").status_code == 303
    assert asking.post("/sign-out").status_code == 401


def test_signing_out_everywhere_ends_every_sign_in(tmp_path: Path) -> None:
    with opened(tmp_path) as here:
        sign_in(here)
        other = here.cookies[COOKIE]
        here.cookies.clear()
        sign_in(here)
        here.post("/sign-out")
        assert here.get("/", headers={"Cookie": f"{COOKIE}={other}"}).status_code == 200
        sign_in(here)
        here.post("/sign-out", data={"everywhere": "true"})
        assert here.get("/", headers={"Cookie": f"{COOKIE}={other}"}).status_code == 303
        assert rows(tmp_path) == []


@pytest.mark.parametrize("password", [HASH, WORDS], ids=["hash", "words"])
def test_a_sign_in_outlives_a_restart_but_not_a_change_of_the_password(tmp_path: Path, password: str) -> None:
    with opened(tmp_path, password) as asking:
        sign_in(asking)
        cookie = {"Cookie": f"{COOKIE}={asking.cookies[COOKIE]}"}
    with opened(tmp_path, password) as asking:
        assert asking.get("/", headers=cookie).status_code == 200
    for other in (CHEAP.hash("another"), "another", CHEAP.hash(WORDS)):
        with opened(tmp_path, other) as asking:
            assert asking.get("/", headers=cookie).status_code == 303


def test_a_sign_in_ends_when_it_is_not_used_and_lasts_when_it_is(asking: TestClient, tmp_path: Path) -> None:
    sign_in(asking)
    now = datetime.now(UTC)
    rewrite(tmp_path, expires_at=now - timedelta(seconds=1))
    assert asking.get("/").status_code == 303
    rewrite(tmp_path, expires_at=now + timedelta(hours=1))
    assert asking.get("/").status_code == 200
    assert datetime.fromisoformat(rows(tmp_path)[0][2]) > now + timedelta(days=13)
    # but never for ever
    rewrite(tmp_path, made_at=now - timedelta(days=88), expires_at=now + timedelta(minutes=1))
    assert asking.get("/").status_code == 200
    assert datetime.fromisoformat(rows(tmp_path)[0][2]) < now + timedelta(days=2, minutes=1)
    rewrite(tmp_path, made_at=now - timedelta(days=91), expires_at=now - timedelta(minutes=1))
    assert asking.get("/").status_code == 303
    sign_in(asking)
    assert len(rows(tmp_path)) == 1, "what has expired is swept out"


def test_reading_is_no_write(asking: TestClient, tmp_path: Path) -> None:
    sign_in(asking)
    before = rows(tmp_path)
    with asking.app.state.database.write_session():
        assert asking.get("/").status_code == 200
    assert rows(tmp_path) == before


@pytest.mark.parametrize("cookie", ["", "x", "é", "a" * 4_000, "a; b=c", f"{COOKIE}=x", "\x7f"])
def test_made_up_cookies_open_nothing(asking: TestClient, cookie: str) -> None:
    answer = asking.get("/", headers={"Cookie": f"{COOKIE}={cookie}".encode()})
    assert answer.status_code == 303


def test_whoever_keeps_guessing_waits_and_others_do_not(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path, password=HASH))
    base = "http://127.0.0.1:8000"
    guesser = TestClient(app, base, client=("192.0.2.7", 50_000), follow_redirects=False)
    with TestClient(app, base, client=("192.0.2.8", 50_000), follow_redirects=False) as owner:
        answers = [sign_in(guesser, "guess") for _ in range(5)]
        assert [answer.status_code for answer in answers] == [401] * 4 + [429]
        assert answers[-1].headers["retry-after"] == "1"
        assert "Too many tries" in answers[-1].text
        # the right one does not pass either, or waiting would say nothing
        assert sign_in(guesser).status_code == 429
        assert sign_in(owner).status_code == 303


def test_data_clients_are_told_in_data(asking: TestClient) -> None:
    headers = {"Accept": "application/json"}
    answer = asking.post("/sign-in", data={"password": "guess"}, headers=headers)
    assert answer.status_code == 401
    assert answer.json()["detail"] == "That is not the password."
    answer = asking.post("/sign-in", data={"password": WORDS}, headers=headers)
    assert answer.status_code == 303
    assert asking.get("/index.json").status_code == 200


def test_what_is_typed_never_comes_back(asking: TestClient) -> None:
    assert "hunter2" not in sign_in(asking, "hunter2").text
    assert "hunter2" not in sign_in(asking, "hunter2" * 200).text
    assert sign_in(asking, "hunter2" * 200).status_code == 422


def test_without_a_password_there_is_nothing_to_sign_in_to(client: TestClient) -> None:
    assert client.get("/sign-in").status_code == 404
    assert client.post("/sign-in", data={"password": "x"}).status_code == 404
    assert client.post("/sign-out").status_code == 404


def test_signed_in_the_page_offers_the_ways_out(
    asking: TestClient, parse: Callable[[Response], object]
) -> None:
    sign_in(asking)
    page = parse(asking.get("/sign-in?next=/about"))
    assert [form.get("action") for form in select(page, "main form")] == ["/sign-out", "/sign-out"]
    assert select(page, "main .actions a")[0].get("href") == "/about"
    assert [link.text for link in select(page, ".footer a")][-1] == "Sign out"
