"""What replica sets and pools of machines share: how many there are to be, how they are, and a restart."""

from __future__ import annotations

from collections.abc import Callable

from hub.adapter import Cannot, Delete, Family, Intent, Obj, Patch, Phase, Status

from . import machine

WORDS: dict[str, Phase | None] = {"ReplicaFailure": None, "ReplicaPaused": None}
"""VirtualMachineInstanceReplicaSetConditionType and VirtualMachinePoolConditionType (kubevirt.io/api 1.6.0).
Both are about their controller: the machines tell."""

PAUSED = "it is paused, so KubeVirt leaves its machines as they are; set spec.paused to false first"


def size(root: Obj) -> int:
    """How many are asked for; KubeVirt's default is one."""
    return max(root.number("spec.replicas", 1), 0)


def status(wanted: Callable[[Family], int]) -> Callable[[Family], Status]:
    """A status that leaves the phase to the pods, and says Stopped where no machine is wanted."""

    def told(family: Family) -> Status:
        root, still = family.root, sum(map(machine.paused, machine.instances(family)))
        true = [c for c in root.each("status.conditions") if c.text("status") == "True"]
        failure = next((c.text("message") for c in true if c.text("type") == "ReplicaFailure"), "")
        return Status(
            phase=(Phase.RUNNING if still else None) if wanted(family) else Phase.STOPPED,
            word=next((c.text("type") for c in true if c.text("type") in WORDS), ""),
            reason="ReportedRunning" if still else "",
            message=f"{still} of its machines are paused" if still else failure,
            evidence=(f"{root.kind.name}.status.readyReplicas={root.number('status.readyReplicas')}",),
        )

    return told


def some_paused(family: Family) -> bool:
    """A paused machine's pod is not ready, and that is no defect."""
    return any(map(machine.paused, machine.instances(family)))


def restart(family: Family) -> tuple[Intent, ...] | Cannot:
    """All machines anew: their owner makes another for each that goes."""
    if family.root.flag("spec.paused"):
        return Cannot(PAUSED)
    found = tuple(Delete(each.ref) for each in machine.instances(family) if each.deleting is None)
    return found or Cannot("it has no machines to restart")


def scale(family: Family, wanted: int) -> tuple[Intent, ...] | Cannot:
    if family.root.flag("spec.paused"):
        return Cannot(PAUSED)
    if wanted < 0:
        return Cannot("the number of machines cannot be negative")
    return (Patch({"spec": {"replicas": wanted}}),)
