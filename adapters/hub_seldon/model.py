"""`mlops.seldon.io` Model (Core v2): loaded into the pods of a Server; it has none itself."""

from __future__ import annotations

from hub.adapter import Adapter, Cannot, Family, Obj, Phase, Status, owned, port

from . import scaling

WORDS: dict[str, Phase | None] = {
    "ModelStateUnknown": None,
    "ModelProgressing": Phase.INITIALIZING,
    "ModelAvailable": Phase.RUNNING,
    "ModelFailed": Phase.FAILED,
    "ModelTerminating": Phase.DELETING,
    "ModelTerminated": Phase.DELETING,
    "ModelTerminateFailed": Phase.DEGRADED,
    "ScheduleFailed": Phase.PENDING,
    "ModelScaledDown": Phase.STOPPED,
    "ModelCreate": Phase.INITIALIZING,
    "ModelTerminate": Phase.DELETING,
}
"""ModelState (Seldon Core 2.10.2, scheduler.proto): the message of condition ModelReady."""
NOT_YET = (Phase.PENDING, Phase.INITIALIZING, Phase.FAILED)


def status(family: Family) -> Status:
    root, ready = family.root, family.root.condition("ModelReady")
    word = next((text for text in (ready.text("message"), ready.text("reason")) if text in WORDS), "")
    phase = _phase(root, word)
    return Status(
        phase=phase,
        word=word,
        reason=_reason(phase, word),
        message=_message(root, word, phase),
        evidence=(f"Model condition ModelReady={ready.text('status')} ({word})",) if ready else (),
        started=ready.time("lastTransitionTime") if phase is Phase.RUNNING else None,
        ended=ready.time("lastTransitionTime") if phase is Phase.FAILED else None,
    )


def _phase(root: Obj, word: str) -> Phase | None:
    """What is loaded somewhere serves, also while more of it, or a newer version, cannot be."""
    there, wanted = root.number("status.availableReplicas"), scaling.replicas(root)
    idle = not wanted or word == "ModelScaledDown"
    if idle and WORDS.get(word) is not Phase.DELETING:
        return Phase.RUNNING if scaling.scaled(root) else Phase.STOPPED
    phase = WORDS.get(word)
    if phase is Phase.RUNNING and there < wanted and not scaling.scaled(root):
        return Phase.DEGRADED
    return Phase.DEGRADED if there > 0 and phase in NOT_YET else phase


def _reason(phase: Phase | None, word: str) -> str:
    if phase is Phase.RUNNING and word != "ModelAvailable":
        return "ScaledToZero"
    return "Queued" if phase is Phase.PENDING else ""


def _message(root: Obj, word: str, phase: Phase | None) -> str:
    """Where it is loaded and how often; or why it is not."""
    server = root.text("status.selector").removeprefix("server=") or root.text("spec.server")
    why = root.condition("ModelReady").text("reason")
    if phase in (Phase.RUNNING, Phase.DEGRADED) and server:
        there = root.number("status.availableReplicas")
        count = f"loaded on server {server}: {there} of {scaling.replicas(root)} replicas are available"
        return f"{count}; {why}" if why and phase is Phase.DEGRADED else count
    if word == "ScheduleFailed":
        return why or "no server has room for it and what it requires"
    return why


MODEL = Adapter(
    name="seldon-model",
    claims=(owned("mlops.seldon.io/Model"),),
    category="deploy",
    words=WORDS,
    status=status,
    gang=False,
    connections=port("inference", 80, "seldon-mesh"),
    stop=scaling.stop,
    run=scaling.run,
    restart=Cannot(
        "a Model is loaded anew when its specification changes; restart its Server to load all again"
    ),
    scale=scaling.scale,
)
