"""`mlops.seldon.io` Experiment (Core v2): traffic shared between models or pipelines, without pods."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import Adapter, Cannot, Family, Obj, Phase, Status, owned, port

WORDS: dict[str, Phase | None] = {
    "ExperimentReady": Phase.RUNNING,
    "CandidatesReady": None,
    "MirrorReady": None,
    "Ready": None,
}
"""The conditions of an Experiment (Seldon Core 2.10.2, experiment_types.go): it has no other words."""

WHY = "Seldon keeps no experiment that does not run; delete it, and apply it again to run it"


def status(family: Family) -> Status:
    """It shares traffic or it does not; while candidates are missing it is not begun."""
    root, ready = family.root, family.root.condition("ExperimentReady")
    up = ready.text("status") == "True"
    short = [
        kind for kind in ("CandidatesReady", "MirrorReady") if root.condition(kind).text("status") == "False"
    ]
    phase = (Phase.DEGRADED if short else Phase.RUNNING) if up else Phase.INITIALIZING if ready else None
    return Status(
        phase=phase,
        word="ExperimentReady" if up else "",
        message=_message(root, phase),
        evidence=tuple(_evidence(root)),
        started=ready.time("lastTransitionTime") if up else None,
    )


def _message(root: Obj, phase: Phase | None) -> str:
    if phase is Phase.RUNNING:
        shares = (f"{each.text('name')} {each.number('weight')}" for each in root.each("spec.candidates"))
        return f"it shares the traffic: {', '.join(shares)}"
    found = [root.condition(kind) for kind in ("ExperimentReady", "CandidatesReady", "MirrorReady")]
    said = (c.text("reason") or c.text("message") for c in found if c.text("status") == "False")
    return "; ".join(dict.fromkeys(filter(None, said)))


def _evidence(root: Obj) -> Iterator[str]:
    for condition in root.each("status.conditions"):
        yield f"Experiment condition {condition.text('type')}={condition.text('status')}"


EXPERIMENT = Adapter(
    name="seldon-experiment",
    claims=(owned("mlops.seldon.io/Experiment"),),
    category="deploy",
    words=WORDS,
    status=status,
    gang=False,
    connections=port("inference", 80, "seldon-mesh"),
    stop=Cannot(WHY),
    run=Cannot(WHY),
    restart=Cannot("an Experiment begins anew when its specification changes; delete it and apply it again"),
    scale=Cannot("an Experiment has no replicas: its candidates have"),
)
