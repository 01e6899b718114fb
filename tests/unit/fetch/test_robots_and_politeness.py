"""robots.txt as RFC 9309 has it, and manners towards servers."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from local_web import Asked, Clock, LocalWeb, Reply, local_web

from app.errors import RefusedAddressError, RobotsError, StatusError, UnreachableError
from app.fetch.politeness import MAX_CRAWL_DELAY, MAX_WAIT, PoliteClient
from app.fetch.retry_after import seconds_to_wait
from app.fetch.robots import MAX_BYTES, read_rules
from app.fetch.targets import parse

LIMIT = 100_000
SITE = "news.example"


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with local_web({f"{SITE}/{name}": Reply(name) for name in ("", "a", "b", "private/a")}) as running:
        yield running


def get(client: PoliteClient, path: str = "/a", host: str = SITE) -> bytes:
    return client.get(f"http://{host}{path}", limit=LIMIT).body


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /private/", "/a", True),
        ("User-agent: *\nDisallow: /private/", "/private/a", False),
        ("User-agent: *\nDisallow:", "/private/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: Parallax\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a", False),
        ("User-agent: PARALLAX/2.0 (any)\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: parallax\nAllow: /", "/a", True),
        ("User-agent: OtherBot\nDisallow: /", "/a", True),
        ("User-agent: OtherBot\nUser-agent: parallax\nDisallow: /", "/a", False),
        ("User-agent: Para\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /\nAllow: /a$", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf", False),
        ("User-agent: *\nDisallow: /private/\nAllow: /private/a", "/private/a", True),
        ("\ufeffUser-agent: *\r\nDisallow: /a # not this\r\n", "/a", False),
        ("Disallow: /", "/a", True),
        ("<html><body>not found</body></html>", "/a", True),
        ("User-agent: *\nDisallow: /a?b=", "/a?b=1", False),
    ],
)
def test_rules_are_understood(rules: str, path: str, allowed: bool) -> None:
    assert read_rules(rules.encode()).allows(parse(f"http://{SITE}{path}")) is allowed


def test_hostile_rules_are_read_in_bounds() -> None:
    agents = "".join(f"User-agent: bot{number}\n" for number in range(15_000))
    rules = read_rules((agents + "Disallow: /x\n" * 20_000).encode())
    assert rules.allows(parse(f"http://{SITE}/x"))
    stars = read_rules(("User-agent: *\nDisallow: /" + "*a" * 900 + "b\n").encode() * 50)
    assert stars.allows(parse(f"http://{SITE}/" + "a" * 3_000))
    assert read_rules(b"\xff\xfe\0\0User-agent\0" * 20_000).allows(parse(f"http://{SITE}/"))
    assert read_rules(b"User-agent: *\nDisallow: /" + b"a" * MAX_BYTES).allows(parse(f"http://{SITE}/"))


def test_a_forbidden_page_is_not_asked_for_and_rules_are_asked_for_once(web: LocalWeb) -> None:
    web.put(f"{SITE}/robots.txt", "User-agent: *\nDisallow: /private/", media_type="text/plain")
    client = web.polite()
    assert get(client, "/a") == b"a"
    with pytest.raises(RobotsError, match=r"robots\.txt forbids it"):
        get(client, "/private/a")
    assert get(client, "/b") == b"b"
    assert [asked.path for asked in web.asked] == ["/robots.txt", "/a", "/b"]


def test_rules_are_asked_for_again_after_a_day(web: LocalWeb) -> None:
    clock = Clock()
    client = web.polite(clock)
    get(client)
    clock.time += 24 * 3600
    web.put(f"{SITE}/robots.txt", "User-agent: *\nDisallow: /")
    with pytest.raises(RobotsError):
        get(client)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_site_without_rules_allows_everything(web: LocalWeb, status: int) -> None:
    web.put(f"{SITE}/robots.txt", "User-agent: *\nDisallow: /", status=status)
    assert get(web.polite()) == b"a"


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_site_that_cannot_be_asked_allows_nothing_until_later(web: LocalWeb, status: int) -> None:
    web.put(f"{SITE}/robots.txt", status=status)
    clock = Clock()
    client = web.polite(clock)
    for _ in range(2):
        with pytest.raises(UnreachableError, match=r"robots\.txt cannot be read"):
            get(client)
    assert len(web.asked) == 1
    del web.pages[f"{SITE}/robots.txt"]
    clock.time += 601
    assert get(client) == b"a"


def test_rules_that_break_off_allow_nothing(web: LocalWeb) -> None:
    web.put(f"{SITE}/robots.txt", script=lambda stream: stream.write(b"HTTP/1.1 200 OK\r\n"))
    with pytest.raises(UnreachableError):
        get(web.polite())


def test_rules_behind_redirects_are_those_of_the_site_that_was_asked(web: LocalWeb) -> None:
    web.redirect(f"{SITE}/robots.txt", "http://other.example/rules", 301)
    web.put("other.example/rules", "User-agent: *\nDisallow: /a")
    client = web.polite()
    with pytest.raises(RobotsError):
        get(client)
    assert get(client, "/b") == b"b"


def test_rules_that_redirect_without_end_or_inside_are_no_rules(web: LocalWeb) -> None:
    web.redirect(f"{SITE}/robots.txt", "/robots.txt")
    assert get(web.polite()) == b"a"
    web.redirect(f"{SITE}/robots.txt", "http://127.0.0.1/robots.txt")
    assert get(web.polite()) == b"a"
    web.names["inside.example"] = ["10.0.0.1"]
    with pytest.raises(RefusedAddressError) as refused:
        get(web.polite(), host="inside.example")
    assert refused.value.url == "http://inside.example/a"


def test_very_long_rules_are_read_as_far_as_the_cap(web: LocalWeb) -> None:
    long = "User-agent: *\nDisallow: /private/\n" + "# nothing\n" * 100_000 + "Disallow: /a\n"
    web.put(f"{SITE}/robots.txt", long)
    client = web.polite()
    assert get(client) == b"a"
    with pytest.raises(RobotsError):
        get(client, "/private/a")


def test_a_redirect_to_another_site_obeys_that_site(web: LocalWeb) -> None:
    web.redirect(f"{SITE}/a", "http://other.example/a")
    web.put("other.example/a", "there")
    web.put("other.example/robots.txt", "User-agent: *\nDisallow: /")
    with pytest.raises(RobotsError) as error:
        get(web.polite())
    assert error.value.url == "http://other.example/a"
    assert web.paths("other.example") == []


def test_there_is_a_pause_between_requests_to_one_host_only(web: LocalWeb) -> None:
    clock = Clock()
    client = web.polite(clock, delay=2.0)
    get(client)
    assert clock.slept == [2.0]  # after its rules
    web.put("other.example/a", "there")
    before = len(clock.slept)
    get(client, host="other.example")
    assert clock.slept[before:] == [2.0]
    get(client, "/b")
    assert clock.slept[before + 1 :] == []  # its pause went by meanwhile
    get(client, "/b")
    assert clock.slept[before + 1 :] == [2.0]


@pytest.mark.parametrize(
    ("asked", "kept"), [("7", 7.0), ("0.5", 1.0), ("9999", MAX_CRAWL_DELAY), ("soon", 1.0)]
)
def test_a_crawl_delay_is_kept_up_to_a_bound(web: LocalWeb, asked: str, kept: float) -> None:
    web.put(f"{SITE}/robots.txt", f"User-agent: *\nCrawl-delay: {asked}\nDisallow: /private/")
    clock = Clock()
    client = web.polite(clock)
    get(client)
    get(client, "/b")
    assert clock.slept == [1.0, kept]


def test_a_busy_host_is_asked_again_as_it_says_or_ever_later(web: LocalWeb) -> None:
    answers = iter([Reply(status=503, headers={"Retry-After": "9"}), Reply(status=429), Reply("at last")])
    web.pages[f"{SITE}/a"] = lambda asked: next(answers)
    clock = Clock()
    assert get(web.polite(clock)) == b"at last"
    assert clock.slept == [1.0, 9.0, 10.0]


def test_a_host_that_stays_busy_is_left_alone(web: LocalWeb) -> None:
    web.put(f"{SITE}/a", status=429)
    clock = Clock()
    with pytest.raises(StatusError):
        get(web.polite(clock))
    assert len(web.paths()) == 3


def test_a_host_that_asks_for_a_long_pause_gets_it(web: LocalWeb) -> None:
    web.put(f"{SITE}/a", status=503, headers={"Retry-After": "3600"})
    clock = Clock()
    client = web.polite(clock)
    with pytest.raises(StatusError):
        get(client)
    with pytest.raises(UnreachableError, match="left alone"):
        get(client, "/b")
    assert web.paths() == ["/a"]
    assert max(clock.slept) <= MAX_WAIT
    clock.time += 3600
    assert get(client, "/b") == b"b"


def test_one_host_gets_one_request_at_a_time_and_all_hosts_so_many(web: LocalWeb) -> None:
    changed = threading.Condition()
    running: dict[str, int] = {}
    most: dict[str, int] = {}

    def answer(asked: Asked) -> Reply:
        names = (asked.host, "all")
        with changed:
            for name in names:
                running[name] = running.get(name, 0) + 1
                most[name] = max(most.get(name, 0), running[name])
            changed.notify_all()
            # Until so many have met, whoever comes first waits for the others.
            assert changed.wait_for(lambda: most["all"] >= 3, timeout=30)
            for name in names:
                running[name] -= 1
        return Reply("fine")

    web.pages["/page"] = answer
    client = web.polite(delay=0.0, at_once=3)
    threads = [
        threading.Thread(target=get, args=(client, "/page", f"host{number % 6}.example"))
        for number in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most.pop("all") == 3
    assert set(most.values()) == {1}


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("120", 120.0),
        (" 5 ", 5.0),
        ("-5", None),
        ("soon", None),
        ("٣", None),
        ("9" * 50, 7 * 24 * 3600.0),
        ("9" * 500, None),
        ("Thu, 01 Jan 1970 00:10:00 GMT", 500.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Thu, 99 Jan 1970 00:00:00 GMT", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: Any, seconds: float | None) -> None:
    assert seconds_to_wait(value, now=100.0) == seconds
