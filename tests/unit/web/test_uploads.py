"""Forms with files: streamed to a folder, whatever they are called."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from own_loop import run_alone

from app.errors import InvalidParameterError
from app.web import uploads
from app.web.uploads import Form, clean_name, receive


def part(name: str, data: bytes, field: str = "files") -> bytes:
    quoted = name.encode().replace(b'"', b"%22")
    head = b'--B\r\nContent-Disposition: form-data; name="' + field.encode() + b'"; filename="' + quoted
    return head + b'"\r\nContent-Type: text/plain\r\n\r\n' + data + b"\r\n"


def received(body: bytes, folder: Path, size: int = 11) -> Form:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(body), size):
            yield body[start : start + size]

    form: Form = run_alone(receive, chunks(), "multipart/form-data; boundary=B", folder)
    return form


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("a.txt", "a.txt"),
        ("folder/a b.txt", "folder/a b.txt"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Users\\me\\a.txt", "Users/me/a.txt"),
        ("a\0b\n.txt", "a b .txt"),
        ("safe\u202egnp.exe", "safe gnp.exe"),
        ("./.././.", ""),
        ("", ""),
        ("   ", ""),
        ("x" * 300 + ".jsonl.gz", "x" * 197 + ".gz"),
        ("ä" * 300, "ä" * 100),
        ("/".join("abcdefghijklmnop"), "e/f/g/h/i/j/k/l/m/n/o/p"),
    ],
)
def test_names_lose_what_could_lead_elsewhere(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@pytest.mark.parametrize("size", [1, 7, 64, 100_000])
def test_bytes_arrive_as_they_were_however_they_are_cut(tmp_path: Path, size: int) -> None:
    data = bytes(range(256)) * 20 + b"--B\r\n\r\n--A\r\n-\r"
    body = part("a.bin", data) + part("b.bin", b"") + b"--B--\r\n"
    form = received(body, tmp_path, size)
    assert [file.name for file in form.files] == ["a.bin", "b.bin"]
    assert (tmp_path / "a.bin").read_bytes() == data
    assert (tmp_path / "b.bin").read_bytes() == b""


def test_names_that_collide_all_find_a_place(tmp_path: Path) -> None:
    names = ["a", "a", "a/b", "A", "a/b/c", "2~/a"]
    body = b"".join(part(name, str(n).encode()) for n, name in enumerate(names)) + b"--B--\r\n"
    form = received(body, tmp_path)
    assert [file.name for file in form.files] == names
    assert [(tmp_path / file.place).read_text() for file in form.files] == [str(n) for n in range(6)]


def test_nothing_is_written_outside_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "in" / "side"
    folder.mkdir(parents=True)
    body = part("../../../out.txt", b"x") + part("/out.txt", b"y") + b"--B--\r\n"
    received(body, folder)
    assert (
        sorted(path.relative_to(tmp_path).parts[:2] for path in tmp_path.rglob("*.txt"))
        == [("in", "side")] * 2
    )


@pytest.mark.parametrize("cut", [1, 20, 60, 90])
def test_a_form_that_breaks_off_is_damaged(tmp_path: Path, cut: int) -> None:
    body = part("a.txt", b"hello") + b"--B--\r\n"
    with pytest.raises(InvalidParameterError, match="damaged"):
        received(body[:cut], tmp_path)


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_FILES", 2)
    body = b"".join(part(f"{n}.txt", b"x") for n in range(3)) + b"--B--\r\n"
    with pytest.raises(InvalidParameterError, match="more than 2 files"):
        received(body, tmp_path)


def test_too_many_and_too_long_fields_are_refused(tmp_path: Path) -> None:
    field = b'--B\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n%s\r\n'
    with pytest.raises(InvalidParameterError, match="too long"):
        received(field % (1, b"x" * 70_000) + b"--B--\r\n", tmp_path, 10_000)
    many = b"".join(field % (n, b"x") for n in range(101)) + b"--B--\r\n"
    with pytest.raises(InvalidParameterError, match="too many fields"):
        received(many, tmp_path, 10_000)


def test_what_is_no_form_is_refused(tmp_path: Path) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"text=1"

    for kind in ("", "application/x-www-form-urlencoded", "multipart/form-data"):
        with pytest.raises(InvalidParameterError):
            run_alone(receive, chunks(), kind, tmp_path)
