"""Which addresses ``parallax serve`` listens on, what it says is open, and ``parallax password``."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.config import Settings, load_settings
from app.errors import ParallaxError
from app.web.server import check_address, what_is_open

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


def test_public_read_says_what_it_opens(tmp_path: Path) -> None:
    command = [*PARALLAX, "--data", str(tmp_path / "d"), "serve", "--port", "0", "--public-read"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PARALLAX_PASSWORD": "a day in May"}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        said = server.stdout.readline()
        address = server.stdout.readline().split()[3]
        with urllib.request.urlopen(f"{address}/search.json", timeout=30) as answer:
            assert answer.status == 200
        # who comes by way of a proxy that nobody named is taken for the one who connects
        spoofed = urllib.request.Request(f"{address}/imports.json", headers={"X-Forwarded-Proto": "https"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(spoofed, timeout=30)
        assert refused.value.code == 401
        refused.value.close()
    finally:
        server.kill()
        server.wait()
        server.stdout.close()
    assert said.startswith(
        "Open to everybody who reaches this server: search, articles with their original files"
    )
    assert "imports and feeds" in said
    assert "a day in May" not in said


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
