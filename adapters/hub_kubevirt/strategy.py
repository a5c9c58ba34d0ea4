"""Run strategies: whether a machine is to run, and how it is stopped and started again.

KubeVirt's own ``stop`` of an Always machine forgets what it was, so that its ``start`` makes
any halted machine one that runs for ever (lifecycle.go, 1.6.0); the hub remembers.
"""

from __future__ import annotations

from hub.adapter import Cannot, Delete, Family, Intent, Obj, Patch

from .machine import INSTANCE

STOPPED_FROM = "workloadhub.dev/stopped-from"
STRATEGIES = ("Always", "Halted", "Manual", "RerunOnFailure", "Once", "WaitAsReceiver")
"""VirtualMachineRunStrategy (kubevirt.io/api 1.6.0, core/v1/types.go)."""
BY_REQUEST = ("Manual", "RerunOnFailure")
"""Those whose machines start and stop by a request in the status, as `virtctl` makes it."""


def strategy(spec: Obj) -> str:
    """``runStrategy``, or what the older ``running`` stands for; halted where there is neither."""
    running = spec.get("running")
    if isinstance(running, bool):
        return "Always" if running else "Halted"
    return spec.text("runStrategy", "Halted")


def start_requested(root: Obj) -> bool:
    return any(each.text("action") == "Start" for each in root.each("status.stateChangeRequests"))


def stop(family: Family) -> tuple[Intent, ...] | Cannot:
    """Halted, its old strategy remembered; or ``running``, where that is used: the two exclude each other."""
    spec = family.root.at("spec")
    now = strategy(spec)
    if now == "Halted":
        return Cannot("it is halted already")
    if now == "WaitAsReceiver":
        return Cannot("it waits to receive a machine from elsewhere; delete it where that will not come")
    if isinstance(spec.get("running"), bool):
        return (Patch({"spec": {"running": False}}),)
    note = {"annotations": {STOPPED_FROM: now}}
    return (Patch({"metadata": note, "spec": {"runStrategy": "Halted"}}),)


def run(family: Family) -> tuple[Intent, ...]:
    """With the strategy that it was stopped from; Always where nobody remembers, as `virtctl start` does."""
    root = family.root
    if strategy(root.at("spec")) in BY_REQUEST:
        return (_requests({"action": "Start"}),)
    if isinstance(root.get("spec.running"), bool):
        return (Patch({"spec": {"running": True}}),)
    was = remembered(root)
    note = {"annotations": {STOPPED_FROM: None}}
    back = Patch({"metadata": note, "spec": {"runStrategy": was}})
    return (back, _requests({"action": "Start"})) if was == "Manual" else (back,)


def remembered(root: Obj) -> str:
    was = root.annotation(STOPPED_FROM, "Always")
    return was if was in STRATEGIES and was != "Halted" else "Always"


def restart(family: Family) -> tuple[Intent, ...] | Cannot:
    """A new machine of the same name: made at once for what always runs, else by KubeVirt's own requests."""
    now, machine = strategy(family.root.at("spec")), family.part(INSTANCE)
    if now == "Halted":
        return Cannot("it is halted; run it to start it")
    if now in BY_REQUEST:
        halt = [{"action": "Stop", "uid": machine.uid}] if machine else []
        return (_requests(*halt, {"action": "Start"}),)
    return (Delete(machine.ref),) if machine else Cannot("it has no machine yet; one is about to be made")


def _requests(*changes: dict[str, str]) -> Patch:
    """As `virtctl` has it done: KubeVirt's API patches the status like this (`getChangeRequestJson`)."""
    return Patch({"status": {"stateChangeRequests": list(changes)}}, subresource="status")
