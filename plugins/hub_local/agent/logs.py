"""Container logs on disk, in the CRI format: ``<RFC 3339 nano> stdout|stderr F|P <text>``, one file a run."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

CHUNK = 1 << 16
LONGEST_LINE = 1 << 14


def file_of(folder: Path, container: str, restart: int) -> Path:
    return folder / container / f"{restart}.log"


def create(folder: Path, container: str, restart: int) -> BinaryIO:
    """A new log; of the earlier runs only the last one is kept (``kubectl logs --previous``)."""
    path = file_of(folder, container, restart)
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob("*.log"):
        if int(old.stem) < restart - 1:
            old.unlink()
    return open(path, "ab", buffering=0)


async def copy(
    stream: asyncio.StreamReader, name: str, log: BinaryIO, heard: Callable[[bytes], None] = lambda data: None
) -> None:
    """Write what a container says, line by line, until it closes the stream; ``heard`` gets it as it is."""
    rest = b""
    while chunk := await stream.read(CHUNK):
        heard(chunk)
        *lines, rest = (rest + chunk).split(b"\n")
        stamp = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}000Z {name} ".encode()
        text = b"".join(stamp + b"F " + line + b"\n" for line in lines)
        while len(rest) > LONGEST_LINE:
            text += stamp + b"P " + rest[:LONGEST_LINE] + b"\n"
            rest = rest[LONGEST_LINE:]
        log.write(text)
    if rest:
        log.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}000Z {name} P ".encode() + rest + b"\n")


def message(path: Path, most: int = 2048, lines: int = 80) -> str:
    """The end of a log as a termination message (``FallbackToLogsOnError``)."""
    if not path.exists():
        return ""
    with open(path, "rb") as log:
        log.seek(tail(log, lines))
        text = b"".join(show(line, stamps=False) for line in log)
    return text[-most:].decode(errors="replace")


def show(line: bytes, stamps: bool) -> bytes:
    """A stored line as ``kubectl logs`` prints it. A part of a line (``P``) gets no line end."""
    stamp, _, rest = line.partition(b" ")
    _, _, rest = rest.partition(b" ")
    flag, _, text = rest.partition(b" ")
    text = text.rstrip(b"\n") if flag == b"P" else text
    return stamp + b" " + text if stamps else text


def stamp_of(line: bytes) -> datetime:
    text = line.partition(b" ")[0].decode()
    # Nanoseconds are more than datetime holds.
    return datetime.fromisoformat(text[:26] + "+00:00")


def tail(log: BinaryIO, lines: int) -> int:
    """The offset at which the last ``lines`` whole lines begin."""
    position = log.seek(0, os.SEEK_END)
    found = 0
    while position > 0:
        size = min(CHUNK, position)
        position -= size
        log.seek(position)
        for offset in _breaks(log.read(size)):
            found += 1
            if found > lines:
                return position + offset + 1
    return 0


def _breaks(block: bytes) -> Iterator[int]:
    """Offsets of the line ends, last first."""
    offset = block.rfind(b"\n")
    while offset >= 0:
        yield offset
        offset = block.rfind(b"\n", 0, offset)


def since(seconds: int | None, time: str | None) -> datetime | None:
    if seconds is not None:
        return datetime.now(UTC) - timedelta(seconds=seconds)
    return datetime.fromisoformat(time) if time else None
