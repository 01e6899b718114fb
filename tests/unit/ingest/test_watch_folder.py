"""A folder that is watched: nothing is read half written, nothing is overlooked."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.database import Database
from app.errors import NotFoundError
from app.ingest import watch as watching
from app.ingest.run import RunReport
from app.ingest.watch import watch

TEXT = "The {0} of the town is to be mended before the winter, the council said on Monday.\n"


class Watch:
    """A watch that runs beside the test."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder
        self._stop = threading.Event()
        self._news = threading.Condition()
        self.reports: list[RunReport] = []
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        watch(self._database, self._folder, self._taken, stop=self._stop)

    def _taken(self, report: RunReport) -> None:
        with self._news:
            self.reports.append(report)
            self._news.notify_all()

    def wait(self, enough: Callable[[], bool]) -> bool:
        with self._news:
            return self._news.wait_for(enough, timeout=30)

    def count(self, name: str) -> int:
        return sum(getattr(report.run, name) for report in self.reports)

    def end(self) -> None:
        self._stop.set()
        self._thread.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "news"
    made.mkdir()
    return made


@pytest.fixture
def begun(database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Watch]]:
    monkeypatch.setattr(watching, "REST_SECONDS", 0.3)
    running: list[Watch] = []

    def begin() -> Watch:
        running.append(Watch(database, folder))
        return running[-1]

    yield begin
    for watched in running:
        watched.end()


def test_what_is_there_comes_first_then_what_is_new_and_what_changes(
    begun: Callable[[], Watch], folder: Path
) -> None:
    (folder / "bridge.txt").write_text(TEXT.format("bridge"))
    watched = begun()
    assert watched.wait(lambda: watched.count("stored") == 1)
    assert watched.reports[0].run.source == "watch"
    deep = folder / "later" / "deep"
    deep.mkdir(parents=True)
    (deep / "harbour.txt").write_text(TEXT.format("harbour"))
    assert watched.wait(lambda: watched.count("stored") == 2)
    (folder / "bridge.txt").write_text(
        TEXT.format("bridge") + "It will cost more than was thought, they added.\n"
    )
    assert watched.wait(lambda: watched.count("stored") + watched.count("changed") == 3)


def test_a_folder_that_is_moved_in_brings_its_files(
    begun: Callable[[], Watch], folder: Path, tmp_path: Path
) -> None:
    watched = begun()
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("bridge", "harbour"):
        (outside / f"{name}.txt").write_text(TEXT.format(name))
    outside.rename(folder / "inside")
    assert watched.wait(lambda: watched.count("stored") == 2)


def test_a_file_that_grows_is_read_when_it_is_whole(begun: Callable[[], Watch], folder: Path) -> None:
    watched = begun()
    pause = threading.Event()
    with (folder / "growing.jsonl").open("w") as file:
        for number in range(8):
            file.write(f'{{"id": "{number}", "text": "The bridge {number} is mended, the council')
            file.flush()
            pause.wait(0.1)
            file.write(' said on Monday in the town hall."}\n')
            file.flush()
    assert watched.wait(lambda: watched.count("stored") == 8)
    assert watched.count("rejected") == 0
    assert len(watched.reports) == 1


def test_hidden_unfinished_and_unknown_files_are_passed_over(
    begun: Callable[[], Watch], folder: Path
) -> None:
    (folder / ".git").mkdir()
    for name in (".hidden.txt", "load.txt.part", "page.html.crdownload", ".git/config.txt", "old.txt~"):
        (folder / name).write_text(TEXT.format("bridge"))
    (folder / "picture.jpg").write_bytes(b"\xff\xd8\xff\xe0" * 100)
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    (folder / "harbour.txt").write_text(TEXT.format("harbour"))
    watched = begun()
    assert watched.wait(lambda: watched.count("seen") >= 1)
    (folder / "load.txt.part").rename(folder / "load.txt")
    assert watched.wait(lambda: watched.count("stored") == 2)
    assert (watched.count("seen"), watched.count("problems")) == (2, 0)


def test_a_bad_file_is_a_problem_once_and_the_watch_goes_on(begun: Callable[[], Watch], folder: Path) -> None:
    (folder / "empty.txt").write_text("")
    watched = begun()
    assert watched.wait(lambda: watched.count("rejected") == 1)
    (folder / "harbour.txt").write_text(TEXT.format("harbour"))
    assert watched.wait(lambda: watched.count("stored") == 1)
    assert watched.count("rejected") == 1


def test_there_must_be_a_folder(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no folder"):
        watch(database, tmp_path / "nowhere", lambda report: None)
