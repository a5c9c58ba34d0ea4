"""Logs that were kept, read again: in the order of time, with marks where lines are missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import merge
from typing import NamedTuple

from .records import millis
from .shelf import Shelf
from .tape import Part, part, unpacked, when

MARK = "hub: lines are missing here, the log was longer than what is kept of one (log_cap)"


class Kept(NamedTuple):
    """One line."""

    time: str
    pod: str
    container: str
    text: str


def parts(shelf: Shelf, home: str) -> list[Part]:
    """All pieces of a workload's logs."""
    return [one for name in shelf.names(home) if (one := part(name))]


def chosen(found: Iterable[Part], pod: str, container: str, previous: bool) -> list[Part]:
    """Those of a pod or container, where one is named; ``previous``: without each container's last run."""
    named = [one for one in found if pod in ("", one.pod) and container in ("", one.container)]
    if not previous:
        return named
    last: dict[tuple[str, str], int] = defaultdict(int)
    for one in named:
        last[one.pod, one.container] = max(last[one.pod, one.container], one.run)
    return [one for one in named if one.run < last[one.pod, one.container]]


def read(shelf: Shelf, found: Iterable[Part], since: datetime | None = None) -> Iterator[Kept]:
    """Their lines, by time. One piece of each container is held at a time."""
    runs: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for one in found:
        runs[one.pod, one.container].append(one)
    begin = since.strftime("%Y-%m-%dT%H:%M:%S").encode() if since else b""
    return merge(*(_lines(shelf, each, begin) for each in runs.values()), key=lambda one: one.time)


def _lines(shelf: Shelf, pieces: list[Part], begin: bytes) -> Iterator[Kept]:
    pieces = sorted(pieces, key=lambda one: (one.run, one.number))
    time = ""
    for at, piece in enumerate(pieces):
        before = pieces[at - 1] if at else None
        if before and before.run == piece.run and before.number + 1 < piece.number:
            yield Kept(time, piece.pod, piece.container, MARK)
        if begin and at + 1 < len(pieces) and pieces[at + 1].begun.isoformat()[:19].encode() < begin:
            continue  # all of it is older
        for line in unpacked(shelf.read(piece.path)):
            stamp = when(line)
            time = stamp.decode(errors="replace") or time
            if stamp >= begin or not stamp:
                yield Kept(time, piece.pod, piece.container, line.partition(b" ")[2].decode(errors="replace"))


def old(shelf: Shelf, cluster: str, before: datetime) -> int:
    """Let go of pieces that were begun before a time; how many."""
    gone = [one for one in parts(shelf, cluster) if 0 < millis(one.begun) < millis(before)]
    for one in gone:
        shelf.remove(one.path)
    return len(gone)
