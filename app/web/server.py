"""Running the app under uvicorn."""

import socket
from collections.abc import Callable

import uvicorn

from app.config import Settings
from app.errors import ParallaxError
from app.web.app import create_app


def serve(settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve until interrupted. ``ready`` is called with the address once it is this process's own.

    Raises ParallaxError when the address cannot be listened on.
    """
    listening = _listen(settings.host, settings.port)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    ready(f"http://{host}:{listening.getsockname()[1]}")
    config = uvicorn.Config(create_app(settings), log_level="warning", server_header=False)
    with listening:
        uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
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
