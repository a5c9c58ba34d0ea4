"""One at a time, between processes. The lock is the folder itself, so no lock file is left over."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def only_one(folder: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold `folder` (made if it is missing) for this process; `waiting` is called once if another has it.

    The kernel lets go of it when the process ends, however it ends.
    """
    handle = _acquire(folder, waiting)
    try:
        yield
    finally:
        os.close(handle)


def _acquire(folder: Path, waiting: Callable[[], None]) -> int:
    told = False
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not told:
                waiting()
            told = True
            fcntl.flock(handle, fcntl.LOCK_EX)
        if _same(handle, folder):
            return handle
        os.close(handle)  # whoever had it removed the folder: what is held is nobody's any more


def _same(handle: int, folder: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), folder.stat())
    except FileNotFoundError:
        return False
