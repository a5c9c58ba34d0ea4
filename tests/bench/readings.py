"""What one reading costs: every type's largest recorded workload, and ten thousand of mixed kinds.

`python -m tests.bench.readings`. The anchor is the decoding of the same root, parts included.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from hub.core.board import Board
from hub.core.memory import BLANK
from hub.core.reading import Subject, read
from hub.core.times import EPOCH
from hub.model import Workload
from hub.registry import load
from hub.testing.cases import cases
from hub.testing.playing import played

KNOWN = load()
MANY = 10_000


class Recorded(NamedTuple):
    """One workload as a case leaves it, and when that was."""

    board: Board
    workload: Workload
    subject: Subject
    now: datetime


def recorded() -> Iterator[Recorded]:
    for module in sorted({plugin.module for plugin in KNOWN.sources.values()}):
        spec = find_spec(module)
        folders = (Path(each) / "cases" for each in (spec and spec.submodule_search_locations) or ())
        for case in (case for folder in folders for case in cases(folder)):
            stage = played(case, KNOWN)
            for workload in stage.board.workloads.values():
                if (subject := stage.board.subject(workload)) is not None:
                    yield Recorded(stage.board, workload, subject, stage.step.now or EPOCH)


def microseconds(work: Callable[[], object], times: int = 200) -> float:
    """Of CPU, the best of five: the machine's other users only ever add time."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for _ in range(times):
            work()
        best = min(best, time.process_time() - start)
    return best / times * 1e6


def one(found: Recorded) -> float:
    """The family gathered and read, as the board does it."""

    def work() -> None:
        if (subject := found.board.subject(found.workload)) is not None:
            read(subject, BLANK, now=found.now)

    return microseconds(work)


def decoding(found: Recorded) -> float:
    return microseconds(lambda: [found.subject.family.root, *found.subject.family.everything()])


def by_type(all_: Sequence[Recorded]) -> Iterator[Recorded]:
    """Of each type the workload with the most pods."""
    for type_ in sorted({found.workload.type for found in all_}):
        same = [found for found in all_ if found.workload.type == type_]
        yield max(same, key=lambda found: len(found.subject.family.pods))


def main() -> None:
    everything = list(recorded())
    print(f"one reading, of {len(everything)} recorded workloads the largest of each type")
    for found in by_type(everything):
        pods = len(found.subject.family.pods)
        print(f"  {found.workload.type:24} {pods:3} pods {one(found):6.0f} µs (target 100 for ten pods)")
    start = time.process_time()
    for number in range(MANY):
        found = everything[number % len(everything)]
        read(found.subject, BLANK, now=found.now)
    print(f"{MANY} workloads of mixed kinds: {time.process_time() - start:.2f} s (target 1 s)")


if __name__ == "__main__":
    main()
