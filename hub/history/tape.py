"""One container's log as it is kept: pieces of about a megabyte, compressed, its begin and its end.

A piece is written again as it grows, so that a crash costs seconds. Above the cap those in the middle go;
whoever reads is told where lines are missing.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import NamedTuple
from urllib.parse import quote

from hub.core.masking import masked

from .records import instant, millis
from .shelf import Shelf

PIECE = 1 << 20
"""Bytes of a piece before it is compressed."""
LEAST = 3
"""Pieces that are kept whatever the cap: the begin, the end, and the one that grows."""
MOST = 8 * PIECE
"""Bytes that may wait while nothing can be written."""
NOT_KEPT = b"hub: lines are missing here, they could not be kept"
_NAME = re.compile(r"(\d+)-(\d+)-(\d+)\.gz")


class Part(NamedTuple):
    """One piece's name, read."""

    path: str
    pod: str
    container: str
    run: int
    """How often the container was started again before."""
    number: int
    begun: datetime


def part(path: str) -> Part | None:
    """What a piece's path says; ``None`` for what is none."""
    *_, pod, container, file = path.split("/") if path.count("/") >= 2 else ("", "", "", "")
    match = _NAME.fullmatch(file)
    return Part(path, pod, container, int(match[1]), int(match[2]), instant(int(match[3]))) if match else None


def home(cluster: str, namespace: str, uid: str) -> str:
    """The folder of one workload's logs."""
    return f"{quote(cluster, safe='')}/{namespace}/{quote(uid, safe='')}"


def when(line: bytes) -> bytes:
    """A line's time as something that sorts: its fraction may have any length."""
    return line.partition(b" ")[0].rstrip(b"Z")


class Tape:
    """One run of one container, being kept. Lines come with the time that Kubernetes puts before them.

    Lines are added in one thread and flushed in another; `flush` raises `Trouble` and may be called again.
    """

    def __init__(self, shelf: Shelf, folder: str, run: int, cap: int, mask: bool) -> None:
        self._shelf, self._folder, self._run, self._mask = shelf, folder, run, mask
        self._most = max(cap // PIECE, LEAST)
        self._there: list[Part] = []
        self._number, self._begun = 0, ""
        self._lines: list[bytes] = []
        self._size = 0
        self._fresh = 0.0
        self._writing, self._holding = Lock(), Lock()
        self.last = b""
        """The time of the last line."""
        self.same = 0
        """How many of the last lines have that time."""

    def resume(self) -> None:
        """Go on after what was kept before the hub was started again."""
        found = (part(name) for name in self._shelf.names(self._folder))
        self._there = sorted(
            (one for one in found if one and one.run == self._run), key=lambda one: one.number
        )
        if self._there:
            self._number = self._there[-1].number + 1
            self._seen(unpacked(self._shelf.read(self._there[-1].path)))

    @property
    def full(self) -> bool:
        return self._size >= PIECE

    def waits(self, seconds: float) -> bool:
        """Whether something has not been on the shelf for so long."""
        return self._fresh > 0 and monotonic() - self._fresh > seconds

    def add(self, lines: Sequence[bytes]) -> None:
        """Lines that came after all before."""
        if not lines:
            return
        kept = masked(b"\n".join(lines)).split(b"\n") if self._mask else list(lines)
        self._seen(lines)
        with self._holding:
            self._begun = self._begun or _name(self._run, self._number, lines[0])
            self._lines += kept
            self._size += sum(map(len, kept)) + len(kept)
            self._fresh = self._fresh or monotonic()
            if self._size > MOST:  # they cannot be put anywhere
                del self._lines[: len(self._lines) // 2]
                self._lines.insert(0, when(self._lines[0]) + b"Z " + NOT_KEPT)
                self._size = sum(map(len, self._lines)) + len(self._lines)

    def flush(self) -> None:
        """Put it on the shelf; a full piece is closed, and what is too much let go of."""
        with self._writing:
            with self._holding:
                lines, closing, begun = list(self._lines), self.full, self._begun
                fresh, self._fresh = self._fresh, 0.0
            if not fresh:
                return
            path = f"{self._folder}/{begun}"
            try:
                self._shelf.write(path, packed(lines))
            except BaseException:
                self._fresh = fresh
                raise
            if closing:
                self._close(path, len(lines))
            while len(self._there) >= self._most:
                self._shelf.remove(self._there[1].path)
                del self._there[1]

    def _close(self, path: str, count: int) -> None:
        """That piece is whole; what came meanwhile begins the next."""
        closed = part(path)
        self._there += [closed] if closed else []
        with self._holding:
            self._lines = self._lines[count:]
            self._size = sum(map(len, self._lines)) + len(self._lines)
            self._number += 1
            self._begun = _name(self._run, self._number, self._lines[0]) if self._lines else ""

    def _seen(self, lines: Sequence[bytes]) -> None:
        for line in lines[-1000:]:
            if (time := when(line)) == self.last:
                self.same += 1
            elif time:
                self.last, self.same = time, 1


def packed(lines: Iterable[bytes]) -> bytes:
    return gzip.compress(b"\n".join(lines) + b"\n", 5, mtime=0)


def unpacked(body: bytes) -> list[bytes]:
    """Its lines; what is damaged says so in its place."""
    try:
        return gzip.decompress(body).removesuffix(b"\n").split(b"\n")
    except (OSError, EOFError) as error:
        return [f" hub: a piece of this log is damaged ({error})".encode()]


def _name(run: int, number: int, line: bytes) -> str:
    return f"{run:04d}-{number:06d}-{_millis(line):013d}.gz"


def _millis(line: bytes) -> int:
    """The time of a line; 0 for one that has none."""
    try:
        return millis(datetime.fromisoformat(when(line).decode()[:23].ljust(19) + "+00:00"))
    except (ValueError, OverflowError):
        return 0
