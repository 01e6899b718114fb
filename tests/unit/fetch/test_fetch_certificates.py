"""Certificates are verified for the name that was asked, over the address that was checked."""

import os
import socket
import ssl
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
from local_web import PUBLIC

from app.errors import BadResponseError
from app.fetch.client import GuardedClient
from app.fetch.wire import dial_tcp

LIMIT = 1_000
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\nsafe"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of news.example, with its key, that nobody vouches for."""
    both = tmp_path / "both.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    command += ["-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example", "-days", "3650"]
    try:
        subprocess.run(
            [*command, "-keyout", both, "-out", tmp_path / "cert.pem"], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("openssl is not installed")
    both.write_text(both.read_text() + (tmp_path / "cert.pem").read_text())
    return both


def test_a_certificate_is_verified_for_the_name_that_was_asked(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    names: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for _ in range(3):
            plain, _address = listening.accept()
            with plain:
                plain.settimeout(10)
                try:
                    with context.wrap_socket(plain, server_side=True) as stream:
                        stream.recv(65536)
                        stream.sendall(ANSWER)
                except (ssl.SSLError, OSError):
                    continue

    thread = threading.Thread(target=serve)
    thread.start()
    road: dict[str, Any] = {
        "resolve": lambda host, port: [PUBLIC],
        "dial": lambda address, port, timeout: dial_tcp("127.0.0.1", listening.getsockname()[1], timeout),
    }
    trusting = ssl.create_default_context(cafile=os.fspath(certificate.parent / "cert.pem"))
    try:
        with pytest.raises(BadResponseError, match="certificate cannot be trusted"):
            GuardedClient(**road).get("https://news.example/", limit=LIMIT)
        assert GuardedClient(tls=trusting, **road).get("https://news.example/", limit=LIMIT).body == b"safe"
        with pytest.raises(BadResponseError, match="certificate cannot be trusted"):
            GuardedClient(tls=trusting, **road).get("https://other.example/", limit=LIMIT)
    finally:
        thread.join()
        listening.close()
    assert names == ["news.example", "news.example", "other.example"]
