"""A name server on this machine, over UDP and TCP, and a resolver that asks it: names with a will.

What a name leads to is a list of records, or a function that gives another list each time it is asked. Each
has a time to live of 0. Records: ``("A", "127.0.0.1")``, ``("AAAA", "::1")``, ``("CNAME", "b.example")``.
"""

import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

Records = list[tuple[str, str]]
Name = Records | Callable[[], Records] | None
TYPES = {"A": 1, "CNAME": 5, "AAAA": 28}
NUMBERS = {number: name for name, number in TYPES.items()}
CLASS_IN = 1
NO_SUCH_NAME, SERVER_FAILURE = 3, 2
MOST_IN_UDP = 512


class LocalDns:
    """The names, what was asked, and the port. A name that maps to None is never answered."""

    def __init__(self, names: Mapping[str, Name]) -> None:
        self.names = dict(names)
        self.asked: list[tuple[str, str]] = []
        self.port = 0

    def answer(self, query: bytes, *, by_udp: bool) -> bytes | None:
        """The answer to a query, cut off with the mark that says so when UDP cannot hold it."""
        name, end = read_name(query, 12)
        (kind,) = struct.unpack_from("!H", query, end)
        kind_name = NUMBERS.get(kind, "")
        self.asked.append((name, kind_name))
        found = self.names.get(name, [])
        records = found() if callable(found) else found
        if records is None:
            return None
        # an alias is told whatever was asked for, an address only to who asks for its kind
        told = [(kind, data) for kind, data in records if kind in ("CNAME", kind_name)]
        body = b"".join(map(record, told))
        code = 0 if name in self.names else NO_SUCH_NAME
        question = query[12 : end + 4]
        cut = by_udp and 12 + len(question) + len(body) > MOST_IN_UDP
        flags = 0x8180 | code | (0x0200 if cut else 0)
        head = query[:2] + struct.pack("!HHHHH", flags, 1, 0 if cut else len(told), 0, 0)
        return head + question + (b"" if cut else body)

    def resolve(self, host: str, port: int) -> list[str]:
        """The addresses of ``host`` as this server gives them, as a resolver of an operating system would:
        aliases followed, over TCP what UDP cannot hold. Raises OSError."""
        found: list[str] = []
        for kind in ("A", "AAAA"):
            found += self._addresses(host, kind)
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return found

    def _addresses(self, host: str, kind: str) -> list[str]:
        for _alias in range(8):
            records = read_records(self._asked(host, kind))
            addresses = [data for found, data in records if found == kind]
            aliases = [data for found, data in records if found == "CNAME"]
            if addresses or not aliases:
                return addresses
            host = aliases[-1]
        raise socket.gaierror(socket.EAI_FAIL, "too many aliases")

    def _asked(self, host: str, kind: str) -> bytes:
        labels = b"".join(bytes([len(label)]) + label for label in host.encode().split(b".")) + b"\0"
        query = struct.pack("!HHHHHH", 4242, 0x0100, 1, 0, 0, 0) + labels
        query += struct.pack("!HH", TYPES[kind], CLASS_IN)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.settimeout(5)
            asking.sendto(query, ("127.0.0.1", self.port))
            answer = asking.recv(65536)
        if not answer[2] & 0x02:
            return answer
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as asking:
            asking.sendall(struct.pack("!H", len(query)) + query)
            stream = asking.makefile("rb")
            (size,) = struct.unpack("!H", stream.read(2))
            return stream.read(size)


def record(told: tuple[str, str]) -> bytes:
    """One record as it is sent; its name points at the question's."""
    kind, data = told
    if kind == "CNAME":
        packed = b"".join(bytes([len(label)]) + label for label in data.encode().split(b".")) + b"\0"
    else:
        packed = ip_address(data).packed
    return struct.pack("!HHHIH", 0xC00C, TYPES[kind], CLASS_IN, 0, len(packed)) + packed


def read_name(message: bytes, start: int) -> tuple[str, int]:
    """The name at ``start``, and where it ends. Nothing here compresses names inside records."""
    labels = []
    while size := message[start]:
        labels.append(message[start + 1 : start + 1 + size].decode())
        start += 1 + size
    return ".".join(labels), start + 1


def read_records(message: bytes) -> Records:
    """The records of an answer. Raises OSError when the server knows no such name."""
    flags, _questions, count = struct.unpack_from("!HHH", message, 2)
    if flags & 15:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    _name, place = read_name(message, 12)
    place += 4
    found = []
    for _ in range(count):
        _pointer, kind, _class, _ttl, size = struct.unpack_from("!HHHIH", message, place)
        data = message[place + 12 : place + 12 + size]
        place += 12 + size
        name = NUMBERS[kind]
        found.append((name, read_name(data, 0)[0] if name == "CNAME" else str(ip_address(data))))
    return found


@contextmanager
def local_dns(names: Mapping[str, Name]) -> Iterator[LocalDns]:
    """The name server for the length of the block."""
    dns = LocalDns(names)

    class ByUdp(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            query, asking = self.request
            if (answer := dns.answer(query, by_udp=True)) is not None:
                asking.sendto(answer, self.client_address)

    class ByTcp(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            (size,) = struct.unpack("!H", self.rfile.read(2))
            if (answer := dns.answer(self.rfile.read(size), by_udp=False)) is not None:
                self.wfile.write(struct.pack("!H", len(answer)) + answer)

    def both() -> tuple[Any, Any]:
        for _ in range(50):
            by_tcp = socketserver.ThreadingTCPServer(("127.0.0.1", 0), ByTcp)
            try:
                return by_tcp, socketserver.ThreadingUDPServer(by_tcp.server_address, ByUdp)
            except OSError:
                by_tcp.server_close()
        raise OSError("no port is free for both UDP and TCP")

    servers = both()
    dns.port = servers[0].server_address[1]
    threads = [
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}) for server in servers
    ]
    for server, thread in zip(servers, threads, strict=True):
        server.daemon_threads = True
        thread.start()
    try:
        yield dns
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()
