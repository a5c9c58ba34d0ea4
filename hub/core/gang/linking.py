"""What a pod carries to belong to a group, and whether it still does.

A link adds what is missing and never changes what is there, so that it may be put on twice, and never
takes a pod from another controller. The mark tells the hub's own links apart, and shows lost ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hub.model import MARK, Group, Kind, Link, Obj, Plan, Pod
from hub.plugin import GangBackend

from .planning import DEFAULT

MIRROR = "kubernetes.io/config.mirror"
MIGRATION = "kubevirt.io/migrationJobUID"
"""Of the second launcher pod of a virtual machine that migrates (KubeVirt 1.6, `MigrationJobLabel`)."""


def link(backend: GangBackend, plan: Plan, group: Group, role: str) -> Link:
    """The backend's link with the hub's mark; nothing where the backend groups by the root alone."""
    said = backend.link(plan, group, role)
    if said == Link():
        return said
    mark = {MARK: f"{group.name}.{plan.generation}"}
    return Link(labels={**said.labels, **mark}, annotations=said.annotations, spec=said.spec)


def marked(pod: Pod) -> str:
    """The group that the hub linked a pod to, if it did."""
    return pod.label(MARK).rpartition(".")[0]


def lost(pod: Pod, backend: GangBackend) -> bool:
    """Whether the hub linked it by this backend, and the link is not there."""
    group = marked(pod)
    return bool(group) and backend.linked(pod) != group


def spared(pod: Obj) -> str:
    """Why a pod that is being created is not to be linked, or nothing."""
    if pod.get("spec.nodeName"):
        return "it is bound to a node already"
    if pod.annotation(MIRROR):
        return "a kubelet runs it by itself"
    if any(owner.kind == Kind("apps", "DaemonSet") for owner in pod.each("metadata.ownerReferences")):
        return "each node has its own"
    return "it is where a virtual machine migrates to" if pod.label(MIGRATION) else ""


def onto(pod: Mapping[str, Any], wanted: Link) -> dict[str, Any]:
    """A pod, or a pod template, with the link."""
    changed = dict(pod)
    for place, told in (("metadata", _meta(wanted)), ("spec", dict(wanted.spec))):
        if told:
            changed[place] = _filled(pod.get(place) or {}, told)
    return changed


def steps(pod: Mapping[str, Any], wanted: Link) -> list[dict[str, Any]]:
    """The link as a JSON patch (RFC 6902); none where the pod has it all."""
    return list(_steps(dict(pod), onto(pod, wanted), ""))


def conflict(pod: Mapping[str, Any], wanted: Link) -> str:
    """What of the link the pod has not, or has otherwise; or nothing."""
    return next(_different(pod, {"metadata": _meta(wanted), "spec": wanted.spec}, ""), "")


def _meta(wanted: Link) -> dict[str, Any]:
    told = {"labels": dict(wanted.labels), "annotations": dict(wanted.annotations)}
    return {name: words for name, words in told.items() if words}


def _filled(there: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """What is there, and of what is told the rest. The default scheduler is as if nothing were said."""
    merged = dict(there)
    for name, value in told.items():
        old = merged.get(name)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            merged[name] = _filled(old, value)
        elif old is None or (name, old) == ("schedulerName", DEFAULT):
            merged[name] = value
    return merged


def _steps(old: Any, new: Any, path: str) -> Iterator[dict[str, Any]]:
    for name, value in new.items():
        place = f"{path}/{name.replace('~', '~0').replace('/', '~1')}"
        if isinstance(old.get(name), Mapping) and isinstance(value, Mapping):
            yield from _steps(old[name], value, place)
        elif name not in old or old[name] is None:
            yield {"op": "add", "path": place, "value": value}
        elif old[name] != value:
            yield {"op": "replace", "path": place, "value": value}


def _different(pod: Mapping[str, Any], told: Mapping[str, Any], path: str) -> Iterator[str]:
    for name, value in told.items():
        there = pod.get(name)
        if isinstance(value, Mapping) and isinstance(there, Mapping):
            yield from _different(there, value, f"{path}{name}.")
        elif there != value and name != MARK:
            yield f"{path}{name} is {there!r}, not {value!r}"
