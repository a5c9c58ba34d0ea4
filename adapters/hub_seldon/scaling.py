"""Replicas as Core v2 writes them, on Models and Servers alike: to zero and back, and within bounds.

`ScalingSpec` of Seldon Core 2.10.2: one replica by default; bounds make Seldon change the number itself.
"""

from __future__ import annotations

import json
from typing import Any

from hub.adapter import Cannot, Delete, Family, Intent, Obj, Patch

STOPPED_FROM = "workloadhub.dev/stopped-from"


def replicas(root: Obj) -> int:
    return max(root.number("spec.replicas", 1), 0)


def scaled(root: Obj) -> bool:
    """Whether Seldon's own autoscaler changes the number."""
    return root.number("spec.maxReplicas") > 0 or root.number("spec.minReplicas") > 0


def stop(family: Family) -> tuple[Intent, ...] | Cannot:
    """To zero; a lower bound, which forbids that, goes and comes back with the number."""
    spec = family.root.at("spec")
    if not replicas(family.root):
        return Cannot("it has no replicas already")
    names = ("replicas", "minReplicas") if spec.number("minReplicas") > 0 else ("replicas",)
    was = {name: spec.get(name) for name in names}
    note = json.dumps((was["replicas"] if len(was) == 1 else None) or was)
    body = {"replicas": 0} | dict.fromkeys(names[1:])
    return (Patch({"metadata": {"annotations": {STOPPED_FROM: note}}, "spec": body}),)


def run(family: Family) -> tuple[Intent, ...] | Cannot:
    """As it was; a number that was left to the default is left to it again."""
    found = _remembered(family.root)
    if not found:
        return Cannot("nobody remembers how many replicas it had: scale it to the number you want")
    return (Patch({"metadata": {"annotations": {STOPPED_FROM: None}}, "spec": found}),)


def _remembered(root: Obj) -> dict[str, Any]:
    try:
        found = json.loads(root.annotation(STOPPED_FROM, "0"))
    except ValueError:
        return {}
    if isinstance(found, int):
        return {"replicas": found} if found > 0 else {}
    names = ("replicas", "minReplicas")
    return {name: found[name] for name in names if name in found} if isinstance(found, dict) else {}


def scale(family: Family, wanted: int) -> tuple[Intent, ...] | Cannot:
    root = family.root
    low, high = root.number("spec.minReplicas"), root.number("spec.maxReplicas")
    if wanted < 0:
        return Cannot("the number of replicas cannot be negative")
    if wanted < low or (high and wanted > high):
        return Cannot(
            f"its own bounds are {max(low, 0)} to {high or 'any number of'} replicas; change them first"
        )
    note = {"annotations": {STOPPED_FROM: None}}
    return (Patch({"metadata": note, "spec": {"replicas": wanted}}),)


def restart(family: Family) -> tuple[Intent, ...] | Cannot:
    """Its pods anew; their controller makes them, and Seldon loads their models again."""
    found = tuple(Delete(pod.ref) for pod in family.pods if pod.active)
    return found or Cannot("it has no pods to restart")
