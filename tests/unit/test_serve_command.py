"""Which addresses ``parallax serve`` listens on, what it says is open, and ``parallax password``."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from ended import ended
from pydantic import SecretStr

from app.config import Settings, load_settings
from app.errors import ParallaxError
from app.web.operation.server import check_address, what_is_open

ROOT = Path(__file__).resolve().parents[2]
PARALLAX = [sys.executable, "-m", "app.cli"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "0", "::ffff:192.0.2.1", "10.0.0.1"])
def test_without_a_password_no_address_is_listened_on_that_others_reach(host: str) -> None:
    with pytest.raises(ParallaxError, match="Set PARALLAX_PASSWORD") as refused:
        check_address(Settings(host=host))
    assert host in str(refused.value)
    check_address(Settings(host=host, password=SecretStr("words")))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "localhost", "::1", "127.1", "no.such.invalid"])
def test_this_machine_may_always_be_listened_on(host: str) -> None:
    check_address(Settings(host=host))


def test_serve_refuses_before_it_takes_anything_in(tmp_path: Path) -> None:
    command = [*PARALLAX, "--data", str(tmp_path / "d"), "serve", "--host", "0.0.0.0", "--port", "0"]
    done = subprocess.run(
        [*command, "--when-empty", str(ROOT / "seeds")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "0.0.0.0 can be reached from other machines" in done.stderr
    assert not (tmp_path / "d").exists()


@contextmanager
def serving(data: Path, *options: str, **environment: str) -> Iterator[tuple[str, str]]:
    """A server with a password; what it says about itself, and its address."""
    command = [*PARALLAX, "--data", str(data), "serve", "--port", "0", *options]
    given = {**os.environ, "PYTHONUNBUFFERED": "1", "PARALLAX_PASSWORD": "a day in May", **environment}
    server = subprocess.Popen(command, cwd=ROOT, env=given, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    with ended(server):
        yield server.stdout.readline(), server.stdout.readline().split()[3]


def test_public_read_says_what_it_opens(tmp_path: Path) -> None:
    with serving(tmp_path, "--public-read") as (said, address):
        assert httpx2.get(f"{address}/search.json").status_code == 200
        assert httpx2.get(f"{address}/imports.json").status_code == 401
    assert said.startswith("Open to everybody who reaches this server: search, articles with their original")
    assert "imports and feeds" in said
    assert "a day in May" not in said


@pytest.mark.parametrize("proxy", ["", "127.0.0.1"])
def test_headers_of_a_proxy_count_when_it_was_named(tmp_path: Path, proxy: str) -> None:
    with serving(tmp_path, PARALLAX_TRUSTED_PROXY=proxy) as (_, address):

        def sign_in(words: str, client: str) -> httpx2.Response:
            headers = {"X-Forwarded-For": client, "X-Forwarded-Proto": "https"}
            return httpx2.post(f"{address}/sign-in", data={"password": words}, headers=headers)

        cookie = sign_in("a day in May", "203.0.113.1").headers["set-cookie"]
        assert cookie.startswith("__Host-parallax_session=" if proxy else "parallax_session=")
        assert ("Secure" in cookie) == bool(proxy)
        statuses = [sign_in("a guess", f"203.0.113.{number}").status_code for number in range(6)]
    # one who makes up addresses is still one
    assert (429 in statuses) == (not proxy)


def test_what_is_open_is_said_for_every_setting() -> None:
    words = SecretStr("words")
    assert "everything, reading included" in what_is_open(Settings(password=words))
    assert "Open to everybody" in what_is_open(Settings(password=words, public_read=True))
    assert "nobody else" in what_is_open(Settings())
    assert "before PARALLAX_PASSWORD is set" in what_is_open(Settings(public_read=True))


def test_the_password_is_not_in_what_is_printed_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_PASSWORD", "a day in May")
    monkeypatch.setenv("PARALLAX_PUBLIC_READ", "yes")
    settings = load_settings()
    assert settings.password.get_secret_value() == "a day in May"
    assert settings.public_read
    assert "May" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_a_hash_is_printed_alone_on_standard_output() -> None:
    done = subprocess.run(
        [*PARALLAX, "password"],
        cwd=ROOT,
        input="a day in May\na day in May\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        start_new_session=True,
    )
    assert done.returncode == 0
    assert done.stdout.startswith("$argon2id$")
    assert done.stdout.count("\n") == 1
    assert "May" not in done.stdout + done.stderr
