"""What a workload used in a span of time: one look, looks put together, GPUs that nobody uses. Pure.

The rules are in ``docs/metrics.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hub.core.usage import allocated
from hub.model import Workload
from hub.model.workload import Record

LOOK = 10
"""Seconds between two looks."""
STEPS = (LOOK, 60, 600)
"""Seconds of one sample: as looked at, then summed up twice."""
QUIET = 0.05
"""GPUs that are used less than this share count as unused …"""
PATIENCE = 300
"""… once they have been for so many seconds."""
_USED = {"cpu": "cpu", "memory": "memory", "gpu": "gpu", "gpu_memory": "gpuMemory", "gpu_power": "gpuPower"}


class Sample(Record, frozen=True):
    """Means over the ``seconds`` in which somebody looked; ``None`` is what nobody knows.

    Units are those of ``Workload.usage``; ``…_held`` is what the pods asked for, ``idle`` are GPU-seconds
    without use.
    """

    at: int
    seconds: int
    pods: int
    cpu: float | None = None
    cpu_peak: float | None = None
    cpu_held: float | None = None
    memory: float | None = None
    memory_peak: float | None = None
    memory_held: float | None = None
    gpu: float | None = None
    gpu_held: float | None = None
    gpu_memory: float | None = None
    gpu_power: float | None = None
    idle: float | None = None


MEANS = ("cpu", "cpu_held", "memory", "memory_held", "gpu", "gpu_held", "gpu_memory", "gpu_power")
PEAKS = {"cpu_peak": "cpu", "memory_peak": "memory"}


class Idleness:
    """For how long each workload's GPUs have been unused."""

    def __init__(self) -> None:
        self._quiet: dict[str, float] = {}

    def of(self, name: str, held: float, used: float | None, seconds: float) -> float | None:
        """GPU-seconds that are idle as of now. The first five minutes count once they are over."""
        if not held or used is None:
            self._quiet.pop(name, None)
            return None
        if used >= QUIET * held:
            self._quiet.pop(name, None)
            return 0.0
        before = self._quiet.get(name, 0.0)
        after = self._quiet[name] = before + seconds
        if after < PATIENCE:
            return 0.0
        return held * (after if before < PATIENCE else seconds)

    def keep(self, names: Iterable[str]) -> None:
        """Forget all others."""
        there = set(names)
        self._quiet = {name: quiet for name, quiet in self._quiet.items() if name in there}


def sample(workload: Workload, at: int, seconds: int, idle: float | None) -> Sample | None:
    """One look at a workload with its usage; nothing where it holds nothing and uses nothing."""
    held = allocated(workload)
    pods = sum(each.pods.initializing + each.pods.ready for each in workload.pod_sets)
    used: Mapping[str, float] = workload.usage or {}
    if not pods and not used:
        return None
    return Sample(
        at=at,
        seconds=seconds,
        pods=pods,
        cpu_held=held.cpu,
        memory_held=held.memory,
        gpu_held=held.gpu or None,
        idle=idle,
        **{field: used.get(metric) for field, metric in _USED.items()},
    )


def together(looks: Iterable[Sample], at: int) -> Sample:
    """One sample of several: means weighted by their seconds, the highest peak, idle time added up."""
    found = list(looks)
    seconds = sum(each.seconds for each in found)
    means = {name: _mean(found, name) for name in MEANS}
    peaks = {
        peak: max((v for each in found if (v := _peak(each, peak, name)) is not None), default=None)
        for peak, name in PEAKS.items()
    }
    idle = [each.idle for each in found if each.idle is not None]
    pods = round(sum(each.pods * each.seconds for each in found) / max(seconds, 1))
    return Sample(at=at, seconds=seconds, pods=pods, idle=sum(idle) if idle else None, **means, **peaks)


def _peak(one: Sample, peak: str, name: str) -> float | None:
    own: float | None = getattr(one, peak)
    mean: float | None = getattr(one, name)
    return mean if own is None else own


def _mean(found: Iterable[Sample], name: str) -> float | None:
    known = [(value, each.seconds) for each in found if (value := getattr(each, name)) is not None]
    seconds = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / seconds if seconds else None
