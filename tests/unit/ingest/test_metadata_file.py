"""A metadata file beside the articles: it describes files, is none itself, and its faults are told."""

import json
import zipfile
from pathlib import Path

import pytest

from app.ingest.readers.base import ReadOptions, Source, Unreadable
from app.ingest.reading import Found, Inputs
from app.records import RawDocument

TEXT = "The bridge reopened on Tuesday.\n\nTrams run again.\n"


def read(*inputs: Path | Source, metadata: Path | None = None) -> list[Found]:
    return list(Inputs(inputs, ReadOptions(metadata=metadata)))


def stated(found: list[Found]) -> dict[str, tuple[dict[str, str] | None, str | None]]:
    return {
        Path(item.origin).name: (item.stated, item.stated_in)
        for item in found
        if isinstance(item, RawDocument)
    }


def problems(found: list[Found]) -> list[tuple[str, int | None, str]]:
    return [
        (Path(item.origin).name, item.line, item.reason) for item in found if isinstance(item, Unreadable)
    ]


def folder_with(tmp_path: Path, *names: str, **files: str) -> Path:
    folder = tmp_path / "box"
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(TEXT)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    return folder


TABLE = """File;Outlet;Publication Date;Headline;Author;id
a.txt;Harbour Post;2025-05-07;Bridge;Ann Bee;9
Sub\\B.TXT;;2025-05-08;;;
./c.txt;Post;;;;
missing.txt;Post;;;;
a.txt;Other;;;;
;Nobody;;;;
d;By stem;;;;
e.txt;x;y;z;1;2;too;many
"""


def test_a_table_describes_the_files_of_its_folder(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "a.txt", "sub/b.txt", "c.txt", "d.txt", "other.txt", metadata_csv=TABLE)
    found = read(folder)
    assert stated(found) == {
        "a.txt": (
            {"outlet": "Harbour Post", "published": "2025-05-07", "title": "Bridge", "author": "Ann Bee"},
            "metadata.csv, line 2",
        ),
        "b.txt": ({"published": "2025-05-08"}, "metadata.csv, line 3"),
        "c.txt": ({"outlet": "Post"}, "metadata.csv, line 4"),
        "d.txt": ({"outlet": "By stem"}, "metadata.csv, line 8"),
        "other.txt": (None, None),
    }
    assert problems(found) == [
        ("metadata.csv", 6, "it describes a.txt again; what stands first counts"),
        ("metadata.csv", 7, "the row names no file"),
        ("metadata.csv", 9, "the row has 8 cells, the header names 6 columns"),
        ("metadata.csv", 5, "there is no file 'missing.txt' beside it"),
    ]


ROW = {"outlet": "Post", "url": "https://p.example/1", "language": "en", "section": ["Local"]}


@pytest.mark.parametrize(
    "value",
    [
        [{"filename": "a.txt", **ROW}],
        {"files": [{"path": "a.txt", **ROW}], "version": 1},
        {"a.txt": ROW},
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_describes_as_well(tmp_path: Path, value: object, encoding: str) -> None:
    folder = folder_with(tmp_path, "a.txt")
    (folder / "metadata.json").write_bytes(json.dumps(value, indent=1).encode(encoding))
    expected = {"outlet": "Post", "url": "https://p.example/1", "language": "en", "section": "Local"}
    found = read(folder)
    assert [said for said, _ in stated(found).values()] == [expected]
    assert problems(found) == []


def test_the_nearest_metadata_file_counts(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "a.txt", "sub/a.txt", "sub/b.txt")
    (folder / "metadata.csv").write_text("file,outlet\na.txt,Upper\nsub/b.txt,Upper\n")
    (folder / "sub/metadata.csv").write_text("file,outlet\na.txt,Lower\n")
    found = read(folder)
    assert [item.stated for item in found if isinstance(item, RawDocument)] == [
        {"outlet": "Upper"},
        {"outlet": "Lower"},
        {"outlet": "Upper"},
    ]
    assert problems(found) == []


def test_a_name_that_several_files_bear_is_told(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "x/a.txt", "y/a.txt", metadata_csv="file,outlet\na.txt,Post\n")
    assert problems(read(folder)) == [
        ("metadata.csv", 2, "2 files are called 'a.txt': give the path of each")
    ]


def test_files_that_are_named_find_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_with(
        tmp_path, "a.txt", "b.txt", metadata_csv="file,outlet\na.txt,Post\nb.txt,Mail\nz.txt,Z\n"
    )
    assert stated(read(folder / "a.txt")) == {"a.txt": ({"outlet": "Post"}, "metadata.csv, line 2")}
    everything = sorted(folder.iterdir())
    found = read(*everything)
    assert [said for said, _ in stated(found).values()] == [{"outlet": "Post"}, {"outlet": "Mail"}]
    assert problems(found) == []
    monkeypatch.chdir(folder)
    assert stated(read(Path("a.txt")))["a.txt"][0] == {"outlet": "Post"}
    assert problems(read(Path())) == [("metadata.csv", 4, "there is no file 'z.txt' beside it")]


def test_one_file_can_describe_all_inputs(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "sub/a.txt", "b.txt", metadata_csv="file,outlet\nb.txt,Beside\n")
    table = tmp_path / "list.csv"
    table.write_text("file,outlet\nsub/a.txt,Given\nC:\\texts\\b.txt,Given\nnone.txt,Given\n")
    found = read(folder, metadata=table)
    assert stated(found)["a.txt"] == ({"outlet": "Given"}, "list.csv, line 2")
    assert stated(found)["b.txt"] == ({"outlet": "Given"}, "list.csv, line 3")
    assert problems(found) == [
        ("metadata.csv", 2, "there is no file 'b.txt' beside it"),
        ("list.csv", 4, "there is no file 'none.txt' beside it"),
    ]
    assert problems(read(folder / "b.txt", metadata=table)) == []
    assert problems(read(folder, metadata=tmp_path / "gone.csv"))[0][2] == "there is no such file or folder"


def test_in_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "box.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("in/a.txt", TEXT)
        archive.writestr("in/b.txt", TEXT + "More.")
        archive.writestr("in/metadata.csv", "file,outlet\na.txt,Post\nz.txt,Z\n")
    (tmp_path / "metadata.csv").write_text("file,outlet\nbox.zip,Whole box\n")
    found = read(tmp_path)
    assert stated(found)["a.txt"] == ({"outlet": "Post"}, "metadata.csv, line 2")
    assert stated(found)["b.txt"] == ({"outlet": "Whole box"}, "metadata.csv, line 2")
    assert problems(found) == [("metadata.csv", 3, "there is no file 'z.txt' beside it")]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("metadata.csv", b"", "the file is empty"),
        ("metadata.csv", b"\x00\x01\x02\x03" * 99, "this is not text: it holds binary data"),
        ("metadata.csv", b"outlet,title\nPost,x\n", "it names no files"),
        ("metadata.csv", b"x" * 6_000_000, "larger than 5 MB"),
        ("metadata.json", b"", "the file is empty"),
        ("metadata.json", b"words", "there is no JSON object"),
        ("metadata.json", b'[{"outlet": "Post"}]', "it names no files"),
        ("metadata.json", b'{"name": "a package"}', "it names no files"),
        ("metadata.json", b'[{"file": "a.txt", "outlet": }]', "not valid JSON"),
        ("metadata.json", b'[{"file": "a.txt"', "not valid JSON"),
        ("metadata.json", b"[" * 100_000, "not valid JSON"),
        (
            "metadata.json",
            b'[{"file": "a.txt", "outlet": ' + b"[" * 9_999 + b"]" * 9_999 + b"}]",
            "too deeply",
        ),
    ],
)
def test_a_bad_one_is_a_problem_and_the_run_goes_on(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    folder = folder_with(tmp_path, "a.txt")
    (folder / name).write_bytes(data)
    found = read(folder)
    assert "a.txt" in stated(found)
    assert any(file == name and reason in said for file, _, said in problems(found)), problems(found)


def test_a_table_with_texts_is_a_table_of_articles(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "a.txt", metadata_csv="file,title,text\nx.txt,T,The text of it.\n")
    (folder / "metadata.json").write_text('[{"file": "y.txt", "body": "The text of it too."}]')
    found = read(folder)
    assert [item.fields["body"] for item in found if isinstance(item, RawDocument) and item.fields] == [
        "The text of it.",
        "The text of it too.",
    ]
    assert problems(found) == []
