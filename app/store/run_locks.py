"""Which runs are still being carried out: whoever does so holds a lock on a file beside the database.

The system lets go of it when a process ends, however it ends, so that a run which was killed is told from one
that goes on in another process.
"""

from contextlib import suppress
from pathlib import Path
from typing import IO

from sqlalchemy import Engine
from sqlmodel import Session

try:
    import fcntl
except ImportError:  # Windows: there a run that is not closed is taken to be dead
    fcntl = None  # type: ignore[assignment]

_held: dict[Path, IO[bytes]] = {}


def hold(session: Session, run_id: int) -> None:
    """Say that this process carries out a run, until ``let_go`` or its own end."""
    path = _path(session, run_id)
    if path is None or fcntl is None:
        return
    # Without the lock the run is as good; it might be called stopped too soon.
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("wb")
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _held[path] = file


def let_go(session: Session, run_id: int) -> None:
    """Say that it is done."""
    path = _path(session, run_id)
    file = _held.pop(path, None) if path is not None else None
    if path is not None and file is not None:
        path.unlink(missing_ok=True)
        file.close()


def is_held(session: Session, run_id: int) -> bool:
    """Whether some process, this one or another, carries out the run."""
    path = _path(session, run_id)
    if path is None or fcntl is None:
        return False
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
            return False
    except BlockingIOError:
        return True
    except OSError:
        return False


def _path(session: Session, run_id: int) -> Path | None:
    bind = session.get_bind()
    database = bind.url.database if isinstance(bind, Engine) else bind.engine.url.database
    return Path(database).parent / "runs" / f"{run_id}.lock" if database else None


def held_runs(folder: Path) -> list[int]:
    """The runs that some process carries out on the data folder ``folder``."""
    found = []
    if fcntl is not None:
        for path in sorted((folder / "runs").glob("*.lock")):
            with suppress(OSError, ValueError), path.open("rb") as file:
                number = int(path.stem)
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    found.append(number)
    return found


def take(file: IO[bytes]) -> bool:
    """Hold the lock of an open file until it is closed; False when another process holds it."""
    if fcntl is not None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
