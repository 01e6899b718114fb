"""Inputs made by changing valid ones, each told by a number: ``generated_input(n)`` is the same on every run.

Some changes know what a document is made of (tags, quotation marks, lengths, members, dates); the others are
those of American Fuzzy Lop (M. Zalewski, "afl-fuzz", 2013): flips, inserts, deletions and havoc.
"""

import gzip
import json
import random
import re
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from valid_inputs import tarred, valid_inputs, zipped

LARGEST = 400_000
"""Bytes of an input at most, so that thousands of them take minutes."""

Random = random.Random
Change = Callable[[Random, bytes, Sequence[bytes]], bytes]

_NESTS = (
    b"<div>", b"<a>", b"<table><tr><td>", b"<!--", b"<![CDATA[", b"[", b'{"a":', b"{", b"{\\b ", b"(",
    b"<<", b'"', b"<svg>", b"<item>", b"<outline text='a'>", b"\\u1?", b"<p>a", b"&amp;", b"'", b"<q>", b"``",
)  # fmt: skip
_BOMBS = (
    b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>',
    b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">', b'<?xml-stylesheet href="http://127.0.0.1:9/"?>',
    b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname"/>',
)  # fmt: skip
_DATES = (
    b"0000-00-00", b"9999-12-31", b"10000-01-01", b"-0001-02-30", b"2025-02-30T25:61:61Z", b"1",
    b"99999999999999999999", b"-62135596801", b"253402300800000", b"2025-05-07T08:30:00+99:99", b"07/05/25",
    b"Wed, 32 Foo 2025", b"NaN", b"2025-W53-7", "٢٠٢٥-٠٥-٠٧".encode(), b"2025-05-07" * 40, b"1e400",
    b"24:00", b"0001-01-01T00:00:00+14:00",
)  # fmt: skip
_NUMBERS = (
    b"0", b"-1", b"1e999", b"-0.0", b"NaN", b"Infinity", b"4294967296", b"18446744073709551616", b"9" * 5_000,
    b"0x7fffffff", b"2147483647", "٣".encode(), "²".encode(), "①".encode(), b"1_000", b"1.5.5",
)  # fmt: skip
_STRINGS = (
    b"\x00", b"\xed\xa0\x80", b"\\ud800", b"&#xd800;", b"\xef\xbb\xbf", b"\xff\xfe",
    "\u202e\u2066".encode(), b"\xc3", "e\u0301".encode() * 50, "\U0001f468\u200d\U0001f469".encode(),
    b"\x1b[31m", b"%00", b"%n%s", b"\x85", b"\x0b\x0c", "\u2028\u2029".encode(),
    b"&#0;&#1114112;&#99999999999;", b"</script>", b"]]>", b"-->", b"${7*7}{{7*7}}",
    b"\\", "\ufffe\uffff".encode(), "İıſß".encode(), b"a" * 70_000, b"' OR 1=1 --",
    b"javascript:alert(1)", b"\r",
)  # fmt: skip
_ENDS = (b"\r\n", b"\r", b"\n\r", "\u2028".encode(), "\x85".encode(), b"\x0b", b"")
_ENCODINGS = (
    "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "utf-8-sig", "utf-7", "shift_jis",
    "cp037", "koi8-r", "gb18030",
)  # fmt: skip
_ODD_NAMES = (
    "a b.txt", "-rf.html", "ünï.json", "x.tar.gz.txt", "..x.html", "%2e%2e%2f.txt", "日本語.csv", "a\nb.txt",
    "CON.txt", "a" * 200 + ".html", "'; --.xml", "<b>.html", "\u202etxt.exe.txt", "x.JSON", "noending",
    "metadata.csv", "a.gz",
)  # fmt: skip
_DATE = re.compile(rb"(?:19|20)\d\d-\d\d-\d\d(?:T[\d:+Z]+)?|\d{1,2} (?:May|March|Mar) \d{4}")
_NUMBER = re.compile(rb"\d+")
_LENGTH = re.compile(rb"(Content-Length: |/Length |/Count |/Size |startxref\n)\d+")
_TAG = re.compile(rb"<[^<>]{1,200}>")
_QUOTED = re.compile(rb'"[^"\n]{0,200}"')
_REFERENCE = re.compile(rb"\d+ 0 R")


@dataclass(frozen=True)
class Generated:
    """One input: ``name`` is a path for it below a folder, ``how`` says what it was made from and by what."""

    number: int
    name: str
    data: bytes
    how: str


def generated_input(number: int, bases: Mapping[str, bytes]) -> Generated:
    """The input ``number`` of those that begin from ``bases``. Every 50th is a base as it is."""
    chance = Random(number)
    names = sorted(bases)
    base = names[number % len(names)]
    # Each its own address, or all of them were versions of one article.
    data = bases[base].replace(b"harbour.example/", b"harbour.example/%d/" % number)
    steps: list[str] = []
    if number % 50:
        others = [bases[chance.choice(names)] for _ in range(3)]
        for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5))):
            change = chance.choice(STRUCTURAL if chance.random() < 0.6 else BY_BYTES)
            steps.append(change.__name__.strip("_"))
            data = change(chance, data, others)[:LARGEST]
    name = base
    if chance.random() < 0.1:
        name = chance.choice((*names, *_ODD_NAMES))
        steps.append("another name")
    return Generated(number, f"{number:05d}/{name}", data, f"{base}: {', '.join(steps) or 'as it is'}")


@lru_cache(maxsize=1)
def bases(shared: Path, seeds: Path) -> dict[str, bytes]:
    """The valid inputs, the seeds, and real pages and records where ``shared`` is there."""
    found = dict(valid_inputs())
    for path in sorted(seeds.iterdir())[:3]:
        found[f"seed-{path.name}"] = path.read_bytes()
    for path in sorted((shared / "pages").glob("*.html.gz"))[:12]:
        page = gzip.decompress(path.read_bytes())
        if len(page) < LARGEST // 2:
            found[f"real-{path.name[:6]}.html"] = page
    corpus = shared / "corpora" / "basil-dev.jsonl"
    if corpus.is_file():
        records = [line for line in corpus.read_bytes().splitlines() if len(line) < 8_000][:40]
        for number in range(4):
            found[f"real-{number}.jsonl"] = b"\n".join(records[number * 10 : number * 10 + 3])
        found["real.json"] = b"[" + b",".join(records[5:8]) + b"]"
    return found


def _place(chance: Random, data: bytes) -> int:
    return chance.randint(0, len(data))


def _span(chance: Random, data: bytes, most: int = 2_000) -> tuple[int, int]:
    start = _place(chance, data)
    return start, min(len(data), start + int(most ** chance.random()))


def _swapped(chance: Random, pattern: re.Pattern[bytes], data: bytes, new: Sequence[bytes]) -> bytes:
    """``data`` with one or all matches of ``pattern`` replaced, or where there is none, something put in."""
    found = list(pattern.finditer(data))
    value = chance.choice(new)
    if not found:
        return _put(data, _place(chance, data), value)
    if chance.random() < 0.2:
        return pattern.sub(lambda _: value, data)
    one = chance.choice(found)
    return data[: one.start()] + value + data[one.end() :]


def _put(data: bytes, place: int, value: bytes) -> bytes:
    return data[:place] + value + data[place:]


# What knows documents


def _truncate(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    return data[: _place(chance, data)]


def _without_beginning(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    return data[_place(chance, data[:300]) :]


def _twice(_chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    return data + data


def _repeat(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    start, end = _span(chance, data)
    times = min(chance.choice((2, 10, 300, 5_000)), LARGEST // 2 // max(end - start, 1))
    return data[:start] + data[start:end] * times + data[end:]


def _splice(chance: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    return data[: _place(chance, data)] + other[_place(chance, other) :]


def _in_the_middle(chance: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    return _put(data, _place(chance, data), chance.choice(others))


def _encoding(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    return data.decode("utf-8", "replace").encode(chance.choice(_ENCODINGS), "replace")


def _nest(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    nest = chance.choice(_NESTS) * chance.choice((3, 100, 300, 3_000, 20_000))
    return _put(data, chance.choice((0, _place(chance, data), len(data))), nest)


def _entities(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    place = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
    return _put(_swapped(chance, _NUMBER, data, (b"&c;", b"&x;", b"&nbsp;")), place, chance.choice(_BOMBS))


def _date(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    return _swapped(chance, _DATE, data, _DATES)


def _number(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    return _swapped(chance, _NUMBER, data, _NUMBERS)


def _length(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    found = list(_LENGTH.finditer(data))
    if not found:
        return _number(chance, data, ())
    one = chance.choice(found)
    return data[: one.start()] + one[1] + chance.choice(_NUMBERS) + data[one.end() :]


def _header(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    """Lie in the headers of a ZIP, tar, gzip or Parquet file: lengths, sums, flags, methods, offsets."""
    marks = [found.start() for found in re.finditer(rb"PK[\x01\x03\x05\x06]|\x1f\x8b|ustar|PAR1|BZh", data)]
    start = chance.choice(marks) if marks else 0
    place = min(start + chance.randint(2, 46), max(len(data) - 4, 0))
    value = chance.choice((0, 1, 0xFF, 0xFFFF, 0xFFFFFFFF, 0x7FFFFFFF, 99, len(data), chance.getrandbits(32)))
    size, code = chance.choice(((1, "<B"), (2, "<H"), (4, "<I")))
    return data[:place] + struct.pack(code, value & (256**size - 1)) + data[place + size :]


def _string(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    value = chance.choice(_STRINGS)
    if chance.random() < 0.5:
        return _put(data, _place(chance, data), value)
    return _swapped(chance, _QUOTED, data, (b'"' + value + b'"',))


def _tag(chance: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    tags = [tag.group() for tag in _TAG.finditer(chance.choice((data, *others)))][:200]
    value = chance.choice(tags) if tags else b"<p>"
    return _swapped(chance, _TAG, data, (value, value.replace(b"<", b"</", 1), b"", value * 50, value[:-1]))


def _lines(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    if chance.random() < 0.3:
        chance.shuffle(lines)
        return b"\n".join(lines)
    if chance.random() < 0.5:
        place = chance.randrange(len(lines))
        lines[place:place] = [chance.choice(lines)] * chance.choice((1, 20, 1_000))
        return b"\n".join(lines)
    return b"".join(line + chance.choice((b"\n", *_ENDS)) for line in lines)


def _one_line(_chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    return data.replace(b"\r", b" ").replace(b"\n", b" ") * 20


def _cycle(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    return _swapped(chance, _REFERENCE, data, (b"1 0 R", b"2 0 R", b"5 0 R", b"99 0 R"))


def _values(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    """Another type in place of one of the values of JSON, or a key twice."""
    odd: Sequence[object] = (
        None,
        True,
        -1,
        1.5e300,
        [],
        {},
        [[[1]]],
        {"a": {"b": None}},
        "",
        "\ud800",
        ["a", None, 3],
        10**400,
    )
    out = []
    for line in data.split(b"\n"):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            out.append(line)
            continue
        holders = [value]
        while isinstance(holders[-1], (dict, list)) and holders[-1]:
            held = holders[-1]
            key = chance.choice(sorted(held)) if isinstance(held, dict) else chance.randrange(len(held))
            if chance.random() < 0.6 or not isinstance(held[key], (dict, list)):
                held[key] = chance.choice(odd)
                break
            holders.append(held[key])
        text = json.dumps(value).encode()
        out.append(text[:-1] + b"," + text[1:] if chance.random() < 0.2 and len(text) > 2 else text)
    return b"\n".join(out)


def _packed(chance: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Inside archives: nested, of many small members, of odd names, of what unpacks to a lot."""
    kind = chance.randrange(5)
    if kind == 0:
        for depth in range(chance.randint(1, 6)):
            data = zipped([(f"{depth}.zip", data)]) if depth else zipped([("a.html", data)])
        return data
    if kind == 1:
        return zipped([(f"{number}.txt", data[: number * 5]) for number in range(150)])
    names = (
        "../a.txt",
        "/etc/a.txt",
        "a\\..\\b.txt",
        "C:\\a.txt",
        "a\x00b.txt",
        "a" * 300 + ".txt",
        "ü.txt",
        "",
        ".",
    )
    members = list(zip(chance.sample(names, 4), (item[:5_000] for item in (data, *others)), strict=True))
    if kind < 4:
        return zipped(members) if kind == 2 else tarred(members)
    return gzip.compress(data[:100] + b"a" * chance.choice((1_000, 3_000_000)), mtime=0)


# What knows bytes


def _flip(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 4, 30))):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _insert(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    return _put(data, _place(chance, data), chance.randbytes(chance.choice((1, 2, 16, 300))))


def _delete(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    start, end = _span(chance, data)
    return data[:start] + data[end:]


def _move(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    start, end = _span(chance, data)
    return _put(data[:start] + data[end:], _place(chance, data[: len(data) - (end - start)]), data[start:end])


def _one_byte(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    start, end = _span(chance, data)
    return data[:start] + bytes([chance.choice((0, 9, 10, 32, 34, 60, 92, 255))]) * (end - start) + data[end:]


def _havoc(chance: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    for _ in range(chance.randint(5, 40)):
        data = chance.choice((_flip, _insert, _delete, _move, _one_byte))(chance, data, others)
    return data


STRUCTURAL: Sequence[Change] = (
    _truncate, _without_beginning, _twice, _repeat, _splice, _in_the_middle, _encoding, _nest, _entities,
    _date, _number, _length, _header, _string, _tag, _lines, _one_line, _cycle, _values, _packed,
)  # fmt: skip
BY_BYTES: Sequence[Change] = (_flip, _insert, _delete, _move, _one_byte, _havoc)
