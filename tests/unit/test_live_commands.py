"""fetch, feeds and watch as a person or a script calls them, against a server on this machine."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from ended import ended
from local_web import Asked, LocalWeb, Reply, local_web
from news_pages import page

ROOT = Path(__file__).resolve().parents[2]
PARALLAX = [sys.executable, "-m", "app.cli"]
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with local_web({f"/{name}": Reply(page(name)) for name in ("bridge", "harbour")}) as running:
        entries = "".join(
            f"<item><title>{name}</title><link>{address(running, name)}</link></item>"
            for name in ("bridge", "harbour")
        )
        feed = f"<rss version='2.0'><channel><title>The &lt;Paper&gt;</title>{entries}</channel></rss>"
        running.put("/feed.xml", feed, media_type="application/rss+xml", headers={"ETag": '"v1"'})
        yield running


def address(web: LocalWeb, name: str) -> str:
    return f"http://127.0.0.1:{web.port}/{name}"


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """The command, on a folder of its own, with pages of this machine allowed."""
    monkeypatch.setenv("PARALLAX_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PARALLAX_ALLOW_PRIVATE_ADDRESSES", "1")
    monkeypatch.setenv("PARALLAX_FETCH_DELAY", "0")
    return run


def answered(run: Run, *arguments: object, code: int = 0) -> Any:
    ended, out, err = run(*arguments, "--json")
    assert ended == code, (out, err)
    return json.loads(out)


def test_pages_are_fetched_and_a_second_time_nothing_is_new(run: Run, web: LocalWeb) -> None:
    said = answered(run, "fetch", address(web, "bridge"), address(web, "harbour"))
    assert (said["stored"], said["rejected"], said["source"]) == (2, 0, "address")
    said = answered(run, "fetch", address(web, "bridge"))
    assert (said["stored"], said["same"]) == (0, 1)
    code, out, _ = run("search", "bridge")
    assert code == 0
    assert "Council talks about the bridge" in out


def test_a_page_that_is_missing_is_named_and_changes_the_exit_code(run: Run, web: LocalWeb) -> None:
    code, out, _ = run("fetch", address(web, "bridge"), address(web, "nothing"))
    assert code == 1
    assert "1 article taken in" in out
    assert f"{address(web, 'nothing')}: it was not fetched: the server answers 404 (not found)" in out


def test_private_addresses_are_refused_unless_allowed(
    run: Run, web: LocalWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PARALLAX_ALLOW_PRIVATE_ADDRESSES")
    code, out, _ = run("fetch", address(web, "bridge"))
    assert code == 1
    assert "the address leads to this machine or a private network" in out
    code, _, err = run("feeds", "add", address(web, "feed.xml"))
    assert code == 1
    assert "this machine or a private network" in err
    assert web.asked == []


@pytest.mark.parametrize("address", ["http://[/b]/", "http://[::1", "https://", "http://[red]/x"])
def test_what_is_no_address_is_a_problem_in_a_sentence(run: Run, address: str) -> None:
    code, out, err = run("fetch", address)
    assert code == 1
    assert f"{address}: it was not fetched: " in out
    code, _, err = run("feeds", "add", address)
    assert code == 1
    assert err.startswith(f"{address}: ")


def test_what_is_neither_address_nor_file_is_said_to_be(run: Run) -> None:
    code, _, err = run("fetch", "news.example/story")
    assert code == 1
    assert err == "There is no file news.example/story; an address begins with https://.\n"


def test_lists_and_sitemaps_are_followed(run: Run, web: LocalWeb, tmp_path: Path) -> None:
    web.put(
        "/map.xml", SITEMAP.format(f"<url><loc>{address(web, 'harbour')}</loc></url>"), media_type="text/xml"
    )
    listed = tmp_path / "list.txt"
    listed.write_text(f"{address(web, 'bridge')}\n# a comment\n{address(web, 'map.xml')}\n")
    said = answered(run, "fetch", listed)
    assert (said["stored"], said["rejected"]) == (2, 0)
    assert len(said["runs"]) == 3


def test_ingest_names_addresses_and_fetches_them_when_asked(run: Run, web: LocalWeb, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"{address(web, 'bridge')}\n{address(web, 'harbour')}\n")
    code, out, _ = run("ingest", tmp_path / "list.txt")
    assert code == 0
    assert "2 addresses of pages were named; --fetch takes them in too." in out
    assert web.asked == []
    said = answered(run, "ingest", tmp_path / "list.txt", "--fetch")
    assert (said["stored"], said["addresses"]) == (2, 0)


def test_a_feed_is_added_polled_listed_and_removed(run: Run, web: LocalWeb) -> None:
    (added,) = answered(run, "feeds", "add", address(web, "feed.xml"), "--folder", "News")
    assert (added["title"], added["new"], added["folder"]) == ("The <Paper>", True, "News")
    said = answered(run, "feeds", "poll")
    assert (said["stored"], said["source"], said["feeds"][0]["new"]) == (2, "feeds", 2)
    code, out, _ = run("feeds", "poll")
    assert code == 0
    assert "The <Paper>: 0 new of 2 entries" in out
    assert web.asked[-1].headers["if-none-match"] == '"v1"'
    (listed,) = answered(run, "feeds", "list")
    assert (listed["articles_taken"], listed["failures"], listed["log"]) == (2, 0, [])
    web.put("/feed.xml", status=500)
    failed = answered(run, "feeds", "poll", added["id"], code=1)
    assert failed["feeds"][0]["reason"] == "it was not fetched: the server answers 500 (an error of its own)"
    assert run("feeds", "poll")[1] == "No feed is due.\n"
    none = answered(run, "feeds", "poll")
    assert (none["stored"], none["feeds"], none["runs"]) == (0, [], [])
    code, out, _ = run("feeds", "list")
    assert "failed 1 times in a row: it was not fetched" in out
    code, out, _ = run("feeds", "remove", address(web, "feed.xml"))
    assert (code, answered(run, "feeds", "list")) == (0, [])
    assert run("feeds", "remove", "1")[0] == 1


def test_feeds_travel_as_opml(run: Run, web: LocalWeb, tmp_path: Path) -> None:
    run("feeds", "add", address(web, "feed.xml"), "--title", 'A & B "<x>"', "--folder", "News / World")
    code, out, _ = run("feeds", "export")
    assert code == 0
    outline = ElementTree.fromstring(out).find(".//outline[@text='World']/outline")
    assert outline is not None
    assert (outline.get("title"), outline.get("xmlUrl")) == ('A & B "<x>"', address(web, "feed.xml"))
    run("feeds", "export", tmp_path / "feeds.opml")
    (before,) = answered(run, "feeds", "list")
    run("feeds", "remove", before["id"])
    assert answered(run, "feeds", "import", tmp_path / "feeds.opml") == {
        "added": 1,
        "known": 0,
        "problems": [],
    }
    (after,) = answered(run, "feeds", "list")
    assert all(after[name] == before[name] for name in ("url", "title", "folder"))
    assert answered(run, "feeds", "import", tmp_path / "feeds.opml")["known"] == 1
    (tmp_path / "bad.opml").write_text("<opml><body><outline xmlUrl='file:///etc/passwd'/></body></opml>")
    assert answered(run, "feeds", "import", tmp_path / "bad.opml", code=1)["problems"][0]["line"] == 1
    assert answered(run, "feeds", "import", tmp_path / "nowhere.opml", code=1)["added"] == 0


@contextmanager
def begun(*arguments: str, data: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """A command as it runs; ended whatever becomes of the test, which would wait for it otherwise."""
    settings = {"PARALLAX_ALLOW_PRIVATE_ADDRESSES": "1", "PARALLAX_FETCH_DELAY": "0"}
    process = subprocess.Popen(
        [*PARALLAX, "--data", str(data), *arguments],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Whoever runs the tests in the background may have had interrupts ignored, which is inherited.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with ended(process):
        yield process


def test_a_poll_that_is_killed_between_fetch_and_store_loses_nothing(
    run: Run, web: LocalWeb, tmp_path: Path
) -> None:
    asked, killed = threading.Event(), threading.Event()

    def harbour(_asked: Asked) -> Reply:
        asked.set()
        assert killed.wait(60)
        return Reply(page("harbour"))

    run("feeds", "add", address(web, "feed.xml"))
    web.pages["/harbour"] = harbour
    with begun("feeds", "poll", data=tmp_path / "data") as polling:
        assert asked.wait(60)
        polling.kill()
        polling.wait()
        killed.set()
    web.put("/harbour", page("harbour"))
    said = answered(run, "feeds", "poll")
    assert said["feeds"][0]["new"] == 2
    assert answered(run, "search", "council")["total"] == 2
    assert answered(run, "feeds", "poll")["stored"] == 0


def test_an_interrupt_does_not_wait_for_a_slow_server(run: Run, web: LocalWeb, tmp_path: Path) -> None:
    asked = threading.Event()

    def slow(_asked: Asked) -> Reply:
        asked.set()
        web.ended.wait(60)
        return Reply(page("bridge"))

    web.pages["/slow"] = slow
    with begun("fetch", address(web, "bridge"), address(web, "slow"), data=tmp_path / "data") as fetching:
        assert asked.wait(60)
        fetching.send_signal(signal.SIGINT)
        assert fetching.wait(30) == 130
    assert not web.ended.is_set()
    said = answered(run, "fetch", address(web, "bridge"))
    assert said["stored"] + said["same"] == 1


def test_a_folder_is_watched_until_it_is_interrupted(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "bridge.html").write_text(page("bridge"))
    with begun("watch", str(folder), data=tmp_path / "data") as watching:
        assert watching.stdout is not None
        assert watching.stdout.readline().startswith(b"Watching ")
        assert watching.stdout.readline().startswith(b"1 article taken in")
        watching.send_signal(signal.SIGINT)
        assert watching.wait(60) == 130
    assert answered(run, "search", "council")["total"] == 1
    assert run("watch", tmp_path / "nowhere")[0] == 1
