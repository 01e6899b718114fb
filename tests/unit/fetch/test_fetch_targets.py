"""Addresses that must not be asked, in every notation that a parser somewhere takes for another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RefusedAddressError
from app.fetch.targets import EMBEDDED, METADATA, NO_ONE, PRIVATE, follow, parse, why_not

EVIL = [
    # other schemes, and none
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "ftp://news.example/a",
    "gopher://127.0.0.1:25/_HELO",
    "data:text/html,<p>hello",
    "javascript:alert(1)",
    "ws://news.example/",
    "unix:/var/run/docker.sock",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
    "dict://127.0.0.1:11211/stat",
    "//news.example/a",
    "/etc/passwd",
    "news.example/a",
    "",
    "http:",
    "http://",
    "http:///a",
    "http:/news.example/a",
    "https:news.example",
    "http://:80/",
    # this machine and private networks, plainly
    "http://localhost/",
    "http://LOCALHOST:8000/",
    "http://db.localhost/",
    "http://printer.local/",
    "http://metadata.google.internal/computeMetadata/v1/",
    "http://router.lan/",
    "http://nas.home.arpa/",
    "http://intranet/",
    "http://127.0.0.1/",
    "http://127.1.2.3/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://0.0.0.0/",
    "http://0.1.2.3/",
    # one link, many, none
    "http://169.254.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.170.2/v2/credentials",
    "http://100.100.100.200/latest/meta-data/",
    "http://168.63.129.16/metadata",
    "http://192.0.0.192/opc/v2/",
    "http://[fd00:ec2::254]/latest/",
    "http://[fd20:ce::254]/",
    "http://224.0.0.1/",
    "http://239.255.255.250:1900/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://198.51.100.7/",
    "http://203.0.113.9/",
    "http://192.88.99.1/",
    # odd notations of 127.0.0.1 and the rest
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.0.0.01/",
    "http://0/",
    "http://1.2.3.4.5/",
    "http://news.example.0x7f/",
    "http://１２７.０.０.１/",
    "http://127。0。0。1/",
    "http://①②⑦.0.0.1/",
    "http://127.0.0.1./",
    "http://localhost./",
    "http://news.example./",
    "http://%31%32%37.0.0.1/",
    "http://news%2eexample/",
    # IPv6
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:8.8.8.8]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[2001:db8::1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fe80::1%eth0]/",
    "http://[2606:4700::1%eth0]/",
    "http://[fec0::1]/",
    "http://[fc00::1]/",
    "http://[fd12:3456::1]/",
    "http://[ff02::1]/",
    "http://[100::1]/",
    "http://[::1",
    "http://::1/",
    "http://[v1.fe80]/",
    "http://[127.0.0.1]/",
    "http://[2606:4700::1]x/",
    # who one is, and what parsers disagree about
    "http://user@news.example/",
    "http://user:secret@news.example/",
    "http://news.example@127.0.0.1/",
    "http://@news.example/",
    "http://news.example#@127.0.0.1:x/".replace("#", "%23"),
    "http://news.example\\@127.0.0.1/",
    "http://127.0.0.1\\.news.example/",
    "http://news.example:80\\a/",
    "http://news.example\t/a",
    "http://news.exa\nmple/a",
    "http://news.example/a\r\nHost: 127.0.0.1",
    "http://news.example/\x00",
    "http://news .example/",
    "http://news.example /",
    "http://news..example/",
    "http://-news.example/",
    "http://news-.example/",
    "http://☃.example/",
    "http://" + "a" * 64 + ".example/",
    "http://" + "a." * 130 + "example/",
    "http://news.example/" + "a" * 5_000,
    "http://news.example/\ud800",
    # ports
    "http://news.example:0/",
    "http://news.example:65536/",
    "http://news.example:-80/",
    "http://news.example:80a/",
    "http://news.example:٨٠/",
    "http://news.example:22/",
    "http://news.example:25/",
    "http://news.example:6667/",
    "http://news.example:1:80/",
    # no public names
    "http://abcdefghijklmnop.onion/",
    "http://nothing.invalid/",
]


@pytest.mark.parametrize("url", EVIL)
def test_an_evil_address_is_refused_with_a_reason(url: str) -> None:
    with pytest.raises(RefusedAddressError) as refused:
        parse(url)
    assert refused.value.reason
    assert not refused.value.transient


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("http://news.example", "http://news.example/"),
        (" https://News.Example:443/A?b=c#d ", "https://news.example/A?b=c"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("http://bücher.example/käse käse", "http://xn--bcher-kva.example/k%C3%A4se%20k%C3%A4se"),
        ("http://例え.テスト/", "http://xn--r8jz45g.xn--zckzah/"),
        ("https://r3---a.news_site.example/", "https://r3---a.news_site.example/"),
        ("https://news.example/a%20b?q=%C3%A4&x=[1]|2", "https://news.example/a%20b?q=%C3%A4&x=[1]|2"),
        ("http://93.184.216.34/", "http://93.184.216.34/"),
        ("http://[2606:4700:0:0::1]:80/", "http://[2606:4700::1]/"),
        ("HTTP://NEWS.EXAMPLE/?a", "http://news.example/?a"),
        ("http://news.example/<b>\"'", "http://news.example/%3Cb%3E%22'"),
    ],
)
def test_a_good_address_is_written_in_one_way(url: str, read: str) -> None:
    target = parse(url)
    assert target.url == read
    assert parse(target.url) == target


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("127.0.0.1", PRIVATE),
        ("10.1.2.3", PRIVATE),
        ("100.64.0.1", PRIVATE),
        ("169.254.1.1", PRIVATE),
        ("0.0.0.0", PRIVATE),
        ("::1", PRIVATE),
        ("::", PRIVATE),
        ("fe80::1", PRIVATE),
        ("fd00::1", PRIVATE),
        ("169.254.169.254", METADATA),
        ("fd00:ec2::254", METADATA),
        ("100.100.100.200", METADATA),
        ("224.0.0.1", NO_ONE),
        ("240.0.0.1", NO_ONE),
        ("192.0.2.1", NO_ONE),
        ("2001:db8::1", NO_ONE),
        ("ff02::1", NO_ONE),
        ("::ffff:93.184.216.34", EMBEDDED),
        ("::93.184.216.34", EMBEDDED),
        ("64:ff9b::5db8:d822", EMBEDDED),
        ("2002:5db8:d822::1", EMBEDDED),
        ("2001:0:5db8:d822::1", EMBEDDED),
    ],
)
def test_an_address_says_why_it_is_not_dialled(address: str, reason: str) -> None:
    assert why_not(address) == reason


def test_allowing_private_addresses_admits_networks_of_ones_own_and_no_more() -> None:
    for address in ("127.0.0.1", "10.0.0.1", "192.168.1.1", "100.64.0.1", "::1", "fd12::1"):
        assert why_not(address) is not None
        assert why_not(address, allow_private=True) is None
    for address in ("169.254.169.254", "169.254.1.1", "0.0.0.0", "224.0.0.1", "fe80::1", "::ffff:10.0.0.1"):
        assert why_not(address, allow_private=True) is not None
    assert parse("http://intranet:81/a", allow_private=True).url == "http://intranet:81/a"
    for url in ("file:///etc/passwd", "http://u@intranet/", "http://0x7f.1/", "http://127.0.0.1./"):
        with pytest.raises(RefusedAddressError):
            parse(url, allow_private=True)


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/b", "https://news.example/b"),
        ("c?d", "https://news.example/x/c?d"),
        ("//other.example/", "https://other.example/"),
        ("http://other.example", "http://other.example/"),
    ],
)
def test_a_redirect_is_read_from_where_one_stands(location: str, leads_to: str) -> None:
    assert follow(parse("https://news.example/x/y"), location).url == leads_to


@pytest.mark.parametrize("location", ["file:///etc/passwd", "//127.0.0.1/", "//[::1", "http://a@b.c/"])
def test_a_redirect_is_refused_as_an_address_is(location: str) -> None:
    with pytest.raises(RefusedAddressError):
        follow(parse("https://news.example/x/y"), location)


@given(st.text(max_size=60))
def test_no_text_at_all_gets_past_the_parser_half_read(text: str) -> None:
    for url in (text, f"http://{text}", f"https://news.example/{text}"):
        try:
            target = parse(url)
        except RefusedAddressError:
            continue
        assert target.url.isascii()
        assert parse(target.url) == target
        assert not set(target.url) & set(" \r\n\t\\@" if "@" not in target.path else " \r\n\t\\")


@given(st.ip_addresses())
def test_what_is_dialled_is_global(address: object) -> None:
    if why_not(str(address)) is None:
        assert address.is_global  # type: ignore[attr-defined]
        assert not address.is_multicast  # type: ignore[attr-defined]
