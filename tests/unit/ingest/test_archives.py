"""ZIP, tar and compressed files: their members, the paths they may have, the caps on what they unpack to."""

import bz2
import gzip
import io
import lzma
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.ingest.readers import format_of, unpacking, zip_archive
from app.ingest.readers.base import ReadOptions, Source, Unreadable
from app.ingest.reading import Inputs
from app.records import RawDocument

PAGE = b"<html><body><h1>Bridge closes for a year</h1><p>The council voted on Tuesday.</p></body></html>"


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(*members: tuple[str, bytes], mode: str = "w") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def read(name: str, data: bytes) -> tuple[dict[str, bytes], dict[str, str]]:
    """Documents by origin, and problems by origin, of everything in an archive and the archives in it."""
    documents: dict[str, bytes] = {}
    problems: dict[str, str] = {}
    for item in Inputs([Source(name=name, origin=name, data=data)], ReadOptions()):
        if isinstance(item, RawDocument):
            documents[item.origin] = item.data
        elif isinstance(item, Unreadable):
            problems[item.origin] = item.reason
    return documents, problems


PACKERS: list[tuple[str, Callable[..., bytes]]] = [
    ("box.zip", zipped),
    ("box.tar", tarred),
    ("box.tar.gz", lambda *members: tarred(*members, mode="w:gz")),
    ("box.tgz", lambda *members: tarred(*members, mode="w:gz")),
    ("box.tar.bz2", lambda *members: tarred(*members, mode="w:bz2")),
    ("box.tar.xz", lambda *members: tarred(*members, mode="w:xz")),
]


@pytest.mark.parametrize(("name", "pack"), PACKERS)
def test_every_file_is_read_under_its_path(name: str, pack: Callable[..., bytes]) -> None:
    data = pack(
        ("inner/page.html", PAGE),
        ("./a/note.txt", b"A note.\n\nIts text."),
        ("lines.jsonl", b'{"title": "One", "text": "A."}\n{"title": "Two", "text": "B."}\n'),
        ("inner/.hidden.html", PAGE),
        ("__MACOSX/inner/page.html", PAGE),
        ("picture.jpg", b"\xff\xd8\xff"),
    )
    documents, problems = read(name, data)
    assert documents[f"{name}/inner/page.html"] == PAGE
    assert sorted(documents) == [f"{name}/a/note.txt", f"{name}/inner/page.html", f"{name}/lines.jsonl"]
    assert problems == {}


@pytest.mark.parametrize(("name", "pack"), PACKERS)
@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/etc/evil.html", "absolute"),
        ("../evil.html", "'..'"),
        ("a/../../evil.html", "'..'"),
        ("C:/evil.html", "absolute"),
        ("..\\evil.html", "backslash"),
    ],
)
def test_no_path_leads_out(name: str, pack: Callable[..., bytes], path: str, reason: str) -> None:
    documents, problems = read(name, pack((path, PAGE), ("good.html", PAGE)))
    assert list(documents) == [f"{name}/good.html"]
    (found,) = problems.values()
    assert reason in found


@pytest.mark.parametrize(("name", "pack"), PACKERS)
def test_archives_in_archives_are_opened_three_deep(name: str, pack: Callable[..., bytes]) -> None:
    data = zipped(("page.html", PAGE))
    for level in range(4):
        data = zipped((f"{level}.zip", data), ("page.html", PAGE))
    documents, problems = read(name, pack(("deep.zip", data)))
    assert len(documents) == 2
    assert problems
    assert all("3 deep" in reason for reason in problems.values())


@pytest.mark.parametrize(("name", "pack"), PACKERS)
def test_a_metadata_file_comes_before_what_it_describes(name: str, pack: Callable[..., bytes]) -> None:
    data = pack(("a/page.html", PAGE), ("a/metadata.csv", b"file,outlet\npage.html,The Daily Example\n"))
    found = list(Inputs([Source(name=name, origin=name, data=data)], ReadOptions()))
    (document,) = [item for item in found if isinstance(item, RawDocument)]
    assert document.stated == {"outlet": "The Daily Example"}
    assert len(found) == 1


@pytest.mark.parametrize(
    ("name", "pack"),
    [("a.html.gz", gzip.compress), ("a.html.bz2", bz2.compress), ("a.html.xz", lzma.compress)],
)
def test_a_single_compressed_file_is_read_under_its_own_name(
    name: str, pack: Callable[[bytes], bytes]
) -> None:
    documents, problems = read(name, pack(PAGE))
    assert (documents, problems) == ({f"{name}/a.html": PAGE}, {})
    documents, problems = read(name, pack(PAGE)[:-12])
    assert documents == {}
    assert "damaged" in problems[name]


def test_gzipped_lines_stay_with_the_reader_of_lines() -> None:
    data = gzip.compress(b'{"text": "A."}\n')
    listed = format_of(Source(name="a.jsonl.gz", origin="a.jsonl.gz", data=data))
    assert listed is not None
    assert listed.name == "JSON Lines"


@pytest.mark.parametrize(("name", "pack"), PACKERS)
def test_what_unpacks_out_of_proportion_is_refused(name: str, pack: Callable[..., bytes]) -> None:
    documents, problems = read(name, pack(("a.html", PAGE), ("bomb.html", bytes(80 * 1024 * 1024))))
    assert f"{name}/a.html" in documents
    assert sum(map(len, documents.values())) < 64 * 1024 * 1024
    words = ("times its size", "larger than", "far more")
    assert any(word in reason for word in words for reason in problems.values())


def test_nesting_multiplies_nothing() -> None:
    bomb = zipped(*((f"{number}.html", bytes(9 * 1024 * 1024)) for number in range(20)))
    data = zipped(*((f"{number}.zip", bomb) for number in range(50)))
    documents, problems = read("box.zip", data)
    assert sum(map(len, documents.values())) <= max(64 * 1024 * 1024, 200 * len(data))
    assert any("far more" in reason for reason in problems.values())


def test_a_file_over_the_cap_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped(("big.html", random.Random(5).randbytes(100_000)), ("a.html", PAGE))
    monkeypatch.setattr(unpacking.unpacked, "__kwdefaults__", {"chunk": 1_000, "limit": 50_000})
    archive = Source(name="box.zip", origin="box.zip", data=data)
    found = list(zip_archive.read_zip(archive, ReadOptions()))
    assert [type(item).__name__ for item in found] == ["Unreadable", "Member"]


def test_too_many_files_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_archive, "MAX_ENTRIES", 3)
    documents, problems = read("box.zip", zipped(*((f"{number}.html", PAGE) for number in range(5))))
    assert len(documents) == 3
    assert "more than 3 files" in problems["box.zip"]


def test_encrypted_and_strangely_packed_files_are_named() -> None:
    data = bytearray(zipped(("secret.html", PAGE), ("odd.html", PAGE), ("a.html", PAGE)))
    # The flag and the method of an entry stand in its own header and in the directory.
    local, directory = data.find(b"PK\x03\x04"), data.find(b"PK\x01\x02")
    data[local + 6] |= 1
    data[directory + 8] |= 1
    local = data.find(b"PK\x03\x04", local + 4)
    directory = data.find(b"PK\x01\x02", directory + 4)
    struct.pack_into("<H", data, local + 8, 9)
    struct.pack_into("<H", data, directory + 10, 9)
    documents, problems = read("box.zip", bytes(data))
    assert list(documents) == ["box.zip/a.html"]
    assert "encrypted" in problems["box.zip/secret.html"]
    assert "Deflate64" in problems["box.zip/odd.html"]


def test_links_and_devices_are_not_followed() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link.html")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert "link" in read("box.zip", buffer.getvalue())[1]["box.zip/link.html"]
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for kind, name in (
            (tarfile.SYMTYPE, "s"),
            (tarfile.LNKTYPE, "h"),
            (tarfile.CHRTYPE, "d"),
            (tarfile.FIFOTYPE, "f"),
        ):
            info = tarfile.TarInfo(f"{name}.html")
            info.type, info.linkname = kind, "/etc/passwd"
            tar.addfile(info)
    _, problems = read("box.tar", buffer.getvalue())
    assert [reason.partition(":")[0] for reason in problems.values()] == [
        "it is a link", "it is a link", "it is not a regular file", "it is not a regular file",
    ]  # fmt: skip


def test_entries_that_share_their_bytes_are_refused() -> None:
    data = zipped(("a.html", PAGE), ("b.html", PAGE))
    end = data.rfind(b"PK\x05\x06")
    directory = data.find(b"PK\x01\x02")
    entry = data[directory : data.find(b"PK\x01\x02", directory + 4)]
    doubled = data[:end] + entry.replace(b"a.html", b"a.html") + data[end:]
    size = end - directory + len(entry)
    fixed = bytearray(doubled)
    struct.pack_into("<HHLL", fixed, end + len(entry) + 8, 3, 3, size, directory)
    documents, problems = read("box.zip", bytes(fixed))
    assert "box.zip/b.html" in documents
    assert "shares its bytes" in problems["box.zip/a.html"]


def test_damage_costs_the_file_it_is_in() -> None:
    data = bytearray(zipped(("a.html", PAGE), ("b.html", PAGE)))
    data[60] ^= 0xFF
    documents, problems = read("box.zip", bytes(data))
    assert list(documents) == ["box.zip/b.html"]
    assert "damaged" in problems["box.zip/a.html"]


@pytest.mark.parametrize(("name", "pack"), PACKERS)
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_a_torn_archive_says_so(name: str, pack: Callable[..., bytes], kept: float) -> None:
    noise = random.Random(5).randbytes(200_000)
    data = pack(("a.html", PAGE), ("b.html", PAGE + noise), ("c.html", PAGE))
    documents, problems = read(name, data[: int(len(data) * kept)])
    assert problems
    if name.startswith("box.tar") and not name.endswith(("bz2", "xz")):
        assert f"{name}/a.html" in documents


class _Pipe(io.BytesIO):
    """What cannot be sought in, as a pipe: a writer then puts sizes behind the bytes."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation


def streamed(*members: tuple[str, bytes]) -> bytes:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return pipe.getvalue()


@pytest.mark.parametrize("pack", [zipped, streamed])
def test_the_files_before_a_tear_are_saved(pack: Callable[..., bytes]) -> None:
    noise = random.Random(5).randbytes(50_000)
    data = pack(
        ("a/", b""),
        ("a/1.html", PAGE),
        ("../2.html", PAGE),
        ("3.html", PAGE + noise),
        ("4.html", PAGE + noise),
    )
    documents, problems = read("box.zip", data[: len(data) - 30_000])
    assert documents == {"box.zip/a/1.html": PAGE, "box.zip/3.html": PAGE + noise}
    assert "'..'" in problems["box.zip/../2.html"]
    assert "breaks off" in problems["box.zip/4.html"]
    assert "list of contents is missing" in problems["box.zip"]


@pytest.mark.parametrize(("name", "_pack"), PACKERS)
@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"\x1f\x8b\x08", b"\0" * 5_000, b"junk" * 9_000]
)
def test_what_is_no_archive_is_a_problem(name: str, _pack: object, data: bytes) -> None:
    documents, problems = read(name, data)
    assert documents == {}
    assert len(problems) == 1


def test_a_directory_longer_than_any_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_archive, "MAX_DIRECTORY_BYTES", 1_000)
    _, problems = read("box.zip", zipped(*((f"{number}.html", PAGE) for number in range(50))))
    assert "list of contents" in problems["box.zip"]


def test_a_tar_header_of_any_length_is_not_read() -> None:
    info = tarfile.TarInfo("a.html")
    info.type, info.size = tarfile.XHDTYPE, 10_000_000
    data = info.tobuf(tarfile.USTAR_FORMAT) + b"1" * 10_000_000
    _, problems = read("box.tar", data)
    assert "header" in problems["box.tar"]


def test_names_in_any_encoding_are_written_readably() -> None:
    data = zipped(("Zeitung/Übersicht.html", PAGE))
    unmarked = bytearray(data)
    for mark, flags in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        unmarked[unmarked.find(mark) + flags] &= ~0x08 & 0xFF
    assert list(read("box.zip", bytes(unmarked))[0]) == ["box.zip/Zeitung/Übersicht.html"]
    info = tarfile.TarInfo("b\udcffd.html")
    info.size = len(PAGE)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        archive.addfile(info, io.BytesIO(PAGE))
    assert list(read("box.tar", buffer.getvalue())[0]) == ["box.tar/b\\xffd.html"]


def test_office_documents_are_no_archives(tmp_path: Path) -> None:
    _, problems = read(
        "a.xlsx.zip", zipped(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<x/>"))
    )
    assert "office document" in problems["a.xlsx.zip"]


def test_a_file_without_a_name_keeps_no_other_out() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo(""), PAGE)
        archive.writestr("b.html", PAGE)
    found, problems = read("box.zip", buffer.getvalue())
    assert list(found) == ["box.zip/b.html"]
    assert problems == {"box.zip/": "it has no name"}
