"""Which addresses may be asked: read strictly, and checked by where they lead. Pure: asks nothing.

One parser reads an address for checking and for dialling, so that the two never understand it differently.
"""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin, urlsplit

import idna

from app.errors import RefusedAddressError

LONGEST_URL = 4_000

PRIVATE = "the address leads to this machine or a private network"
METADATA = "the address leads to where clouds keep their secrets"
NO_ONE = "the address leads to no single machine on the internet"
EMBEDDED = "the address hides an IPv4 address in an IPv6 one"
_ODD = "the address writes a number where a name or a plain IPv4 address must stand"

_SCHEMES = {"http": 80, "https": 443}
_CONTROLS = re.compile(r"[\x00-\x20\x7f\\]")
_PORT = re.compile(r"[0-9]{1,5}")
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_SINGLE_OR_LOCAL = re.compile(
    r"[^.]+|.*\.(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa)"
)
_NOWHERE = re.compile(r"(?:.*\.)?(?:onion|invalid|alt)")
# The ports from 1024 that the Fetch standard keeps browsers from; below it only those of the web are asked.
_BAD_PORTS = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, *range(6665, 6670), 6679, 6697, 10080}
)
# What may stand in a path and a query as it is (RFC 3986); percent signs stay, for they may be escapes.
_SAFE = "!$%&'()*+,-./:;=?@_~[]|"

# From the IANA registries of special-purpose addresses. These can be allowed ...
_PRIVATE_4 = tuple(
    map(IPv4Network, ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
)
_PRIVATE_6 = (IPv6Network("::1/128"), IPv6Network("fc00::/7"))
# ... and these never.
_NEVER_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "169.254.0.0/16",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")
_NEVER_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20", "fe80::/10", "fec0::/10")))
# Mapped, compatible, translated (SIIT, NAT64 well-known and local), Teredo, 6to4.
_EMBEDDING = tuple(
    map(
        IPv6Network,
        (
            "::ffff:0:0/96",
            "::ffff:0:0:0/96",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "2001::/32",
            "2002::/16",
        ),
    )
)
_COMPATIBLE = IPv6Network("::/96")
# AWS, Google, Azure and most others; ECS tasks and pods; Azure's host; Alibaba; Oracle; the same by IPv6.
_METADATA = frozenset(
    map(
        ip_address,
        (
            "169.254.169.254",
            "169.254.170.2",
            "169.254.170.23",
            "168.63.129.16",
            "100.100.100.200",
            "192.0.0.192",
            "fd00:ec2::254",
            "fd00:ec2::23",
            "fd20:ce::254",
            "fd00:42::42",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Target:
    """A web address that has been read: the parts it is asked by, and ``url``, which is written from them.

    ``host`` is ASCII, without brackets; ``literal`` tells that it is an IP address and no name.
    """

    scheme: str
    host: str
    port: int
    path: str
    literal: bool

    @property
    def place(self) -> str:
        """Host and port as the Host header holds them."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _SCHEMES[self.scheme] else f"{name}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.place}{self.path}"


def parse(url: str, *, allow_private: bool = False) -> Target:
    """Read ``url``. ``allow_private`` admits names and ports as they are used inside a network.

    Raises RefusedAddressError with the reason in words: for what is no http(s) address, carries a user name,
    or writes its host in a way that programs understand differently.
    """
    given = url.strip(" \t\r\n")
    if len(given) > LONGEST_URL:
        raise _refused(url, f"the address is longer than {LONGEST_URL:,} characters")
    scheme, mark, rest = given.partition(":")
    if not mark or scheme.lower() not in _SCHEMES:
        raise _refused(url, "only http and https addresses are fetched")
    if not rest.startswith("//"):
        raise _refused(url, "the address names no host")
    place = re.split(r"[/?#]", rest[2:], maxsplit=1)[0]
    if _CONTROLS.search(place) or _CONTROLS.search(rest.replace(" ", "")):
        raise _refused(url, "there are characters in the address that do not belong there")
    try:
        given.encode()
        parts = urlsplit(given)
    except ValueError:
        raise _refused(url, "this is not a web address") from None
    scheme = scheme.lower()
    if "@" in place:
        raise _refused(url, "the address carries a user name or a password")
    host, port, literal = _place(url, place, scheme)
    if not allow_private:
        _check_place(url, host, port, literal=literal)
    path = quote(parts.path or "/", safe=_SAFE) + (
        "?" + quote(parts.query, safe=_SAFE) if parts.query else ""
    )
    return Target(scheme, host, port, path, literal)


def follow(target: Target, location: str, *, allow_private: bool = False) -> Target:
    """Where a redirect from ``target`` leads. Raises RefusedAddressError."""
    try:
        return parse(urljoin(target.url, location.strip(" \t\r\n")), allow_private=allow_private)
    except ValueError:
        raise _refused(location, "this is not a web address") from None


def why_not(address: str, *, allow_private: bool = False) -> str | None:
    """Why the IP ``address`` must not be dialled; None when it may.

    ``allow_private`` admits loopback, private, shared and unique local networks; never link-local, metadata,
    multicast, reserved ones or IPv4 inside IPv6.
    """
    if "%" in address:
        return "the address names a network card"
    try:
        ip = ip_address(address)
    except ValueError:
        return "the name leads to no IP address"
    if ip in _METADATA:
        return METADATA
    return _why_not_4(ip, allow_private) if isinstance(ip, IPv4Address) else _why_not_6(ip, allow_private)


def _why_not_4(ip: IPv4Address, allow_private: bool) -> str | None:
    if any(ip in network for network in _PRIVATE_4):
        return None if allow_private else PRIVATE
    if ip.is_link_local or ip in _NEVER_4[0]:
        return PRIVATE
    return NO_ONE if any(ip in network for network in _NEVER_4) else None


def _why_not_6(ip: IPv6Address, allow_private: bool) -> str | None:
    if any(ip in network for network in _PRIVATE_6):
        return None if allow_private else PRIVATE
    if ip.is_unspecified or ip.is_link_local or ip.is_site_local:
        return PRIVATE
    if ip in _COMPATIBLE or any(ip in network for network in _EMBEDDING):
        return EMBEDDED
    return None if ip in _GLOBAL_6 and not any(ip in network for network in _NEVER_6) else NO_ONE


def _place(url: str, place: str, scheme: str) -> tuple[str, int, bool]:
    """Host, port, and whether the host is an IP address."""
    bracketed = re.fullmatch(r"\[([^\[\]]*)\](?::(.*))?", place)
    if bracketed:
        host, written = bracketed[1], bracketed[2]
        if "%" in host:
            raise _refused(url, "the address names a network card")
        try:
            host, literal = str(IPv6Address(host)), True
        except AddressValueError:
            raise _refused(url, "what stands in brackets is no IPv6 address") from None
    else:
        name, mark, number = place.partition(":")
        written = number if mark else None
        host, literal = _host(url, name)
    return host, _port(url, written, scheme), literal


def _port(url: str, written: str | None, scheme: str) -> int:
    if not written:
        return _SCHEMES[scheme]
    if not _PORT.fullmatch(written) or not 0 < int(written) <= 65_535:
        raise _refused(url, "the address has no usable port")
    return int(written)


def _host(url: str, name: str) -> tuple[str, bool]:
    """The host as it is asked for, and whether it is an IPv4 address."""
    if not name:
        raise _refused(url, "the address names no host")
    if "%" in name:
        raise _refused(url, "the host is written with escapes")
    host = name.lower()
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError:
            raise _refused(url, "the host is no name that can be registered") from None
    if host.endswith("."):
        raise _refused(url, "the host ends in a dot")
    labels = host.split(".")
    # What ends in a number is taken for an IPv4 address by some programs, whatever stands before it.
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(host)), True
        except AddressValueError:
            raise _refused(url, _ODD) from None
    if len(host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise _refused(url, "the host is no name that can be registered")
    return host, False


def _check_place(url: str, host: str, port: int, *, literal: bool) -> None:
    if literal:
        if reason := why_not(host):
            raise _refused(url, reason)
    elif _SINGLE_OR_LOCAL.fullmatch(host):
        raise _refused(url, PRIVATE)
    elif _NOWHERE.fullmatch(host):
        raise _refused(url, "the name is none of the public internet")
    if port in _BAD_PORTS or (port < 1024 and port not in _SCHEMES.values()):
        raise _refused(url, f"port {port} is not one that web servers use")


def _refused(url: str, reason: str) -> RefusedAddressError:
    return RefusedAddressError(reason, url[:LONGEST_URL])
