"""Running the app under uvicorn."""

import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from app.config import Settings
from app.errors import ParallaxError
from app.web.access import is_local
from app.web.app import create_app


def serve(settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve until interrupted. ``ready`` is called with the address once it is this process's own.

    Raises ParallaxError when the address cannot be listened on, or must not be without a password.
    """
    check_address(settings)
    app = create_app(settings)
    listening = _listen(settings.host, settings.port)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    ready(f"http://{host}:{listening.getsockname()[1]}")
    config = uvicorn.Config(
        app,
        log_level="warning",
        server_header=False,
        # else whoever connects names its own address
        proxy_headers=bool(settings.trusted_proxy),
        forwarded_allow_ips=settings.trusted_proxy,
    )
    with listening:
        uvicorn.Server(config).run(sockets=[listening])


def check_address(settings: Settings) -> None:
    """Raises ParallaxError when other machines could reach the address although no password is set."""
    if settings.password.get_secret_value():
        return
    try:
        reached = str(_resolved(settings.host, settings.port)[4][0])
    except OSError:
        # listening says what is wrong with it
        return
    if not is_local(reached):
        raise ParallaxError(
            f"{settings.host} can be reached from other machines, and without a password Parallax listens "
            "for this one alone. Set PARALLAX_PASSWORD (“parallax password” makes a hash for it), or listen "
            "on 127.0.0.1."
        )


def what_is_open(settings: Settings) -> str:
    """Who may read and who may write, in a sentence or two."""
    if not settings.password.get_secret_value():
        said = "Whoever uses this machine may read and write, and nobody else gets an answer."
        asked = " Reading cannot be opened to others before PARALLAX_PASSWORD is set."
        return said + (asked if settings.public_read else "")
    if settings.public_read:
        return (
            "Open to everybody who reaches this server: search, articles with their original files, outlets, "
            "events and comparisons, as pages and as data (.json). The password is needed to add and to "
            "change, and to see imports and feeds."
        )
    return "The password is needed for everything, reading included."


def _resolved(host: str, port: int) -> tuple[Any, ...]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = _resolved(host, port)
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        # Whoever reads the address may ask at once: until the app has started, requests wait here.
        listening.listen(128)
    except OSError as error:
        raise ParallaxError(
            f"Parallax cannot listen on {host}, port {port}: {error.strerror}. "
            "Is it running already? Choose another port with --port."
        ) from error
    return listening
