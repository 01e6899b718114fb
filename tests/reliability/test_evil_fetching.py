"""Nobody in by fetching: evil addresses, names, redirects and answers, over real connections.

A canary listens inside, on several addresses of this machine, and is also what the environment names as a
proxy. A name server on this machine answers for every name. Only the one public address is laid to the evil
web server; every other address that the client thinks fit to be dialled is dialled for real.
"""

import itertools
import ssl
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import httpcore2
import pytest
from canary import Canary, canary
from evil_addresses import EVIL
from evil_answers import BROKEN, LARGE, OK, SLOW, Script, bomb, endless
from local_dns import LocalDns, Name, local_dns
from local_web import PUBLIC, Clock, LocalWeb, Reply, local_web

from app.database import Database
from app.errors import BadResponseError, FetchError, RefusedAddressError, UnreachableError
from app.fetch.client import MAX_HEADER_BYTES, MAX_REDIRECTS, GuardedClient
from app.fetch.politeness import PoliteClient
from app.fetch.wire import dial_tcp
from app.ingest.feeds import poll, subscribe
from app.ingest.readers.base import Address
from app.ingest.web_pages import take_in_addresses
from app.store import feeds

pytestmark = pytest.mark.reliability

LIMIT = 200_000
# what may have come in when the client gives up: its caps, and what one read more holds
MOST_BYTES = 2 * LIMIT + 4 * MAX_HEADER_BYTES + 256 * 1024
# made once: reading the certificates of all authorities takes longer than most of these tests
TLS = ssl.create_default_context()
STATUSES = (301, 302, 303, 307, 308)
Measured = Callable[[str], None]
Effort = Callable[[int, int], int]

# Notations of this machine, with {port} for the canary's.
INSIDE = [
    *("127.0.0.1", "127.0.0.2", "127.1.2.3", "localhost", "LOCALHOST", "a.localhost", "127.1", "127.0.1"),
    *("2130706433", "0x7f000001", "0X7F000001", "0x7f.1", "0x7f.0x0.0x0.0x1", "0177.0.0.1", "017700000001"),
    *("127.0.0.01", "00000177.0.0.1", "127.000.000.001", "0", "0.0.0.0", "0x0", "127.0.0.1.", "localhost."),
    *("[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]"),
    *("[::ffff:0:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::1%25lo]", "[::1%lo]", "[0::1]"),
    *("１２７.０.０.１", "127。0。0。1", "①②⑦.⓪.⓪.①", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "ｌｏｃａｌｈｏｓｔ", "%31%32%37.0.0.1"),
    *("127.0.0.1%00.news.example", "127.0.0.1%2f.news.example", "[127.0.0.1]", "1\u00ad27.0.0.1"),
    *("news.example@127.0.0.1", "news.example:80@127.0.0.1", "@127.0.0.1", "a:b@localhost", "%40@[::1]"),
    *("inside.example", "inside6.example", "mixed.example", "alias.example", "aliases.example"),
    *("hex.inside.example", "INSIDE.example", "ｉｎｓｉｄｅ.example", "mapped.example", "zero.example"),
]
# The same written round about.
ROUND_ABOUT = [
    "http://news.example\\@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@news.example/",
    "http://127.0.0.1:{port}\\.news.example/",
    "http://news.example\t@127.0.0.1:{port}/",
    "http:\\\\127.0.0.1:{port}/",
    "http:/\\127.0.0.1:{port}/",
    "http:127.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@news.example/",
    "http://127.0.0.1:{port}?@news.example/",
    "http://127.0.0.1\r\n:{port}/",
    "http://127.0.0\n.1:{port}/",
    " \thttp://127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/",
    "HTTP://127.0.0.1:{port}/",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_GET%20/",
    "ws://127.0.0.1:{port}/",
    "dict://127.0.0.1:{port}/stat",
    "view-source:http://127.0.0.1:{port}/",
    "jar:http://127.0.0.1:{port}/!/a",
    "url:http://127.0.0.1:{port}/",
]


def names() -> dict[str, Name]:
    """What the name server says: public and private, both at once, by aliases, and never twice the same."""
    public, inside = ("A", PUBLIC), ("A", "127.0.0.1")
    told: dict[str, Name] = {
        "news.example": [public],
        "inside.example": [inside],
        "inside6.example": [("AAAA", "::1")],
        "mixed.example": [public, ("A", "127.0.0.2")],
        "mixed6.example": [public, ("AAAA", "::1")],
        "last.example": [*[("A", f"93.184.216.{n}") for n in range(60)], inside],
        "alias.example": [("CNAME", "localhost")],
        "aliases.example": [("CNAME", "alias.example")],
        "localhost": [inside, ("AAAA", "::1")],
        "hex.inside.example": [inside],
        "mapped.example": [("AAAA", "::ffff:127.0.0.1")],
        "translated.example": [("AAAA", "64:ff9b::7f00:1")],
        "zero.example": [("A", "0.0.0.0")],
        "metadata.example": [("A", "169.254.169.254")],
        "lan.example": [("A", "192.168.0.1")],
        "ten.example": [("A", "10.0.0.1")],
        "shared.example": [("A", "100.64.0.1")],
        "unique.example": [("AAAA", "fd00::1")],
        "link.example": [("AAAA", "fe80::1")],
        "loop.example": [("CNAME", "loop.example")],
        "nothing.example": [],
        "mute.example": None,
    }
    # both kinds of address are asked for, and whoever asks again finds another
    turns = itertools.chain([[public], [public]], itertools.repeat([inside]))
    told["rebinding.example"] = lambda: next(turns)
    return told


class Counted(httpcore2.NetworkStream):
    """A connection whose incoming bytes are added up."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self.stream = stream
        self.came_in = 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self.stream.read(max_bytes, timeout)
        self.came_in += len(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, timeout)

    def close(self) -> None:
        self.stream.close()


@dataclass
class Net:
    """The net a client is let loose in. ``roads`` are the connections that were made, by address."""

    web: LocalWeb
    dns: LocalDns
    bird: Canary
    roads: list[tuple[str, Counted]]

    def dial(self, address: str, port: int, timeout: float | None) -> httpcore2.NetworkStream:
        to = ("127.0.0.1", self.web.port) if address == PUBLIC else (address, port)
        stream = Counted(dial_tcp(*to, timeout))
        self.roads.append((address, stream))
        return stream

    def client(self, **more: Any) -> GuardedClient:
        return GuardedClient(resolve=self.dns.resolve, dial=self.dial, tls=TLS, **more)

    def polite(self, **more: Any) -> PoliteClient:
        """One whose pauses take no time."""
        clock = Clock()
        return PoliteClient(self.client(**more), now=clock.now, sleep=clock.sleep)

    def outcome(self, url: str, client: GuardedClient | None = None) -> FetchError | bytes:
        try:
            return (client or self.client()).get(url, limit=LIMIT).body
        except FetchError as error:
            return error


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[Net]:
    """Evil web, name server and canary. Nobody may have visited the canary when a test has ended."""
    with local_web() as web, local_dns(names()) as dns, canary() as bird:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            for spelling in (name, name.upper()):
                monkeypatch.setenv(spelling, f"http://127.0.0.1:{bird.port}")
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        web.put("news.example/", "the news")
        made = Net(web, dns, bird, [])
        assert made.outcome("http://news.example/") == b"the news"
        made.roads.clear()
        yield made
        assert bird.visits == []
        assert {address for address, _road in made.roads} <= {PUBLIC}


def inside(port: int) -> list[str]:
    """Every address that leads to the canary in some program's eyes."""
    return [f"http://{host}:{port}/" for host in INSIDE] + [url.format(port=port) for url in ROUND_ABOUT]


def test_the_canary_is_found_by_a_client_without_a_guard() -> None:
    """Else the rest of this file would show nothing."""
    with canary() as bird, local_dns(names()) as dns:
        careless = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        hosts = (
            "127.0.0.1",
            "127.0.0.2",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "0",
            "localhost",
        )
        for host in hosts:
            with careless.open(f"http://{host}:{bird.port}/", timeout=10) as answer:
                assert answer.read() == b"secret", host
        for name in ("inside.example", "alias.example", "mixed.example"):
            assert {"127.0.0.1", "127.0.0.2"} & set(dns.resolve(name, 80)), name
        assert len(bird.visits) == len(hosts)


def test_no_evil_address_reaches_anything(net: Net, measured: Measured) -> None:
    urls = inside(net.bird.port) + EVIL
    assert len(urls) >= 60
    for url in urls:
        error = net.outcome(url)
        assert isinstance(error, RefusedAddressError), url
        assert error.reason
    assert net.web.asked[1:] == []
    measured(f"{len(urls)} evil addresses asked for: {len(net.bird.visits)} got through")


@pytest.mark.parametrize("name", [name for name in names() if name not in ("news.example", "mute.example")])
def test_no_name_leads_inside(net: Net, name: str) -> None:
    for port in (80, net.bird.port):
        answers = [net.outcome(f"http://{name}:{port}/") for _ in range(3)]
        # what is dialled is public; a name that changes is answered by the public server, or refused
        assert all(isinstance(answer, (RefusedAddressError, UnreachableError)) for answer in answers[1:])
        assert b"secret" not in answers


def test_a_name_that_never_answers_is_not_waited_for(net: Net, effort: Effort) -> None:
    cap = effort(1, 30)
    began = time.monotonic()
    error = net.outcome("http://mute.example/", net.client(seconds=cap))
    assert isinstance(error, UnreachableError)
    assert time.monotonic() - began < cap + 5


def test_no_redirect_reaches_anything(net: Net, effort: Effort, measured: Measured) -> None:
    places = inside(net.bird.port) + [url for url in EVIL if url and url.isprintable()]
    places += [url.removeprefix("http:") for url in inside(net.bird.port) if url.startswith("http://")]
    every, count, through = effort(0, 1), 0, []
    for number, place in enumerate(places):
        location = place.encode()
        for status in STATUSES if every else STATUSES[number % 5 : number % 5 + 1]:
            head = f"HTTP/1.1 {status} Moved\r\nContent-Length: 0\r\nLocation: ".encode() + location
            net.web.put("news.example/go", script=lambda stream, head=head: stream.write(head + b"\r\n\r\n"))
            net.web.put("news.example/", "the news")
            answer = net.outcome("http://news.example/go")
            count += 1
            # some notations are paths on the site itself, or no headers at all
            if not isinstance(answer, FetchError) and answer != b"the news":
                through.append((status, place, answer))
    assert through == []
    measured(f"{count} redirects to {len(places)} evil places: {len(net.bird.visits)} got through")


def test_redirects_end(net: Net) -> None:
    def count_of(path: str) -> int:
        return sum(asked.path.startswith(path) for asked in net.web.asked)

    net.web.redirect("news.example/self", "/self", 301)
    net.web.redirect("news.example/ping", "/pong", 302)
    net.web.redirect("news.example/pong", "/ping", 307)
    for number in range(MAX_REDIRECTS + 1):
        net.web.redirect(f"news.example/chain{number}", f"/chain{number + 1}", 308)
    net.web.redirect(f"news.example/chain{MAX_REDIRECTS + 1}", f"http://127.0.0.1:{net.bird.port}/")
    net.web.pages["news.example/grow"] = lambda asked: Reply(
        status=302, headers={"Location": "/grow?" + "a" * 5_000}
    )
    for path in ("self", "ping", "chain0"):
        assert isinstance(net.outcome(f"http://news.example/{path}"), BadResponseError), path
    assert isinstance(net.outcome("http://news.example/grow"), RefusedAddressError)
    assert count_of("/self") == count_of("/chain") == MAX_REDIRECTS + 1
    # a chain of allowed length whose last step leads inside
    net.web.redirect("news.example/chain3", f"http://[::1]:{net.bird.port}/")
    assert isinstance(net.outcome("http://news.example/chain0"), RefusedAddressError)


def run(
    net: Net, scripts: dict[str, Script], seconds: float, limit: int
) -> dict[str, tuple[float, int, Any]]:
    """Ask for every one of ``scripts`` at once: how long each took, how much came in, how it ended."""

    def one(number: int, script: Script) -> tuple[float, int, Any]:
        net.web.put(f"news.example/evil{number}", script=lambda stream: script(stream, net.web.ended))
        roads: list[tuple[str, Counted]] = []
        alone = Net(net.web, net.dns, net.bird, roads)
        began = time.monotonic()
        end = alone.outcome(f"http://news.example/evil{number}", alone.client(seconds=seconds))
        took = time.monotonic() - began
        net.roads.extend(roads)
        return took, sum(road.came_in for _address, road in roads), end

    with ThreadPoolExecutor(max_workers=len(scripts)) as pool:
        return dict(zip(scripts, pool.map(one, range(len(scripts)), scripts.values()), strict=True))


@pytest.mark.parametrize("kind", ["slow", "large", "broken"])
def test_every_evil_answer_ends_within_its_caps(
    net: Net, kind: str, effort: Effort, measured: Measured
) -> None:
    scripts = {"slow": SLOW, "large": LARGE, "broken": BROKEN}[kind]
    cap = effort(1, 60) if kind == "slow" else 60
    found = run(net, scripts, cap, LIMIT)
    for name, (took, came_in, end) in found.items():
        assert isinstance(end, FetchError), name
        assert not isinstance(end, RefusedAddressError), name
        assert took < cap + 15, f"{name}: {took:.1f} s"
        assert came_in <= MOST_BYTES, f"{name}: {came_in:,} bytes"
    if kind == "slow":
        assert {end.reason for _took, _size, end in found.values()} == {"the server takes too long"}
    longest, most = max(took for took, _, _ in found.values()), max(size for _, size, _ in found.values())
    measured(
        f"{len(found)} {kind} answers under a cap of {cap} s and {LIMIT:,} bytes: "
        f"the longest {longest:.1f} s, the largest {most:,} bytes in"
    )


def test_an_evil_robots_txt_opens_nothing_and_ends(net: Net) -> None:
    page = "http://news.example/"
    net.web.redirect("news.example/robots.txt", f"http://127.0.0.1:{net.bird.port}/robots.txt")
    assert net.polite().get(page, limit=LIMIT).body == b"the news"
    net.web.redirect("news.example/robots.txt", "/robots.txt")
    assert net.polite().get(page, limit=LIMIT).body == b"the news"
    for head in (OK + b"\r\n", OK + b"\r\nUser-agent: *\nDisallow: /private\n"):
        forever = endless(head, b"Disallow: /private/\n" * 800)
        net.web.put("news.example/robots.txt", script=lambda stream, say=forever: say(stream, net.web.ended))
        assert net.polite().get(page, limit=LIMIT).body == b"the news"
    for evil in (SLOW["a body that drips"], LARGE["headers without end"], LARGE["a chunk of 2^80 bytes"]):
        net.web.put("news.example/robots.txt", script=lambda stream, say=evil: say(stream, net.web.ended))
        with pytest.raises(UnreachableError):
            net.polite(seconds=0.5).get(page, limit=LIMIT)
    net.web.put("news.example/robots.txt", bomb(31), headers={"Content-Encoding": "gzip"})
    assert net.polite().get(page, limit=LIMIT).body == b"the news"
    net.web.redirect("news.example/go", "http://inside.example/")
    with pytest.raises(RefusedAddressError):
        net.polite().get("http://news.example/go", limit=LIMIT)


def test_neither_sitemaps_nor_feeds_lead_inside(net: Net, database: Database) -> None:
    start = "http://news.example/sitemap.xml"
    places = [url for url in inside(net.bird.port) if url.isprintable()]
    entries = "".join(f"<sitemap><loc>{escape(place)}</loc></sitemap>" for place in [start, *places])
    net.web.put(
        "news.example/sitemap.xml",
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>',
        media_type="application/xml",
    )
    first, second = take_in_addresses(database, net.polite(), [Address(start, start)])
    assert net.web.paths().count("/sitemap.xml") == 1
    assert first.run.stored == second.run.stored == 0
    assert second.run.problems > 30

    feed = "http://news.example/feed.xml"
    net.web.put(
        "news.example/feed.xml",
        '<rss version="2.0"><channel><title>News</title></channel></rss>',
        media_type="application/rss+xml",
    )
    subscribe(database, net.polite(), feed)
    for status in STATUSES:
        net.web.redirect("news.example/moved", f"http://127.0.0.1:{net.bird.port}/", status)
        with pytest.raises(RefusedAddressError):
            subscribe(database, net.polite(), "http://news.example/moved")
    net.web.redirect("news.example/feed.xml", f"http://127.0.0.1:{net.bird.port}/", 301)
    with database.read_session() as session:
        known = feeds.resolve(session, feed)
    poll(database, net.polite(), only=[known])
    with database.read_session() as session:
        assert feeds.resolve(session, feed).failures == 1
