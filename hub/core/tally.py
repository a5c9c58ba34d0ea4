"""The pod sets asked for and the pods that are there, counted against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec

from hub.model import Pod, PodCounts, PodSet, PodState

READY, SUCCEEDED, FAILED = PodState.READY, PodState.SUCCEEDED, PodState.FAILED
PENDING = PodState.PENDING


class Tally(msgspec.Struct, frozen=True):
    """The sums that the phase rules compare. Pods that are being deleted count for nothing but ``total``.

    ``done`` pods are ready or succeeded, at most each set's minimum; ``placed`` likewise
    scheduled; ``needed`` are the live pods of sets whose minimum is not met by others.
    """

    sets: tuple[PodSet, ...]
    declared: bool
    live: tuple[Pod, ...]
    existing: int
    minimum: int
    desired: int
    done: int
    placed: int
    ready: int
    floor_met: bool
    scheduled_met: bool
    full: bool
    needed: tuple[Pod, ...]
    unready: tuple[Pod, ...]

    @property
    def present(self) -> bool:
        """Whether any pod counts."""
        return bool(self.live)

    @property
    def first(self) -> datetime | None:
        """When the first pod was made."""
        return min([pod.created for pod in self.live if pod.created], default=None)

    @property
    def scheduled_since(self) -> datetime | None:
        return max([pod.scheduled for pod in self.live if pod.scheduled], default=None)

    @property
    def ready_since(self) -> datetime | None:
        """When the last of the ready pods became ready."""
        return max([pod.turned for pod in self.live if pod.turned and pod.state is READY], default=None)

    @property
    def lost_since(self) -> datetime | None:
        """When the last of the others ceased to be."""
        return max((pod.turned for pod in self.unready if pod.turned), default=None)


_NONE = dict.fromkeys(PodState, 0)


class _Row:
    """One set while it is counted."""

    __slots__ = ("counts", "live", "spec", "total")

    def __init__(self, spec: PodSet | None) -> None:
        self.spec = spec
        self.counts = _NONE.copy()
        self.live: list[Pod] = []
        self.total = 0


def tally(
    asked: Iterable[PodSet], pods: Iterable[Pod], role: Callable[[Pod], str], ran: bool = False
) -> Tally:
    """Count. A role that nobody declared is a set of its own, asked for by being there, required by nobody.

    Once it ``ran``, pods that another role makes are missed only as far as that one keeps or replaces them:
    a Spark driver takes its executors away one by one before it ends well.
    """
    rows: dict[str, _Row] = {spec.role: _Row(spec) for spec in asked}
    declared = bool(rows)
    for pod in pods:
        if not (name := role(pod)):
            continue
        row = rows.get(name)
        if row is None:
            row = rows[name] = _Row(None)
        row.total += 1
        if pod.deleting is None or pod.state is SUCCEEDED or pod.state is FAILED:
            row.counts[pod.state] += 1
            row.live.append(pod)
    sets = tuple([_counted(name, row) for name, row in rows.items()])
    return _summed(sets, list(rows.values()), declared, ran)


def standing(pods: Iterable[Pod], role: Callable[[Pod], str]) -> tuple[PodSet, ...]:
    """Where nobody can say how many were asked for: as many of each role as there are and have not failed."""
    counts: dict[str, int] = {}
    for pod in pods:
        if (name := role(pod)) and pod.state is not FAILED and pod.deleting is None:
            counts[name] = counts.get(name, 0) + 1
    return tuple(PodSet(role=name, desired=count) for name, count in counts.items())


def _counted(name: str, row: _Row) -> PodSet:
    c, total = row.counts, row.total
    counts = PodCounts(total, c[PENDING], c[PodState.INITIALIZING], c[READY], c[SUCCEEDED], c[FAILED])
    spec = row.spec
    if spec is None:
        wanted = row.live[0].requests if row.live else PodSet(role=name, desired=0).requests
        return PodSet(role=name, desired=total, minimum=0, maximum=total, requests=wanted, pods=counts)
    minimum = spec.desired if spec.minimum is None else min(spec.minimum, max(spec.desired, 0))
    return PodSet(
        role=name,
        desired=spec.desired,
        minimum=minimum,
        maximum=spec.desired if spec.maximum is None else spec.maximum,
        created_after=spec.created_after,
        requests=spec.requests if spec.requests else (row.live[0].requests if row.live else spec.requests),
        pods=counts,
    )


def _summed(sets: tuple[PodSet, ...], rows: list[_Row], declared: bool, ran: bool) -> Tally:
    needed: list[Pod] = []
    unready: list[Pod] = []
    done = placed = existing = ready = minimum = desired = 0
    floor_met = scheduled_met = full = True
    for s, row in zip(sets, rows, strict=True):
        floor, wanted, counts = s.minimum or 0, s.desired, s.pods
        good = counts.ready + counts.succeeded
        there = counts.initializing + good
        if ran and s.created_after:
            floor, wanted = min(floor, len(row.live)), min(wanted, len(row.live))
        minimum, desired = minimum + floor, desired + wanted
        done, ready = done + min(good, floor), ready + counts.ready
        placed, existing = placed + min(there, floor), existing + min(len(row.live), floor)
        if good < wanted or good < floor:
            full = full and good >= wanted
            waiting = [p for p in row.live if p.state is not READY and p.state is not SUCCEEDED]
            unready += waiting
            if good < floor:
                floor_met = False
                needed += [p for p in waiting if p.state is not FAILED]
                if there < floor and (counts.pending or not s.created_after):
                    scheduled_met = False
    return Tally(
        sets=sets,
        declared=declared,
        live=tuple([pod for row in rows for pod in row.live]),
        existing=existing,
        minimum=minimum,
        desired=desired,
        done=done,
        placed=placed,
        ready=ready,
        floor_met=floor_met,
        scheduled_met=scheduled_met,
        full=full,
        needed=tuple(needed),
        unready=tuple(unready),
    )
