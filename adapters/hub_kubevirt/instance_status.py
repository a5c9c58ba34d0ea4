"""What a VirtualMachineInstance says of itself: the phase of one run of a machine."""

from __future__ import annotations

from hub.adapter import Family, Phase, Status, stood

from . import machine

WORDS: dict[str, Phase | None] = {
    "Pending": Phase.INITIALIZING,
    "Scheduling": Phase.INITIALIZING,
    "Scheduled": Phase.INITIALIZING,
    "Running": Phase.RUNNING,
    "Succeeded": Phase.COMPLETED,
    "Failed": Phase.FAILED,
    "WaitingForSync": Phase.INITIALIZING,
    "Unknown": Phase.DEGRADED,
}
"""VirtualMachineInstancePhase (kubevirt.io/api 1.6.0, core/v1/types.go)."""


def status(family: Family) -> Status:
    root = family.root
    word, detail = root.text("status.phase"), machine.detail(root)
    phase = _phase(family, word)
    return Status(
        phase=phase,
        word=word,
        reason="ReportedRunning" if detail and phase is Phase.RUNNING else "",
        message=detail or machine.trouble(root),
        evidence=(f"VirtualMachineInstance.status.phase={word}",) if word else (),
        ran=stood(family, machine.ready_since(root)),
        started=machine.entered(root, "Running"),
        ended=machine.entered(root, word) if phase and phase.final else None,
    )


def _phase(family: Family, word: str) -> Phase | None:
    """Before its pod exists it is being created; while its volumes are filled it is on its way."""
    phase = WORDS.get(word)
    if phase is not Phase.INITIALIZING or machine.pods_of(family) or word == "WaitingForSync":
        return phase
    filled = family.root.condition("DataVolumesReady").text("status") != "False"
    provisioned = family.root.condition("Provisioning").text("status") != "True"
    return None if filled and provisioned else phase
