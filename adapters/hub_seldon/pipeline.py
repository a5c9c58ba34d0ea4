"""`mlops.seldon.io` Pipeline (Core v2): models joined by Kafka topics. It has no pods of its own."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import Adapter, Cannot, Family, Obj, Phase, Status, owned, port

WORDS: dict[str, Phase | None] = {
    "PipelineStatusUnknown": None,
    "PipelineCreate": Phase.INITIALIZING,
    "PipelineCreating": Phase.INITIALIZING,
    "PipelineReady": Phase.RUNNING,
    "PipelineFailed": Phase.FAILED,
    "PipelineTerminate": Phase.DELETING,
    "PipelineTerminating": Phase.DELETING,
    "PipelineTerminated": Phase.DELETING,
    "PipelineRebalancing": Phase.DEGRADED,
    "PipelineFailedTerminating": Phase.DEGRADED,
}
"""PipelineStatus (Seldon Core 2.10.2, scheduler.proto): the reason of conditions PipelineReady, of the
dataflow engine, and PipelineGwReady, of the gateway. Rebalancing: its topics move to other replicas."""

WHY = "Seldon keeps no pipeline that does not run; delete it, and apply it again to run it"


def status(family: Family) -> Status:
    root = family.root
    ready, gateway = root.condition("PipelineReady"), root.condition("PipelineGwReady")
    word = _state(ready)
    phase = _phase(root, word, _state(gateway))
    at = ready.time("lastTransitionTime")
    return Status(
        phase=phase,
        word=word,
        message=_message(root, phase),
        evidence=tuple(_evidence(root)),
        started=at if phase is Phase.RUNNING else None,
        ended=at if phase is Phase.FAILED else None,
    )


def _state(condition: Obj) -> str:
    return next((text for text in (condition.text("reason"), condition.text("message")) if text in WORDS), "")


def _phase(root: Obj, word: str, gateway: str) -> Phase | None:
    """Ready where dataflow, gateway and models all are; without one of them it answers in part at best."""
    phase = WORDS.get(word)
    if phase is not Phase.RUNNING:
        return phase
    models = root.condition("ModelsReady").text("status") != "False"
    return Phase.RUNNING if models and gateway in ("", "PipelineReady") else Phase.DEGRADED


def _message(root: Obj, phase: Phase | None) -> str:
    if phase is Phase.RUNNING:
        return f"its {len(list(root.each('spec.steps')))} steps are connected and their models available"
    found = [root.condition(kind) for kind in ("PipelineReady", "PipelineGwReady", "ModelsReady")]
    said = (c.text("message") for c in found if c.text("status") == "False")
    return "; ".join(dict.fromkeys(text for text in said if text and text not in WORDS))


def _evidence(root: Obj) -> Iterator[str]:
    for condition in root.each("status.conditions"):
        yield f"Pipeline condition {condition.text('type')}={condition.text('status')}"


PIPELINE = Adapter(
    name="seldon-pipeline",
    claims=(owned("mlops.seldon.io/Pipeline"),),
    category="deploy",
    words=WORDS,
    status=status,
    gang=False,
    connections=port("inference", 80, "seldon-mesh"),
    stop=Cannot(WHY),
    run=Cannot(WHY),
    restart=Cannot("a Pipeline is made anew when its specification changes; delete it and apply it again"),
    scale=Cannot("a Pipeline has no replicas: the models of its steps have"),
)
