"""The guarded client against a real server that means no good."""

import gzip
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from evil_addresses import EVIL
from local_web import PUBLIC, LocalWeb, local_web

from app.errors import BadResponseError, FetchError, RefusedAddressError, StatusError, UnreachableError
from app.fetch.client import MAX_REDIRECTS, GuardedClient, resolve_name
from app.fetch.wire import dial_tcp

LIMIT = 200_000
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with local_web() as running:
        yield running


def refused(web: LocalWeb, url: str, **more: Any) -> FetchError:
    with pytest.raises(FetchError) as error:
        web.client(**more).get(url, limit=LIMIT)
    return error.value


def test_a_page_is_fetched_from_the_address_that_was_checked(web: LocalWeb) -> None:
    web.put("news.example/a?b=1", "<p>hello", headers={"X-A": "1"})
    answer = web.client().get("http://news.example/a?b=1#part", limit=LIMIT)
    assert (answer.url, answer.status, answer.body) == ("http://news.example/a?b=1", 200, b"<p>hello")
    assert (answer.media_type, answer.headers["x-a"], answer.moved) == ("text/html", "1", None)
    assert web.dialled == [(PUBLIC, 80)]
    asked = web.asked[0].headers
    assert asked["host"] == "news.example"
    assert asked["user-agent"].startswith("Parallax/")
    assert not {"cookie", "authorization", "referer", "proxy-authorization"} & set(asked)


def test_no_evil_address_is_dialled_or_looked_up(web: LocalWeb) -> None:
    looked_up: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"]

    client = GuardedClient(resolve=resolve, dial=web.dial)
    assert len(EVIL) >= 60
    for url in EVIL:
        with pytest.raises(RefusedAddressError):
            client.get(url, limit=LIMIT)
    assert (looked_up, web.dialled, web.asked) == ([], [], [])


def test_a_name_that_changes_between_check_and_dial_is_dialled_where_it_was_checked(web: LocalWeb) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"], ["169.254.169.254"]])
    web.names["rebind.example"] = lambda: next(answers)
    web.put("rebind.example/", "fine")
    assert web.client().get("http://rebind.example/", limit=LIMIT).body == b"fine"
    assert web.dialled == [(PUBLIC, 80)]
    assert isinstance(refused(web, "http://rebind.example/"), RefusedAddressError)
    assert web.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["::1"],
        ["10.0.0.5"],
        ["169.254.169.254"],
        ["100.100.100.200"],
        ["fd00:ec2::254"],
        ["fe80::1%eth0"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["0.0.0.0"],
        ["224.0.0.1"],
        [PUBLIC, "192.168.0.1"],
        ["not an address"],
    ],
)
def test_a_name_with_any_forbidden_address_is_not_dialled(web: LocalWeb, addresses: list[str]) -> None:
    web.names["trap.example"] = addresses
    assert isinstance(refused(web, "http://trap.example/"), RefusedAddressError)
    assert web.dialled == []


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "data:text/html,hello",
        "ftp://news.example/",
        "gopher://127.0.0.1:6379/_INFO",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://localhost:8000/",
        "//10.0.0.1/",
        "http://2130706433/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/",
        "http://user:secret@news.example/",
        "http://inside.example/",
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_leads_nowhere_an_address_may_not(web: LocalWeb, location: str, status: int) -> None:
    web.names["inside.example"] = ["192.168.1.1"]
    web.redirect("news.example/", location, status)
    error = refused(web, "http://news.example/")
    assert isinstance(error, RefusedAddressError)
    assert error.url in (location, f"http:{location}", "http://inside.example/")
    assert web.dialled == [(PUBLIC, 80)]


def test_redirects_are_followed_so_far_and_permanent_ones_remembered(web: LocalWeb) -> None:
    web.redirect("news.example/a", "/b", 301)
    web.redirect("news.example/b", "http://other.example/c", 308)
    web.redirect("other.example/c", "/d", 302)
    web.redirect("other.example/d", "/e", 301)
    web.put("other.example/e", "there")
    answer = web.client().get("http://news.example/a", limit=LIMIT)
    assert (answer.url, answer.moved) == ("http://other.example/e", "http://other.example/c")
    for number in range(MAX_REDIRECTS + 2):
        web.redirect(f"chain.example/{number}", f"/{number + 1}", 301)
    error = refused(web, "http://chain.example/0")
    assert isinstance(error, BadResponseError)
    assert "redirects more than" in error.reason
    assert len(web.paths("chain.example")) == MAX_REDIRECTS + 1
    web.redirect("loop.example/", "/")
    assert isinstance(refused(web, "http://loop.example/"), BadResponseError)
    web.put("lost.example/", status=302)
    assert isinstance(refused(web, "http://lost.example/"), BadResponseError)


def until_ended(web: LocalWeb, write: Callable[[Any], None]) -> Callable[[Any], None]:
    """A script that writes again and again until the client has gone."""

    def script(stream: Any) -> None:
        while not web.ended.is_set():
            write(stream)

    return script


@pytest.mark.parametrize("head", [HEAD + b"\r\n", HEAD + b"Content-Length: 9999999999\r\n\r\n"])
def test_an_endless_body_ends_at_the_limit(web: LocalWeb, head: bytes) -> None:
    def script(stream: Any) -> None:
        stream.write(head)
        until_ended(web, lambda stream: stream.write(b"x" * 65536))(stream)

    web.put("news.example/", script=script)
    assert isinstance(refused(web, "http://news.example/"), BadResponseError)
    assert len(web.client().get("http://news.example/", limit=LIMIT, cut=True).body) == LIMIT


def test_a_slow_drip_ends_at_the_deadline(web: LocalWeb) -> None:
    def drip(stream: Any) -> None:
        stream.write(b"x")
        web.ended.wait(0.02)

    web.put("body.example/", script=lambda s: (s.write(HEAD + b"\r\n"), until_ended(web, drip)(s)))
    web.put("head.example/", script=lambda s: (s.write(b"HTTP/1.1 200 OK\r\nX: "), until_ended(web, drip)(s)))
    web.put("mute.example/", script=lambda s: web.ended.wait(20))
    for host in ("body", "head", "mute"):
        error = refused(web, f"http://{host}.example/", seconds=0.3)
        assert isinstance(error, UnreachableError)
        assert error.transient
        assert error.reason == "the server takes too long"


def test_the_deadline_holds_for_all_redirects_together(web: LocalWeb) -> None:
    def slow(_asked: Any) -> Any:
        time.sleep(0.2)
        return web.pages["there"]

    web.redirect("there", "/")
    web.pages["news.example/"] = slow
    error = refused(web, "http://news.example/", seconds=0.5)
    assert isinstance(error, UnreachableError)
    assert len(web.asked) <= 3


def test_a_name_server_that_does_not_answer_is_not_waited_for(web: LocalWeb) -> None:
    web.names["slow.example"] = lambda: [PUBLIC] if web.ended.wait(20) else []
    assert "looking up" in refused(web, "http://slow.example/", seconds=0.1).reason
    web.names["none.example"] = []
    assert "no address" in refused(web, "http://none.example/").reason

    def unknown() -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    web.names["unknown.example"] = unknown
    assert "no server of this name" in refused(web, "http://unknown.example/").reason


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw deflate"])
def test_a_bomb_is_defused(web: LocalWeb, coding: str) -> None:
    pack = zlib.compressobj(9, zlib.DEFLATED, {"gzip": 31, "deflate": 15, "raw deflate": -15}[coding])
    bomb = b"".join(pack.compress(b"\0" * 1_000_000) for _ in range(200)) + pack.flush()
    assert len(bomb) < 250_000
    web.put("news.example/", bomb, headers={"Content-Encoding": coding.removeprefix("raw ")})
    assert isinstance(refused(web, "http://news.example/"), BadResponseError)


def test_what_is_compressed_honestly_is_read(web: LocalWeb) -> None:
    text = b"a page of the day " * 500
    members = gzip.compress(text[:5000]) + gzip.compress(text[5000:]) + b"\0\0\0"
    for coding, data in (
        ("gzip", members),
        ("x-gzip", gzip.compress(text)),
        ("deflate", zlib.compress(text)),
        ("deflate", zlib.compress(text, wbits=-15)),
        ("identity", text),
    ):
        web.put("news.example/", data, headers={"Content-Encoding": coding})
        assert web.client().get("http://news.example/", limit=LIMIT).body == text
    web.put("news.example/", b"", headers={"Content-Encoding": "gzip"})
    assert web.client().get("http://news.example/", limit=LIMIT).body == b""


@pytest.mark.parametrize(
    ("coding", "data", "kind"),
    [
        ("gzip", b"not gzip at all", BadResponseError),
        ("gzip", gzip.compress(b"cut off" * 900)[:40], UnreachableError),
        ("br", b"x", BadResponseError),
        ("gzip, gzip", gzip.compress(gzip.compress(b"x")), BadResponseError),
        ("gzip, " * 50 + "gzip", b"x", BadResponseError),
    ],
)
def test_damaged_and_strange_compression_is_named(
    web: LocalWeb, coding: str, data: bytes, kind: type
) -> None:
    web.put("news.example/", data, headers={"Content-Encoding": coding})
    assert isinstance(refused(web, "http://news.example/"), kind)


@pytest.mark.parametrize(
    "script",
    [
        lambda s: s.write(HEAD + b"".join(b"X-%d: y\r\n" % n for n in range(500)) + b"\r\nbody"),
        lambda s: s.write(HEAD + b"X: " + b"y" * 90_000 + b"\r\n\r\nbody"),
        lambda s: s.write(HEAD + b"X: y\r\n" * 1_000_000 + b"\r\n"),
        lambda s: s.write(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100_000),
        lambda s: s.write(b"HTTP/1.1 999999 x\r\n\r\n"),
        lambda s: s.write(HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nbodybody"),
        lambda s: s.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzzz\r\nbody"),
        lambda s: s.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1;" + b"x" * 150_000),
        lambda s: s.write(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
    ],
    ids=["count", "length", "flood", "hints", "status", "lengths", "chunk", "extension", "upgrade"],
)
def test_answers_that_break_the_rules_are_refused(web: LocalWeb, script: Callable[[Any], None]) -> None:
    web.put("news.example/", script=script)
    assert isinstance(refused(web, "http://news.example/"), (BadResponseError, StatusError))


@pytest.mark.parametrize(
    "script",
    [
        lambda s: None,
        lambda s: s.write(b"SSH-2.0-OpenSSH_9\r\n"),
        lambda s: s.write(HEAD),
        lambda s: s.write(HEAD + b"Content-Length: 100\r\n\r\nbody"),
        lambda s: s.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nbod"),
    ],
    ids=["nothing", "ssh", "head", "length", "chunk"],
)
def test_an_answer_that_breaks_off_is_no_answer(web: LocalWeb, script: Callable[[Any], None]) -> None:
    web.put("news.example/", script=script)
    error = refused(web, "http://news.example/")
    assert isinstance(error, UnreachableError)
    assert error.transient


def test_an_error_of_the_server_is_named(web: LocalWeb) -> None:
    web.put("news.example/busy", status=429, headers={"Retry-After": "120"})
    web.put("news.example/same", status=304)
    gone = refused(web, "http://news.example/nothing")
    assert isinstance(gone, StatusError)
    assert (gone.status, gone.transient, gone.reason) == (404, False, "the server answers 404 (not found)")
    busy = refused(web, "http://news.example/busy")
    assert isinstance(busy, StatusError)
    assert (busy.status, busy.transient, busy.wait) == (429, True, 120.0)
    assert isinstance(refused(web, "http://news.example/same"), BadResponseError)
    asked = {"If-None-Match": '"1"'}
    assert web.client().get("http://news.example/same", limit=LIMIT, headers=asked).status == 304


def test_the_limit_goes_by_what_the_server_calls_it(web: LocalWeb) -> None:
    web.put("news.example/list", b"x" * 5_000, media_type="application/xml; charset=utf-8")
    web.put("news.example/page", b"x" * 5_000)
    client = web.client()

    def limit(media_type: str) -> int:
        return 10_000 if media_type == "application/xml" else 1_000

    assert len(client.get("http://news.example/list", limit=limit).body) == 5_000
    with pytest.raises(BadResponseError):
        client.get("http://news.example/page", limit=limit)


def test_proxies_of_the_environment_are_not_asked(web: LocalWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    web.put("news.example/", "direct")
    assert web.client().get("http://news.example/", limit=LIMIT).body == b"direct"


def test_private_addresses_are_fetched_where_the_setting_allows(web: LocalWeb) -> None:
    web.put("/", "inside")
    url = f"http://127.0.0.1:{web.port}/"
    allowing = GuardedClient(allow_private=True)
    assert allowing.get(url, limit=LIMIT).body == b"inside"
    assert allowing.get(f"http://localhost:{web.port}/", limit=LIMIT).body == b"inside"
    with pytest.raises(RefusedAddressError):
        GuardedClient().get(url, limit=LIMIT)
    with pytest.raises(RefusedAddressError):
        allowing.get("http://169.254.169.254/", limit=LIMIT)
    assert "127.0.0.1" in resolve_name("localhost", 80)


def test_a_closed_port_is_said_to_be_closed() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}/"
        with pytest.raises(UnreachableError, match="cannot be reached"):
            GuardedClient(allow_private=True).get(url, limit=LIMIT)


def test_the_second_address_is_tried_when_the_first_is_closed(web: LocalWeb) -> None:
    web.names["two.example"] = [PUBLIC, "93.184.216.35"]
    web.put("two.example/", "second")

    def dial(address: str, port: int, timeout: float | None) -> Any:
        web.dialled.append((address, port))
        return dial_tcp("127.0.0.1", 1 if address == PUBLIC else web.port, timeout)

    client = GuardedClient(resolve=web.resolve, dial=dial)
    assert client.get("http://two.example/", limit=LIMIT).body == b"second"
    assert [address for address, _port in web.dialled] == [PUBLIC, "93.184.216.35"]
