"""Broken objects: whatever is missing, null or of the wrong type, a row or a clear skip, and no exception."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hub.core.board import Board
from hub.core.things import Thing, thing
from hub.core.wire import Garbled
from hub.model import Workload
from hub.testing.bench import Bench, Row
from hub.testing.breaking import Break, breaks
from hub.testing.playing import decoded, keeping, played

from .counting import asked, misfits
from .law import Law
from .reading import lost
from .saying import misshapen, unlisted
from .steering import answers


def total(bench: Bench) -> Iterator[str]:
    """Each field of each kind broken in each way, in one of the cases that have it."""
    keep = keeping(bench.registry)
    known = {
        case.name: [each for seen in decoded(case, bench.registry) for each in seen] for case in bench.cases
    }
    clocks = {case.name: played(case, bench.registry).now for case in bench.cases}
    for each in breaks(bench.cases):
        things = list(known[each.case])
        try:
            things[each.number] = thing(each.object, keep)
        except Garbled:
            del things[each.number]
        yield from (f"{each}: {line}" for line in _suffered(each, things, bench, clocks))


def _suffered(each: Break, things: list[Thing], bench: Bench, clocks: dict[str, Any]) -> Iterator[str]:
    board = Board(bench.registry)
    try:
        for one in things:
            board.seen("MODIFIED", one)
        board.flush(clocks[each.case])
    except Exception as error:  # whatever an adapter raises is what is looked for
        yield f"{type(error).__name__}: {error}"
        return
    yield from (str(fault) for fault in board.faults.values())
    yield from lost(board)
    for workload in board.workloads.values():
        yield from unlisted(workload)
        yield from misshapen(workload)
        if workload.type == bench.adapter.name:
            yield from _slots(workload, board)


def _slots(workload: Workload, board: Board) -> Iterator[str]:
    """The slots that a reading does not call, or that the hub corrects."""
    subject = board.subject(workload)
    if subject is None:
        yield f"{workload.key} is there, and what it was read from is not"
        return
    row = Row("", workload, subject)
    yield from raising(
        lambda: [list(answer) if isinstance(answer, tuple) else answer for _, answer in answers(row)]
    )
    yield from raising(lambda: list(misfits(asked(row))))


def raising(look: Callable[[], list[Any]]) -> Iterator[str]:
    """The lines that ``look`` finds, or what it raised."""
    try:
        found = look()
    except Exception as error:  # as above
        yield f"{type(error).__name__}: {error}"
        return
    yield from (line for line in found if isinstance(line, str))


LAWS = (Law("total", "no object is so broken that reading it raises, or loses a row", total),)
