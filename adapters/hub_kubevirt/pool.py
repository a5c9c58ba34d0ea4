"""`pool.kubevirt.io` VirtualMachinePool: VirtualMachines of a kind, each with its own disks."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import Adapter, Cannot, Family, Intent, Obj, Patch, PodSet, owned

from . import machine, replicas
from .strategy import STOPPED_FROM, remembered, strategy

VM = "kubevirt.io/VirtualMachine"
TEMPLATE = "spec.virtualMachineTemplate.spec"


def pod_sets(family: Family) -> Iterator[PodSet]:
    wanted = running(family)
    return machine.pod_set(family, family.root.at(f"{TEMPLATE}.template.spec"), wanted, min(wanted, 1))


def running(family: Family) -> int:
    """How many machines are to run: all but those that somebody stopped alone."""
    machines = [vm for vm in family.parts(VM) if vm.deleting is None]
    halted = sum(map(_rests, machines))
    if strategy(family.root.at(TEMPLATE)) == "Halted":
        return len(machines) - halted
    return max(replicas.size(family.root) - halted, 0)


def _rests(vm: Obj) -> bool:
    now = strategy(vm.at("spec"))
    idle = vm.text("status.printableStatus") == "Stopped" and not vm.flag("status.created")
    return now == "Halted" or (now in ("Manual", "RerunOnFailure") and idle)


def stop(family: Family) -> tuple[Intent, ...] | Cannot:
    """Every machine halted through the template, its disks kept; fewer replicas would delete machines."""
    now = strategy(family.root.at(TEMPLATE))
    if why := _unmanaged(family.root, now):
        return Cannot(why)
    if now == "Halted":
        return Cannot("its machines are halted already")
    note = {"annotations": {STOPPED_FROM: now}}
    return (Patch({"metadata": note, "spec": _template("Halted")}),)


def run(family: Family) -> tuple[Intent, ...] | Cannot:
    root = family.root
    if why := _unmanaged(root, strategy(root.at(TEMPLATE))):
        return Cannot(why)
    if not replicas.size(root):
        return Cannot("it has no replicas: scale it to the number you want")
    note = {"annotations": {STOPPED_FROM: None}}
    return (Patch({"metadata": note, "spec": _template(remembered(root))}),)


def _unmanaged(root: Obj, now: str) -> str:
    """Why a changed template would not reach the machines, if it would not."""
    if root.flag("spec.paused"):
        return replicas.PAUSED
    if root.get("spec.updateStrategy.unmanaged") is not None:
        return "its updateStrategy is unmanaged, so its machines keep their own; stop them one by one"
    if isinstance(root.get(f"{TEMPLATE}.running"), bool):
        return "its template uses the deprecated field running; replace it by runStrategy"
    if now == "Manual":
        return "its machines are started and stopped one by one (runStrategy Manual)"
    return ""


def _template(wanted: str) -> dict[str, object]:
    return {"virtualMachineTemplate": {"spec": {"runStrategy": wanted}}}


def restart(family: Family) -> tuple[Intent, ...] | Cannot:
    """Where machines always run, another is made for each that goes."""
    if strategy(family.root.at(TEMPLATE)) not in ("Always", "Once"):
        return Cannot("its machines do not always run, so what is stopped stays so; restart them one by one")
    return replicas.restart(family)


POOL = Adapter(
    name="virtualmachinepool",
    claims=(owned("pool.kubevirt.io/VirtualMachinePool"),),
    parts=(VM, machine.INSTANCE),
    annotations=(machine.TEMPORARY,),
    category="build",
    words=replicas.WORDS,
    status=replicas.status(running),
    pod_sets=pod_sets,
    roles=machine.roles,
    elastic=replicas.some_paused,
    gang=False,
    connections=lambda family: machine.connections(family.root.at(f"{TEMPLATE}.template.spec")),
    stop=stop,
    run=run,
    restart=restart,
    scale=replicas.scale,
)
