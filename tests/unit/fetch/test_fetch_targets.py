"""Addresses that must not be asked, in every notation that a parser somewhere takes for another."""

import pytest
from evil_addresses import EVIL
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RefusedAddressError
from app.fetch.targets import EMBEDDED, METADATA, NO_ONE, PRIVATE, follow, parse, why_not


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
