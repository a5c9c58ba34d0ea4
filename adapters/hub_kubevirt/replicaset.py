"""`kubevirt.io` VirtualMachineInstanceReplicaSet: machines that are alike and keep nothing."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import Adapter, Cannot, Family, Intent, Patch, PodSet, owned

from . import machine, replicas
from .strategy import STOPPED_FROM


def pod_sets(family: Family) -> Iterator[PodSet]:
    """Each machine serves alone, so one is enough."""
    wanted = replicas.size(family.root)
    return machine.pod_set(family, family.root.at("spec.template.spec"), wanted, min(wanted, 1))


def stop(family: Family) -> tuple[Intent, ...] | Cannot:
    """To zero, the size remembered."""
    if family.root.flag("spec.paused"):
        return Cannot(replicas.PAUSED)
    now = replicas.size(family.root)
    if not now:
        return Cannot("it has no replicas already")
    return (Patch({"metadata": {"annotations": {STOPPED_FROM: str(now)}}, "spec": {"replicas": 0}}),)


def run(family: Family) -> tuple[Intent, ...] | Cannot:
    was = family.root.annotation(STOPPED_FROM)
    if not was.isdecimal() or not int(was):
        return Cannot("nobody remembers how many machines it had: scale it to the number you want")
    return (Patch({"metadata": {"annotations": {STOPPED_FROM: None}}, "spec": {"replicas": int(was)}}),)


REPLICASET = Adapter(
    name="virtualmachineinstancereplicaset",
    claims=(owned("kubevirt.io/VirtualMachineInstanceReplicaSet"),),
    parts=(machine.INSTANCE,),
    annotations=(machine.TEMPORARY,),
    category="deploy",
    words=replicas.WORDS,
    status=replicas.status(lambda family: replicas.size(family.root)),
    pod_sets=pod_sets,
    roles=machine.roles,
    elastic=replicas.some_paused,
    gang=False,
    connections=lambda family: machine.connections(family.root.at("spec.template.spec")),
    stop=stop,
    run=run,
    restart=replicas.restart,
    scale=replicas.scale,
)
