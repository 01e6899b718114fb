"""A canary: a server inside, on several addresses of this machine, that counts whoever comes in."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

ADDRESSES = ("127.0.0.1", "127.0.0.2", "127.1.2.3", "::1")
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret"


class Canary:
    """``port`` is the same at every address. ``visits`` holds the addresses at which somebody connected."""

    def __init__(self) -> None:
        self.port = 0
        self.visits: list[str] = []


def _listening(addresses: tuple[str, ...]) -> list[socket.socket]:
    """Sockets at all addresses, one port; IPv6 is left out where the machine has none."""
    for _ in range(50):
        made = [socket.create_server((addresses[0], 0), backlog=64)]
        port = made[0].getsockname()[1]
        try:
            for address in addresses[1:]:
                family = socket.AF_INET6 if ":" in address else socket.AF_INET
                if family == socket.AF_INET6 and not _has_ipv6():
                    continue
                made.append(socket.create_server((address, port), family=family, backlog=64))
            return made
        except OSError:
            for each in made:
                each.close()
    raise OSError("no port is free at all addresses")


def _has_ipv6() -> bool:
    with suppress(OSError), socket.create_server(("::1", 0), family=socket.AF_INET6):
        return True
    return False


@contextmanager
def canary() -> Iterator[Canary]:
    """The canary for the length of the block."""
    bird = Canary()
    sockets = _listening(ADDRESSES)
    bird.port = sockets[0].getsockname()[1]

    def wait(listening: socket.socket, address: str) -> None:
        while True:
            try:
                visitor, _ = listening.accept()
            except OSError:
                return
            bird.visits.append(address)
            with visitor, suppress(OSError):
                visitor.settimeout(1)
                visitor.recv(65536)
                visitor.sendall(ANSWER)

    threads = [threading.Thread(target=wait, args=(each, each.getsockname()[0])) for each in sockets]
    for thread in threads:
        thread.start()
    try:
        yield bird
    finally:
        for each in sockets:
            # closing alone does not wake a thread that accepts
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in threads:
            thread.join()
