"""`mlops.seldon.io` SeldonRuntime (Core v2): Seldon's own pods in a namespace, on which all models hang."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from hub.adapter import (
    Adapter,
    Cannot,
    Family,
    Obj,
    Phase,
    PodSet,
    Status,
    owned,
    port,
    stood,
)

from . import scaling

COMPONENTS: Mapping[str, str] = {
    "seldon-scheduler": "SchedulerReady",
    "seldon-envoy": "EnvoyReady",
    "seldon-dataflow-engine": "DataflowEngineReady",
    "seldon-modelgateway": "ModelGatewayReady",
    "seldon-pipelinegateway": "PipelineGatewayReady",
    "hodometer": "HodometerReady",
}
"""`ConditionNameMap` (Seldon Core 2.10.2, seldonruntime_types.go)."""
WORDS: dict[str, Phase | None] = {"Ready": None, **dict.fromkeys(COMPONENTS.values())}
SETS = ("apps/StatefulSet", "apps/Deployment")
NAME = "app.kubernetes.io/name"
WHY = "it is what every Seldon model in this namespace depends on"


def status(family: Family) -> Status:
    root, ready = family.root, family.root.condition("Ready")
    up = ready.text("status") == "True"
    missing = [kind for kind in COMPONENTS.values() if root.condition(kind).text("status") == "False"]
    return Status(
        word="Ready" if up else "",
        message=f"not ready: {', '.join(missing)}" if missing else "",
        evidence=(f"SeldonRuntime condition Ready={ready.text('status')}",) if ready else (),
        ran=up and stood(family, ready.time("lastTransitionTime")),
    )


@lru_cache(maxsize=1)
def pod_sets(family: Family) -> tuple[PodSet, ...]:
    """One per component that is not switched off; what was made shows how large, as its SeldonConfig does."""
    return tuple(_sets(family)) if family.root.get("spec") else ()


def _sets(family: Family) -> Iterator[PodSet]:
    made = {part.name: part for kind in SETS for part in family.parts(kind)}
    overrides = {each.text("name"): each for each in family.root.each("spec.overrides")}
    for name in COMPONENTS:
        own = overrides.get(name, Obj())
        size = max(made[name].number("spec.replicas", 1) if name in made else own.number("replicas", 1), 0)
        if size and (name in made or not own.flag("disable")):
            yield PodSet(role=name, desired=size, minimum=1)


def roles(family: Family) -> dict[str, str]:
    known = {each.role for each in pod_sets(family)}
    return {pod.uid: pod.label(NAME) for pod in family.pods if pod.label(NAME) in known}


RUNTIME = Adapter(
    name="seldon-runtime",
    claims=(owned("mlops.seldon.io/SeldonRuntime"),),
    parts=SETS,
    category="deploy",
    words=WORDS,
    status=status,
    pod_sets=pod_sets,
    roles=roles,
    gang=False,
    connections=port("inference", 80, "seldon-mesh"),
    stop=Cannot(f"{WHY}; delete it where none is left"),
    run=Cannot(f"{WHY}, and it cannot be stopped"),
    restart=scaling.restart,
    scale=Cannot("its components are sized one by one, in spec.overrides of its manifest"),
)
