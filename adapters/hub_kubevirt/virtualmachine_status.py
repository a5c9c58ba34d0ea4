"""What a VirtualMachine says of itself: one printable word, and the phase of its machine.

The printable word hides how a machine ended: it is Stopped whether the guest succeeded or failed.
"""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import Family, Obj, Phase, Status, stood

from . import machine, volumes
from .instance_status import WORDS as PHASES
from .strategy import start_requested, strategy

WORDS: dict[str, Phase | None] = {
    **PHASES,
    "Stopped": Phase.STOPPED,
    "Provisioning": Phase.INITIALIZING,
    "Starting": Phase.INITIALIZING,
    "Running": Phase.RUNNING,
    "Paused": Phase.RUNNING,
    "Stopping": None,
    "Terminating": Phase.DELETING,
    "CrashLoopBackOff": Phase.DEGRADED,
    "Migrating": Phase.RUNNING,
    "Unknown": Phase.DEGRADED,
    "ErrorUnschedulable": Phase.PENDING,
    "ErrImagePull": Phase.INITIALIZING,
    "ImagePullBackOff": Phase.INITIALIZING,
    "ErrorPvcNotFound": Phase.INITIALIZING,
    "DataVolumeError": Phase.FAILED,
    "WaitingForVolumeBinding": Phase.INITIALIZING,
    "WaitingForReceiver": Phase.INITIALIZING,
}
"""VirtualMachinePrintableStatus and VirtualMachineInstancePhase (kubevirt.io/api 1.6.0, core/v1/types.go)."""

REASONS = {
    "ErrorUnschedulable": "Unschedulable",
    "ErrorPvcNotFound": "ContainerConfigError",
    "CrashLoopBackOff": "CrashLoop",
    "Paused": "ReportedRunning",
    "Migrating": "ReportedRunning",
}
ENDS = {
    ("Once", "Succeeded"): Phase.COMPLETED,
    ("Once", "Failed"): Phase.FAILED,
    ("RerunOnFailure", "Succeeded"): Phase.COMPLETED,
    ("Manual", "Succeeded"): Phase.STOPPED,
    ("Manual", "Failed"): Phase.FAILED,
}
"""What the end of a machine means, by run strategy; with the others another one is started."""


def status(family: Family) -> Status:
    root, vm = family.root, family.part(machine.INSTANCE)
    printed, phase = root.text("status.printableStatus"), vm.text("status.phase")
    told = _phase(family, vm)
    final = phase in machine.ENDED
    return Status(
        phase=told,
        word="/".join(dict.fromkeys(filter(None, (printed, phase)))),
        reason="Retrying" if _again(told, phase) else REASONS.get(printed, ""),
        message=_message(family, vm, told),
        evidence=tuple(_evidence(root, vm)),
        ran=stood(family, machine.ready_since(vm)),
        attempt=_attempt(root),
        started=machine.entered(vm, "Running"),
        ended=machine.entered(vm, phase) if final and told and told.final else None,
    )


def _phase(family: Family, vm: Obj) -> Phase | None:
    """While a machine is to start, and no pod is there, nothing is said: it is being created."""
    root, printed = family.root, family.root.text("status.printableStatus")
    if printed == "Terminating" or strategy(root.at("spec")) == "Halted":
        return Phase.DELETING if printed == "Terminating" else Phase.STOPPED
    if printed == "Stopping":
        return Phase.INITIALIZING if _restarts(root) else Phase.STOPPED
    if printed in ("", "Stopped"):
        return _resting(root, vm)
    if printed == "Starting":
        return Phase.INITIALIZING if machine.pods_of(family) else None
    if printed == "DataVolumeError" and not volumes.lost(family):
        return Phase.INITIALIZING
    return WORDS.get(printed)


def _restarts(root: Obj) -> bool:
    """Whether what is being stopped will be started again."""
    return strategy(root.at("spec")) in ("Always", "Once") or start_requested(root)


def _resting(root: Obj, vm: Obj) -> Phase | None:
    """Stopped, which is also the word's default before anything has happened."""
    now, phase = strategy(root.at("spec")), vm.text("status.phase")
    if phase in machine.ENDED:
        return ENDS.get((now, phase), Phase.INITIALIZING)
    if vm or start_requested(root) or now not in ("Manual", "RerunOnFailure"):
        return None
    begun = now == "Manual" or root.text("status.runStrategy") == now
    return Phase.STOPPED if begun else None


def _again(told: Phase | None, phase: str) -> bool:
    return told is Phase.INITIALIZING and phase == "Failed"


def _attempt(root: Obj) -> int:
    """Starts that failed one after the other; the count goes when one succeeds."""
    failed = max(root.number("status.startFailure.consecutiveFailCount"), 0)
    waiting = root.text("status.printableStatus") == "CrashLoopBackOff"
    return max(failed if waiting else failed + 1, 1)


def _message(family: Family, vm: Obj, told: Phase | None) -> str:
    printed, failure = family.root.text("status.printableStatus"), family.root.condition("Failure")
    if printed in ("Provisioning", "WaitingForVolumeBinding", "DataVolumeError"):
        return volumes.progress(family) or "its volumes are not there yet"
    if printed == "CrashLoopBackOff":
        return _loop(family.root)
    if printed == "Unknown":
        return "KubeVirt has lost sight of its machine; its node may be down"
    if told in (Phase.STOPPED, Phase.COMPLETED):
        return ""
    if _again(told, vm.text("status.phase")):
        return "its machine failed and is started again"
    why = failure.text("message") if failure.text("status") == "True" else ""
    return machine.detail(vm) or machine.trouble(vm) or why


def _loop(root: Obj) -> str:
    failed = root.number("status.startFailure.consecutiveFailCount")
    due = root.text("status.startFailure.retryAfterTimestamp")
    return f"its machine failed to start {failed} times" + (f"; the next try is due at {due}" if due else "")


def _evidence(root: Obj, vm: Obj) -> Iterator[str]:
    if strategy(root.at("spec")) == "Halted":
        yield "VirtualMachine is halted by its specification"
    if printed := root.text("status.printableStatus"):
        yield f"VirtualMachine.status.printableStatus={printed}"
    if phase := vm.text("status.phase"):
        yield f"VirtualMachineInstance.status.phase={phase}"
