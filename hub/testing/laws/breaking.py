"""Broken objects: whatever is missing, null or of the wrong type, a row or a clear skip, and no exception."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from hub.core.board import Board
from hub.core.store import same
from hub.core.things import Thing, thing
from hub.core.wire import Garbled
from hub.model import Workload
from hub.testing.bench import Bench, Row
from hub.testing.breaking import breaks
from hub.testing.cases import Case
from hub.testing.playing import keeping, play

from .counting import asked, misfits
from .law import Law
from .reading import lost
from .saying import misshapen, unlisted
from .steering import answers


def total(bench: Bench) -> Iterator[str]:
    """Each field of each kind broken in each way, in one of the states that a case went through."""
    keep = keeping(bench.registry)
    states = {case.name: list(_states(case, bench)) for case in bench.cases}
    for each in breaks(bench.cases, bench.most):
        before, (now, there) = thing(each.sound, keep), states[each.case][each.step]
        things = [other for other in there if not same(other, before)]
        with suppress(Garbled):  # a clear skip
            things.append(thing(each.object, keep))
        yield from (f"{each}: {line}" for line in _suffered(things, now, bench))


def _states(case: Case, bench: Bench) -> Iterator[tuple[datetime, list[Thing]]]:
    return ((stage.now, list(stage.board.store)) for stage in play(case, bench.registry))


def _suffered(things: list[Thing], now: datetime, bench: Bench) -> Iterator[str]:
    board = Board(bench.registry)
    bench.registry.raised.clear()
    try:
        for one in things:
            board.seen("MODIFIED", one)
        board.flush(now)
    except Exception as error:  # whatever an adapter raises is what is looked for
        yield f"{type(error).__name__}: {error}"
        return
    yield from map(str, board.troubles())
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
    yield from raising(lambda: list(misfits([s for s in asked(row) if s.role])))
    told = subject.adapter.cause
    yield from raising(lambda: [] if isinstance(told(subject.family), str) else ["cause is no text"])


def raising(look: Callable[[], list[Any]]) -> Iterator[str]:
    """The lines that ``look`` finds, or what it raised."""
    try:
        found = look()
    except Exception as error:  # as above
        yield f"{type(error).__name__}: {error}"
        return
    yield from (line for line in found if isinstance(line, str))


LAWS = (Law("total", "no object is so broken that reading it raises, or loses a row", total),)
