"""A corpus leaves as files and comes back equal; files that are not whole are refused by name."""

import gzip
import hashlib
import io
import json
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich_corpus import DERIVED, answers, tables

from app.cli import check as cli_check
from app.database import Database
from app.errors import ParallaxError, StoreError, UnreadableInputError
from app.events.job import group_events
from app.events.taken_over import work_out
from app.ingest.copies import find_copies
from app.models import metadata
from app.store import archive
from app.store.schema import migrate
from app.upkeep.archive_form import NOUNS
from app.upkeep.archive_in import import_corpus
from app.upkeep.archive_out import export_corpus
from app.upkeep.check import check

NOW = datetime(2026, 11, 26, 22, 30, tzinfo=UTC)


def silent(_what: str, _done: int, _total: int | None) -> None:
    return


def bring_in(source: Path, data: Path) -> Path:
    path = data / "parallax.sqlite3"
    import_corpus(source, path, NOW, silent, (find_copies, work_out))
    return path


@pytest.fixture(scope="session")
def exported(rich: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a folder. For reading only."""
    target = tmp_path_factory.mktemp("exported") / "corpus"
    database = Database(rich)
    export_corpus(database, target, NOW, silent)
    database.close()
    return target


@pytest.fixture
def copy(exported: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder that a test may spoil."""
    target = tmp_path / "spoilt"
    for file in exported.rglob("*"):
        if file.is_file():
            place = target / file.relative_to(exported)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.read_bytes())
    yield target
    assert not (tmp_path / "data" / "importing").exists()
    assert not (tmp_path / "data" / "parallax.sqlite3").exists()


def test_the_corpus_of_these_tests_holds_everything(rich: Path) -> None:
    empty = [name for name, rows in tables(rich).items() if not rows]
    assert not empty


@pytest.mark.parametrize("name", ["corpus", "corpus.tar", "corpus.tar.gz"])
def test_a_corpus_comes_back_row_by_row(rich: Path, tmp_path: Path, name: str) -> None:
    database = Database(rich)
    export_corpus(database, tmp_path / name, NOW, silent)
    database.close()
    path = bring_in(tmp_path / name, tmp_path / "data")

    assert tables(path) == tables(rich)
    assert [file.name for file in tmp_path.glob("*.part")] == []
    assert [file.name for file in path.parent.iterdir()] == ["parallax.sqlite3"]


def test_what_is_derived_is_made_anew_alike(rich: Path, exported: Path, tmp_path: Path) -> None:
    path = bring_in(exported, tmp_path / "data")
    was, now = tables(rich, set()), tables(path, set())
    # the words of the first were counted before a person set its title
    assert now["article_terms"][1:] == was["article_terms"][1:]
    assert now["article_fingerprint"] == was["article_fingerprint"]
    assert now["article_undecided"] == was["article_undecided"]
    assert now["sign_in"] == []
    assert now.keys() | {"article_stems_pending"} >= DERIVED
    pages, before = answers(path.parent), answers(rich.parent)
    assert pages == before
    assert {status for status, _ in pages.values()} <= {200, 404, 422}

    database = Database(path)
    # nothing is left to decide, and the links that are not in the files are missed by nobody
    group_events(database)
    report = check(database, cli_check.tools(path.parent / "uploads"), silent)
    database.close()
    grouped = tables(path)
    assert [grouped[name] for name in ("event", "event_member")] == [was["event"], was["event_member"]]
    assert [finding for finding in report.checks if finding.wrong] == []


def test_every_table_is_exported_or_known_to_be_derived() -> None:
    """A new table or column is a new version of the form: docs/formats.md and VERSION follow."""
    named = {noun.table for noun in NOUNS}
    assert metadata.tables.keys() - named == {
        "article_copy",
        "article_fingerprint",
        "article_stems_pending",
        "corpus_change",
        "removal",
        "sign_in",
    }
    columns = json.dumps([[noun.file, [column.name for column in noun.columns()]] for noun in NOUNS])
    assert hashlib.sha256(columns.encode()).hexdigest()[:16] == "4a38f77f3503f21b"


def test_nothing_is_imported_into_a_corpus(exported: Path, seeded: Database) -> None:
    seeded.close()
    before = tables(seeded.path)
    with pytest.raises(StoreError, match="holds a corpus already"):
        bring_in(exported, seeded.path.parent)
    assert tables(seeded.path) == before


def test_an_empty_database_gives_way(exported: Path, rich: Path, tmp_path: Path) -> None:
    empty = Database(tmp_path / "data" / "parallax.sqlite3")
    migrate(empty)
    with empty.read_session() as session:
        assert archive.is_empty(session)
    empty.close()
    assert tables(bring_in(exported, tmp_path / "data")) == tables(rich)


def rewrite(folder: Path, name: str, change: Callable[[list[bytes]], list[bytes]]) -> None:
    """Change the lines of a file, and the manifest with them, as somebody would who means harm."""
    lines = change((folder / name).read_bytes().splitlines(keepends=True))
    (folder / name).write_bytes(b"".join(lines))
    manifest = json.loads((folder / "manifest.json").read_text())
    for facts in manifest["files"]:
        if facts["name"] == name:
            data = b"".join(lines)
            facts |= {"rows": len(lines), "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def edit(line: bytes, **values: Any) -> bytes:
    return json.dumps({**json.loads(line), **values}).encode() + b"\n"


SPOILT: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str]] = {
    "no JSON": (lambda lines: [lines[0], b"{oops\n", *lines[2:]], "line 2: it is not JSON"),
    "deep": (lambda lines: [b"[" * 100_000 + b"\n", *lines[1:]], "line 1: it is nested too deeply"),
    "a field too many": (lambda lines: [edit(lines[0], more=1), *lines[1:]], "line 1: it has a field “more”"),
    "wrong type": (lambda lines: [edit(lines[0], title=7), *lines[1:]], "line 1: “title” is no text"),
    "null": (lambda lines: [edit(lines[0], title=None), *lines[1:]], "line 1: “title” is null"),
    "huge": (lambda lines: [edit(lines[0], word_count=2**70), *lines[1:]], "“word_count” is no integer"),
    "no day": (lambda lines: [edit(lines[0], day="1/2/25"), *lines[1:]], "line 1: “day” is no day"),
    "half a character": (lambda lines: [edit(lines[0], title="\ud800"), *lines[1:]], "half a character"),
    "blocks": (lambda lines: [edit(lines[0], blocks=[{"kind": "x"}]), *lines[1:]], "line 1:"),
    "twice": (lambda lines: [*lines, lines[-1]], "UNIQUE"),
    "lost reference": (lambda lines: [edit(lines[0], run_id=99), *lines[1:]], "“ingest_run” that is not"),
    "lost outlet": (lambda lines: lines[1:], "not there"),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(SPOILT))
def test_a_line_that_is_wrong_is_named(copy: Path, tmp_path: Path, kind: str) -> None:
    change, said = SPOILT[kind]
    rewrite(copy, "articles.jsonl", change)
    with pytest.raises(UnreadableInputError) as caught:
        bring_in(copy, tmp_path / "data")
    assert said in str(caught.value)
    assert "jsonl" in str(caught.value)


def test_bytes_that_changed_are_named(copy: Path, tmp_path: Path) -> None:
    victim = sorted((copy / "originals").rglob("?" * 64))[3]
    data = victim.read_bytes()
    lines = (copy / "documents.jsonl").read_text().splitlines()
    number = next(place for place, line in enumerate(lines, start=1) if victim.name in line)
    victim.write_bytes(data + b"!")
    with pytest.raises(UnreadableInputError, match=rf"{victim.name}.*documents\.jsonl, line {number}\."):
        bring_in(copy, tmp_path / "data")
    victim.unlink()
    with pytest.raises(UnreadableInputError, match=rf"documents\.jsonl, line {number}: .* is missing"):
        bring_in(copy, tmp_path / "data")
    victim.write_bytes(data)
    other = hashlib.sha256(b"unasked").hexdigest()
    extra = copy / "originals" / other[:2] / other
    extra.parent.mkdir(exist_ok=True)
    extra.write_bytes(b"unasked")
    with pytest.raises(UnreadableInputError, match=f"{other}: no line of"):
        bring_in(copy, tmp_path / "data")


def test_what_the_manifest_does_not_say_is_refused(copy: Path, tmp_path: Path) -> None:
    manifest = (copy / "manifest.json").read_text()

    def refused(said: str) -> None:
        with pytest.raises(ParallaxError, match=said):
            bring_in(copy, tmp_path / "data")
        (copy / "manifest.json").write_text(manifest)

    (copy / "manifest.json").write_text(manifest.replace('"version": 1', '"version": 2'))
    refused("version 2; this program reads")
    (copy / "manifest.json").write_text(manifest.replace("notes.jsonl", "../../etc/passwd"))
    refused("does not list the files")
    (copy / "manifest.json").write_text("[" * 50_000)
    refused("not that of an exported corpus")
    (copy / "manifest.json").write_text(json.dumps({**json.loads(manifest), "originals_bytes": 2**60}))
    refused("MB are free")
    notes = copy / "notes.jsonl"
    notes.write_text(notes.read_text().replace("On both", "Not both"))
    refused("SHA-256 or its size differs")
    notes.unlink()
    notes.symlink_to("/etc/hostname")
    refused("no plain file")


def archived(source: Path, target: Path, change: Callable[[tarfile.TarInfo], tarfile.TarInfo]) -> None:
    """The archive of a folder as ``export`` writes it, each head changed."""
    manifest = json.loads((source / "manifest.json").read_text())
    names = ["manifest.json", *(facts["name"] for facts in manifest["files"])]
    originals = sorted(path.relative_to(source).as_posix() for path in source.rglob("?" * 64))
    with tarfile.open(target, "w", format=tarfile.USTAR_FORMAT) as tar:
        for name in (*names, *originals):
            data = (source / name).read_bytes()
            member = tarfile.TarInfo(f"corpus/{name}")
            member.size = len(data)
            tar.addfile(change(member), io.BytesIO(data))


def named(member: tarfile.TarInfo, was: str, **values: Any) -> tarfile.TarInfo:
    if was in member.name:
        for name, value in values.items():
            setattr(member, name, value)
    return member


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda member: named(member, "notes", name="corpus/../../notes.jsonl"), "stands where notes"),
        (lambda member: named(member, "notes", name="/etc/notes.jsonl"), "no place in a corpus"),
        (lambda member: named(member, "originals", name="corpus/originals/../../x"), "no place in a corpus"),
        (lambda member: named(member, "notes", type=tarfile.SYMTYPE, linkname="/etc"), "no plain file"),
        (lambda member: named(member, "manifest", type=tarfile.XHDTYPE), "no plain file"),
        (lambda member: named(member, "feeds.jsonl", size=5), "has not the size"),
    ],
    ids=["above", "root", "original", "link", "long head", "size"],
)
def test_members_of_an_archive_go_nowhere_else(
    exported: Path, tmp_path: Path, change: Callable[[tarfile.TarInfo], tarfile.TarInfo], said: str
) -> None:
    archived(exported, tmp_path / "evil.tar", change)
    with pytest.raises(UnreadableInputError, match=said):
        bring_in(tmp_path / "evil.tar", tmp_path / "data")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "evil.tar"]
    assert list((tmp_path / "data").iterdir()) == []


def test_an_archive_that_broke_off_or_never_was_one_is_refused(exported: Path, tmp_path: Path) -> None:
    archived(exported, tmp_path / "whole.tar", lambda member: member)
    data = (tmp_path / "whole.tar").read_bytes()
    packed = gzip.compress(data)
    for broken in (data[:9_000], packed[: len(packed) // 2], packed[:-200] + b"x" * 200, b"hello", b""):
        (tmp_path / "broken.tar.gz").write_bytes(broken)
        with pytest.raises(UnreadableInputError):
            bring_in(tmp_path / "broken.tar.gz", tmp_path / "data")
    # two in one: the first without the zeros that end it
    members = data.rstrip(b"\0")
    (tmp_path / "more.tar").write_bytes(members.ljust(-(-len(members) // 512) * 512, b"\0") + data)
    with pytest.raises(UnreadableInputError):
        bring_in(tmp_path / "more.tar", tmp_path / "data")
    assert list((tmp_path / "data").iterdir()) == []


def test_an_export_touches_nothing_that_is_there(seeded: Database, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").touch()
    with pytest.raises(StoreError, match="exists already"):
        export_corpus(seeded, tmp_path / "mine", NOW, silent)
    (tmp_path / "other.part").mkdir()
    (tmp_path / "other.part" / "file").touch()
    with pytest.raises(StoreError, match="in the way"):
        export_corpus(seeded, tmp_path / "other", NOW, silent)
    assert (tmp_path / "other.part" / "file").exists()
    # one that was killed before it wrote anything left this
    (tmp_path / "third.part").mkdir()
    export_corpus(seeded, tmp_path / "third", NOW, silent)
    assert not (tmp_path / "third.part").exists()
    assert {path.name for path in (tmp_path / "third").glob(".*")} == set()

    def interrupt(_what: str, _done: int, _total: int | None) -> None:
        raise KeyboardInterrupt

    with seeded.write_session() as session:
        session.connection().exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600) "
            "INSERT INTO feed (url, title, paused, added_at, failures) "
            "SELECT 'https://a.b/' || i, '', 0, '', 0 FROM n"
        )
    with pytest.raises(KeyboardInterrupt):
        export_corpus(seeded, tmp_path / "stopped", NOW, interrupt)
    assert not list(tmp_path.glob("stopped*"))
    left = tmp_path / "again.part"
    left.mkdir()
    (left / ".parallax-export").touch()
    (left / "junk").touch()
    export_corpus(seeded, tmp_path / "again", NOW, silent)
    assert not left.exists()
    assert not (tmp_path / "again" / "junk").exists()


def test_a_damaged_original_is_not_exported_as_if_it_were_whole(seeded: Database, tmp_path: Path) -> None:
    seeded.close()
    with sqlite3.connect(seeded.path) as connection:
        connection.execute(
            "UPDATE document SET sha256 = replace(sha256, substr(sha256, 1, 1), 'x') WHERE id = 1"
        )
    connection.close()
    with pytest.raises(StoreError, match="damaged"):
        export_corpus(seeded, tmp_path / "out", NOW, silent)
