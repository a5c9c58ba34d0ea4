"""From what pods use to what a workload uses. Pure; the rules are in ``docs/metrics.md``.

Amounts of pods are added up. What no pod's source knows stays unknown; what one pod's source does not know
is left out of the sum. A number that cannot be (NaN, infinite, negative) counts as unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import NamedTuple

import msgspec

from hub.model import Resources, Workload
from hub.model.resources import NOTHING
from hub.model.usage import PodUse

METRICS = ("cpu", "memory", "gpu", "gpuMemory", "gpuPower")
"""The names of ``Workload.usage``; units in ``hub.model.usage``."""
_FIELDS = ("cpu", "memory", "gpu", "gpu_memory", "gpu_power")
Place = tuple[str, str]
"""Namespace and pod."""
Uses = Mapping[Place, PodUse]


def usage(workload: Workload, uses: Uses) -> dict[str, float] | None:
    """What its pods use together; ``None`` where nothing is known of any of them."""
    namespace = workload.namespace
    found = [use for pod in workload.pods if (use := uses.get((namespace, pod))) is not None]
    return total(found) if found else None


def total(uses: Iterable[PodUse]) -> dict[str, float]:
    """The sum by metric, of those that anybody knows."""
    sums: dict[str, float] = {}
    for use in uses:
        for name, field in zip(METRICS, _FIELDS, strict=True):
            if (value := getattr(use, field)) is not None:
                sums[name] = sums.get(name, 0.0) + value
    return sums


def allocated(workload: Workload) -> Resources:
    """What its pods hold on nodes: the requests of those that are scheduled and have not ended."""
    held = NOTHING
    for one in workload.pod_sets:
        if there := one.pods.initializing + one.pods.ready:
            held += one.requests * there
    return held


def shown(workload: Workload, uses: Uses) -> Workload:
    """The workload with its usage, where that is known."""
    found = usage(workload, uses)
    return msgspec.structs.replace(workload, usage=found) if found else workload


class Counter(NamedTuple):
    """A counter as it was seen."""

    seconds: float
    at: float


class Rates:
    """Cores from counters of processor seconds: what is between two looks, nothing before the second."""

    def __init__(self) -> None:
        self._seen: dict[Place, Counter] = {}

    def of(self, uses: Iterable[PodUse]) -> list[PodUse]:
        """The same with ``cpu`` where a counter tells it. A pod that is told of no more is forgotten."""
        before, self._seen = self._seen, {}
        return [self._rated(use, before.get((use.namespace, use.pod))) for use in uses]

    def _rated(self, use: PodUse, before: Counter | None) -> PodUse:
        if use.cpu is not None or use.cpu_seconds is None or not isfinite(use.cpu_seconds):
            return use
        now = Counter(use.cpu_seconds, use.at)
        if before is not None and now.at <= before.at:
            now = before  # not looked at anew, or the clock was set back: the next look tells
        self._seen[use.namespace, use.pod] = now
        if before is None or now.at <= before.at or now.seconds < before.seconds:
            return use  # a counter that fell was set back by a restart
        cores = (now.seconds - before.seconds) / (now.at - before.at)
        return msgspec.structs.replace(use, cpu=cores)


def merged(rounds: Iterable[Iterable[PodUse]]) -> dict[Place, PodUse]:
    """Sources together: what one does not know, the next may."""
    found: dict[Place, PodUse] = {}
    for uses in rounds:
        for use in uses:
            clean = sane(use)
            place = use.namespace, use.pod
            there = found.get(place)
            found[place] = clean if there is None else _filled(there, clean)
    return found


def sane(use: PodUse) -> PodUse:
    """Without what cannot be."""
    wrong = {name: None for name in _FIELDS if (v := getattr(use, name)) is not None and not 0 <= v < _MOST}
    return msgspec.structs.replace(use, **wrong) if wrong else use


_MOST = 1e18
"""More bytes than there are; NaN is below nothing, and so is left out, too."""


def _filled(there: PodUse, more: PodUse) -> PodUse:
    lacking = {
        name: value
        for name in _FIELDS
        if getattr(there, name) is None and (value := getattr(more, name)) is not None
    }
    return msgspec.structs.replace(there, **lacking) if lacking else there
