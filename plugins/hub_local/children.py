"""Starting processes and burying them, in a process that is everybody's parent in the end.

The first process of a namespace inherits every orphan in it and has to wait for it;
but it must not take away the end of a child that somebody else waits for.
"""

from __future__ import annotations

import os
import subprocess
import time
from threading import Lock
from typing import Any

_lock = Lock()  # held while a child is born, so that it is never taken for a stranger
_awaited: set[int] = set()


def spawn(argv: tuple[str, ...], **options: Any) -> subprocess.Popen[bytes]:
    with _lock:
        process = subprocess.Popen(argv, **options)
        _awaited.add(process.pid)
    return process


def end_of(process: subprocess.Popen[bytes]) -> int:
    """Wait for a process that `spawn` started; its exit code, or the signal's number below zero."""
    code = process.wait()
    with _lock:
        _awaited.discard(process.pid)
    return code


def bury_orphans() -> None:
    """For ever: wait for every dead child that nobody else waits for."""
    while True:
        try:
            _bury_one()
        except ChildProcessError:  # no children at all, or its parent was quicker
            time.sleep(0.1)


def _bury_one() -> None:
    dead = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
    if dead is None:
        return
    with _lock:
        awaited = dead.si_pid in _awaited
    if awaited:
        time.sleep(0.01)  # whoever started it is about to
    else:
        os.waitpid(dead.si_pid, 0)
