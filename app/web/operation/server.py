"""Running the app under uvicorn."""

import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI

from app.config import Settings, share_metrics
from app.database import Database
from app.errors import ParallaxError
from app.store.schema import migrate
from app.web.app import create_app
from app.web.auth.access import is_local
from app.web.auth.passwords import Password
from app.web.connections import Connection
from app.web.operation import logs
from app.web.operation.workers import Workers

_SECONDS_TO_FINISH = 30
"""How long requests in hand may take after the server was told to end."""
_SECONDS_KEPT_ALIVE = 20
"""How long a connection is kept on which nothing is asked."""
_SECONDS_A_TURN = 0.03
"""How long one thread may go on while others want to. Most pages are made in less: finished in turn they are
answered sooner than many at a time in turns of Python's 5 ms."""


def serve(settings: Settings, ready: Callable[[str], None]) -> int:
    """Serve until SIGTERM or an interrupt, and then end in peace: the exit code. ``ready`` is called with the
    address once it is this process's own.

    Raises ParallaxError when the address cannot be listened on, or must not be without a password, and when
    the corpus cannot be opened.
    """
    check_address(settings)
    logs.set_up(settings)
    if settings.workers > 1 and os.name == "nt":
        raise ParallaxError("On Windows Parallax serves with one process. Take PARALLAX_WORKERS away.")
    secret = settings.password.get_secret_value()
    if secret:
        Password(secret)
    listening = _listen(settings.host, settings.port)
    with listening:
        _bring_up_to_date(settings)
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        ready(f"http://{host}:{listening.getsockname()[1]}")
        if settings.workers == 1:
            return _answer(listening, settings, alone=True)
        with _shared_metrics(settings):
            return Workers(settings.workers, _answer, listening, settings).run()


def _bring_up_to_date(settings: Settings) -> None:
    """Before any process serves, so that what is wrong with the corpus is said once and in a sentence."""
    database = Database(settings.database_path)
    try:
        migrate(database)
    finally:
        database.close()


@contextmanager
def _shared_metrics(settings: Settings) -> Iterator[None]:
    """A folder in which the processes that are started now count together."""
    if not settings.metrics:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="parallax-metrics-") as folder:
        share_metrics(Path(folder))
        yield


def _answer(listening: socket.socket, settings: Settings, *, alone: bool = False) -> int:
    """Answer what comes on ``listening`` until SIGTERM: the exit code. ``alone`` says that no other process
    watches over this one."""
    logs.set_up(settings)
    sys.setswitchinterval(_SECONDS_A_TURN)
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        http=Connection,
        # a page is read for a while before a link in it is followed
        timeout_keep_alive=_SECONDS_KEPT_ALIVE,
        log_config=None,
        access_log=False,
        server_header=False,
        # the app itself believes the proxies that were named
        proxy_headers=False,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
    )
    server = _Server(config, app, alone=alone)
    try:
        server.run(sockets=[listening])
    except SystemExit as ended:
        # the log says why it could not start
        return int(ended.code or 0)
    return 0


class _Server(uvicorn.Server):
    """uvicorn's server, which ends with exit code 0 when it was told to end."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, *, alone: bool) -> None:
        super().__init__(config)
        self._app = app
        self._alone = alone

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 (its signature)
        """End after the requests in hand; at the second signal at once. A process that another one watches
        over waits for that one to say so: systemd signals all of them, and then each has two."""
        if self._alone and self.should_exit:
            os._exit(128 + sig)
        if self._alone or sig != signal.SIGINT:
            self._app.state.ending = True
            self.should_exit = True


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
