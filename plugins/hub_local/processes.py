"""Processes told apart by more than their number, which the kernel gives out again."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Identity:
    """A process of this boot of this machine: its number and when it started, in clock ticks since boot."""

    pid: int
    ticks: int
    boot: str


def identify(pid: int) -> Identity | None:
    """Who has this number now; None when nobody has, or only a dead process nobody waited for."""
    try:
        # The second field is the program's name in parentheses and may hold spaces (proc(5)).
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    if fields[0] in "ZX":
        return None
    return Identity(pid, int(fields[19]), _BOOT.read_text().strip())


def alive(process: Identity | None) -> bool:
    return process is not None and identify(process.pid) == process


def kill(process: Identity, timeout: float = 10.0) -> bool:
    """Kill exactly this process and wait for its end; True when it is gone."""
    with _held(process) as handle:
        if handle is not None:
            with suppress(ProcessLookupError):  # it ended just now
                signal.pidfd_send_signal(handle, signal.SIGKILL)
        return _ended(handle, timeout)


def wait(process: Identity, timeout: float) -> bool:
    """Wait for the end of a process that may be nobody's child here; True when it is gone."""
    with _held(process) as handle:
        return _ended(handle, timeout)


@contextmanager
def _held(process: Identity) -> Iterator[int | None]:
    """A handle of the process, whose number stays its own for so long; None when it is gone."""
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        yield None
        return
    try:
        yield handle if alive(process) else None
    finally:
        os.close(handle)


def _ended(handle: int | None, timeout: float) -> bool:
    return handle is None or bool(select.select([handle], [], [], timeout)[0])


def outside_pids(first: int) -> dict[int, int]:
    """Numbers inside the process namespace whose first process is `first` → numbers as seen here."""
    below = psutil.Process(first).children(recursive=True)
    numbers = filter(None, (_numbers(process.pid) for process in below))
    return {inside: outside for outside, inside, *_ in numbers}


def _numbers(pid: int) -> list[int]:
    """The process's number in every process namespace it is in, from here inwards (`NSpid`, proc(5))."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(number) for line in lines if line.startswith("NSpid:") for number in line.split()[1:]]
