"""What comes out of the cases, in whatever order things went in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from random import Random

import msgspec

from hub.core.board import Board, rebuilt
from hub.core.transitions import legal
from hub.model import Pod, Workload
from hub.testing.bench import Bench
from hub.testing.cases import Case
from hub.testing.matching import differences
from hub.testing.playing import decoded, play, played

from .law import Law

SHUFFLES = 5
GIVEN_FAMILY = frozenset(
    {
        "category",
        "status",
        "pod_sets",
        "roles",
        "elastic",
        "gang",
        "connections",
        "submitter",
        "queue",
    }
    | {"stop", "run", "restart", "delete"}
)


def as_said(bench: Bench) -> Iterator[str]:
    bench.registry.raised.clear()
    for case in bench.cases:
        for number, stage in enumerate(play(case, bench.registry), 1):
            found = differences(stage.step.expect, stage.board.workloads) if stage.step.expect else ()
            yield from (f"case {case.name}, step {number}: {difference}" for difference in found)
            yield from (f"case {case.name}: {fault}" for fault in stage.board.troubles())


def legally(bench: Bench) -> Iterator[str]:
    for case in bench.cases:
        seen: dict[str, list[Workload]] = {}
        for stage in play(case, bench.registry):
            for uid, workload in stage.board.workloads.items():
                seen.setdefault(uid, []).append(workload)
        for states in seen.values():
            for before, after in pairwise(states):
                if not legal(before, after):
                    yield f"case {case.name}: {before.key} went from {before.phase} to {after.phase}"


def in_any_order(bench: Bench) -> Iterator[str]:
    """Each step's things shuffled; and one by one, each followed by a look, against a rebuild."""
    for case in bench.cases:
        sound = played(case, bench.registry).board.workloads
        for seed in range(SHUFFLES):
            other = played(case, bench.registry, Random(seed)).board.workloads
            yield from (f"case {case.name}, shuffle {seed}: {line}" for line in unequal(sound, other))
        yield from _one_by_one(case, bench)


def _one_by_one(case: Case, bench: Bench) -> Iterator[str]:
    last = played(case, bench.registry)
    things = [each for seen in decoded(case, bench.registry) for each in seen]
    Random(len(things)).shuffle(things)
    board = Board(bench.registry)
    for each in things:
        board.seen("MODIFIED", each)
        board.flush(last.now)
    for line in unequal(rebuilt(board, last.now), board.workloads):
        yield f"case {case.name}, one by one: {line}"


def twice(bench: Bench) -> Iterator[str]:
    """The same objects again, without the version that would tell that they are the same."""
    for case in bench.cases:
        last = played(case, bench.registry)
        before = dict(last.board.workloads)
        for each in list(last.board.store):
            last.board.seen("MODIFIED", msgspec.structs.replace(each, version=""))
        last.board.flush(last.now)
        yield from (f"case {case.name}: {line}" for line in unequal(before, last.board.workloads))


def untouched(bench: Bench) -> Iterator[str]:
    """What the slots are given is as it was afterwards."""
    for case in bench.cases:
        things = [each for seen in decoded(case, bench.registry) for each in seen]
        before = [msgspec.json.encode(each) for each in things]
        board = Board(bench.registry)
        for each in things:
            board.seen("MODIFIED", each)
        board.flush(played(case, bench.registry).now)
        for each, was in zip(things, before, strict=True):
            if msgspec.json.encode(each) != was:
                yield f"case {case.name}: reading changed {each.kind} {each.namespace}/{each.name}"
    for row in bench.rows:
        family = row.subject.family
        was = msgspec.json.encode((family.root.raw, family.pods))
        for name, slot in bench.own_slots.items():
            if name in GIVEN_FAMILY and callable(slot):
                answer = slot(family)
                if isinstance(answer, Iterator):
                    list(answer)
                if msgspec.json.encode((family.root.raw, family.pods)) != was:
                    yield f"{row.where}: {name} changed what it was given"


def nobody_lost(bench: Bench) -> Iterator[str]:
    for case in bench.cases:
        for stage in play(case, bench.registry):
            yield from (f"case {case.name}: {line}" for line in lost(stage.board))


def lost(board: Board) -> Iterator[str]:
    """Pods that are in no row, or in several."""
    held: Counter[tuple[str, str]] = Counter()
    for identity, workload in board.workloads.items():
        subject, home = board.subject(workload), board.grouping.homes.get(identity)
        pods = subject.family.pods if subject else ()
        held.update((pod.namespace, pod.name) for pod in pods if pod.name in workload.pods)
        if home and len(home.pods) != len(workload.pods):
            yield f"{workload.key} shows {len(workload.pods)} of its {len(home.pods)} pods"
    for thing in board.store:
        if isinstance(thing, Pod) and (count := held[thing.namespace, thing.name]) != 1:
            yield f"pod {thing.namespace}/{thing.name} is in {count} rows"


def unequal(one: dict[str, Workload], other: dict[str, Workload]) -> Iterator[str]:
    """The rows that two boards do not have in common."""
    for uid in sorted(one.keys() | other.keys()):
        a, b = one.get(uid), other.get(uid)
        if a is None or b is None:
            present = a or b
            yield f"{present.key if present else uid} is on one board alone"
        elif a != b:
            names = [name for name in a.__struct_fields__ if getattr(a, name) != getattr(b, name)]
            told = ", ".join(f"{n} {getattr(a, n)!r} or {getattr(b, n)!r}" for n in names[:3])
            yield f"{a.key}: {told}"


LAWS = (
    Law("as-said", "every case reads as it says", as_said),
    Law("transitions", "no workload makes a step that the table of transitions lacks", legally),
    Law("order", "the order in which things are seen makes no difference", in_any_order),
    Law("twice", "seeing things twice changes nothing", twice),
    Law("untouched", "reading changes nothing of what is read", untouched),
    Law("pods", "every pod is in exactly one row", nobody_lost),
)
