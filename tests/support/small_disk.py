"""A disk of a few megabytes, to be filled."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class SmallDisk:
    """A file system of its own at ``place``."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._filler = place / "filler"

    def fill(self, leave: int = 0) -> None:
        """Take all room but so many bytes."""
        free = os.statvfs(self.place)
        with self._filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(free.f_bavail * free.f_frsize - leave, 1))

    def make_room(self) -> None:
        """Give the room back."""
        self._filler.unlink()

    def close(self) -> None:
        """Let nobody write any more."""
        _system("mount", "-o", "remount,ro", str(self.place))


@contextmanager
def small_disk(place: Path, megabytes: int = 64) -> Iterator[SmallDisk]:
    """The disk for the length of the block. Skips the test where this user may not mount one."""
    place.mkdir()
    if not _system("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)):
        pytest.skip("a disk of its own can be mounted by root on Linux alone")
    try:
        yield SmallDisk(place)
    finally:
        _system("umount", "-l", str(place))


def _system(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
