"""The mount calls that Python has no function for. Standard library only: the root program uses it too."""

from __future__ import annotations

import ctypes
import os

RDONLY, NOSUID, NODEV, NOEXEC, REMOUNT, BIND, REC, PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
DETACH = 2
NEW_NETWORK = 0x40000000
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_libc = ctypes.CDLL(None, use_errno=True)


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """mount(2). ``OSError`` names the target."""
    words = [word.encode() or None for word in (source, target, kind)]
    _check(_libc.mount(*words, ctypes.c_ulong(flags), data.encode() or None), target)


def unmount(target: str, flags: int = 0) -> None:
    _check(_libc.umount2(target.encode(), flags), target)


def pivot_root(new: str, old: str) -> None:
    _check(_libc.syscall(PIVOT_ROOT[os.uname().machine], new.encode(), old.encode()), new)


def enter_network(descriptor: int) -> None:
    """setns(2) into a network namespace, for the calling thread only."""
    _check(_libc.setns(descriptor, NEW_NETWORK), "network namespace")


def _check(result: int, target: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), target)
