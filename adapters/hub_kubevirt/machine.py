"""The machines of a workload, and the one pod in which each of them runs now.

A VirtualMachineInstance may have several pods: two while it moves to another
node, an old one afterwards, one that only binds its volumes, and one for each
disk plugged in while it runs. Only its present one counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from hub.adapter import Connection, Family, Obj, Pod, PodSet, PodState, Resources

from . import guest

INSTANCE = "kubevirt.io/VirtualMachineInstance"
TEMPORARY = "kubevirt.io/ephemeral-provisioning"
"""The annotation of a pod that lives only until volumes are bound (`EphemeralProvisioningObject`)."""
ROLE = "vm"
ENDED = ("Succeeded", "Failed")


@lru_cache(maxsize=1)
def instances(family: Family) -> list[Obj]:
    """The machines, oldest first: the root itself where it is one. Asked for by most slots in turn."""
    root = family.root
    return [root] if str(root.kind) == INSTANCE else list(family.parts(INSTANCE))


@lru_cache(maxsize=1)
def roles(family: Family) -> dict[str, str]:
    """Each machine's present pod; the others serve it and are in no set."""
    known = {machine.uid: machine for machine in instances(family)}
    pods: dict[str, list[Pod]] = {}
    for pod in filter(launcher, family.pods):
        pods.setdefault(pod.owners[0].uid if pod.owners else "", []).append(pod)
    present = (
        _present(known.get(uid, Obj()), found) for uid, found in pods.items() if uid in known or not known
    )
    return {pod.uid: ROLE for pod in present if pod is not None}


def launcher(pod: Pod) -> bool:
    return pod.label("kubevirt.io") == "virt-launcher" and TEMPORARY not in pod.annotations


def _present(machine: Obj, pods: list[Pod]) -> Pod | None:
    """The newest on the machine's node; one that succeeded was left behind, unless the machine has ended."""
    if machine.text("status.phase") not in ENDED:
        pods = [pod for pod in pods if pod.state is not PodState.SUCCEEDED]
    node = machine.text("status.nodeName")
    here = [pod for pod in pods if node and pod.node == node] or pods
    alive = [pod for pod in here if pod.active] or here
    return alive[-1] if alive else None


def pods_of(family: Family) -> list[Pod]:
    """The present pods."""
    mine = roles(family)
    return [pod for pod in family.pods if pod.uid in mine]


def pod_set(family: Family, spec: Obj, desired: int, minimum: int) -> Iterator[PodSet]:
    """One set of machines that are alike. A pod that is there tells what it asks for better than the spec."""
    if spec:
        there: Iterator[Resources] = (pod.requests for pod in pods_of(family) if pod.requests)
        wanted = next(there, None) or guest.requests(spec)
        yield PodSet(role=ROLE, desired=desired, minimum=minimum, requests=wanted)


def connections(spec: Obj) -> Iterator[Connection]:
    """The ports that the machine's interfaces name; no service is known to lead there."""
    for interface in spec.each("domain.devices.interfaces"):
        for port in interface.each("ports"):
            number = port.number("port")
            yield Connection(name=port.text("name") or str(number), port=number)


def paused(machine: Obj) -> bool:
    return machine.condition("Paused").text("status") == "True"


def moving(machine: Obj) -> bool:
    """Whether a migration is under way (`IsMigrating`)."""
    state = machine.at("status.migrationState")
    return bool(state.text("startTimestamp")) and not state.text("endTimestamp") and _going(state)


def _going(state: Obj) -> bool:
    return not state.flag("completed") and not state.flag("failed")


def detail(machine: Obj) -> str:
    """What a running machine goes through, if anything."""
    if paused(machine):
        return "its machine is paused; it keeps its node, memory and devices"
    if moving(machine):
        state = machine.at("status.migrationState")
        return f"its machine moves from {state.text('sourceNode', '?')} to {state.text('targetNode', '?')}"
    return ""


def trouble(machine: Obj) -> str:
    """Why the machine cannot start, as KubeVirt tells it in conditions that are not True."""
    found = (machine.condition(kind) for kind in ("Synchronized", "PodScheduled"))
    return next((c.text("message") for c in found if c.text("status") == "False" and c.text("message")), "")


def entered(machine: Obj, *phases: str) -> datetime | None:
    """When the machine came into one of these phases."""
    for step in machine.each("status.phaseTransitionTimestamps"):
        if step.text("phase") in phases:
            return step.time("phaseTransitionTimestamp")
    return None


def ready_since(machine: Obj) -> datetime | None:
    ready = machine.condition("Ready")
    return ready.time("lastTransitionTime") if ready.text("status") == "True" else None
