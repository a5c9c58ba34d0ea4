"""The row of last resort: an owner that no adapter claims is read from its pods and standard conditions."""

from __future__ import annotations

from functools import lru_cache
from traceback import walk_tb

from hub.adapter import Adapter, Cannot, Family, Phase, PodSet, PodState, Status, conditions, pods_tell
from hub.model import Kind
from hub.registry import Registry

WORDS: dict[str, Phase | None] = {
    "Failed": Phase.FAILED,
    "Complete": Phase.COMPLETED,
    "Completed": Phase.COMPLETED,
    "Succeeded": Phase.COMPLETED,
    "Suspended": Phase.STOPPED,
    "Ready": None,
    "Available": None,
    "Running": None,
}
"""Condition types that mean the same wherever they are used (Job, JobSet, Trainer, Kueue)."""

_told = conditions(WORDS)
WHY = "no adapter is installed for this kind; use the framework's own tools"


def status(family: Family) -> Status:
    told = _told(family)
    return told if told.word else pods_tell(family)


def pod_sets(family: Family) -> tuple[PodSet, ...]:
    """As many as there are: nobody knows how many were asked for, or whether a failed one is replaced."""
    alive = sum(pod.state is not PodState.FAILED for pod in family.pods)
    return (PodSet(role="pods", desired=alive),) if family.pods else ()


@lru_cache(maxsize=256)
def _adapter(name: str) -> Adapter:
    return Adapter(
        name=name,
        claims=(),
        words=WORDS,
        status=status,
        pod_sets=pod_sets,
        elastic=lambda family: True,
        gang=False,
        stop=Cannot(WHY),
        run=Cannot(WHY),
        restart=Cannot(WHY),
        scale=Cannot(WHY),
    )


def fallback(kind: Kind, registry: Registry) -> Adapter:
    """An adapter for a kind that none claims, named after it; with its group where the name is taken."""
    name = kind.name.lower() or "unknown"
    return _adapter(name if name not in registry.adapters else f"{name}.{kind.group}")


def stand_in(adapter: Adapter) -> Adapter:
    """What reads a workload whose own adapter raised: by its pods, under the same type."""
    return _adapter(adapter.name)


def culprit(adapter: Adapter, error: BaseException) -> str:
    """The slot in which an exception arose, where that can be told."""
    codes = {frame.f_code for frame, _ in walk_tb(error.__traceback__)}
    named = ((name, getattr(adapter, name)) for name in Adapter.__dataclass_fields__)
    return next((name for name, slot in named if getattr(slot, "__code__", None) in codes), "a slot")
