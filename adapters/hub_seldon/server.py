"""`mlops.seldon.io` Server (Core v2): pods of an inference server into which Seldon loads many models."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import (
    Adapter,
    Family,
    Obj,
    Phase,
    PodSet,
    Resources,
    Status,
    owned,
    requests,
    stood,
)

from . import scaling

SETS = ("apps/StatefulSet", "apps/Deployment")
"""A StatefulSet; a Deployment where the operator runs with SELDON_USE_DEPLOYMENTS_FOR_SERVERS."""
WORDS: dict[str, Phase | None] = {"Ready": None, "StatefulSetOrDeploymentReady": None}
"""The conditions of a Server (Seldon Core 2.10.2, server_types.go); ``status.replicas`` is what is
asked for and not what is there: the pods tell."""


def status(family: Family) -> Status:
    root = family.root
    ready, made = root.condition("Ready"), root.condition("StatefulSetOrDeploymentReady")
    up = ready.text("status") == "True"
    said = "" if up else made.text("message") or made.text("reason")
    loaded = root.number("status.loadedModels")
    return Status(
        phase=None if scaling.replicas(root) else Phase.STOPPED,
        word="Ready" if up else "",
        message=said,
        evidence=(f"Server condition Ready={ready.text('status')}", f"Server has {loaded} models loaded")
        if ready
        else (),
        ran=up and stood(family, ready.time("lastTransitionTime")),
    )


def pod_sets(family: Family) -> Iterator[PodSet]:
    """What its pods ask for is merged from a ServerConfig, which only what is made of it shows."""
    root = family.root
    if root.get("spec"):
        size = scaling.replicas(root)
        top = max(root.number("spec.maxReplicas"), size)
        yield PodSet(role="server", desired=size, minimum=min(size, 1), maximum=top, requests=_asked(family))


def _asked(family: Family) -> Resources:
    there = next((pod.requests for pod in family.pods if pod.requests), None)
    made = (part for kind in SETS for part in family.parts(kind))
    return there or requests(next(made, Obj()).at("spec.template.spec"))


SERVER = Adapter(
    name="seldon-server",
    claims=(owned("mlops.seldon.io/Server"),),
    parts=SETS,
    category="deploy",
    words=WORDS,
    status=status,
    pod_sets=pod_sets,
    role=lambda pod: "server",
    elastic=lambda family: scaling.scaled(family.root),
    gang=False,  # each replica serves alone
    stop=scaling.stop,
    run=scaling.run,
    restart=scaling.restart,
    scale=scaling.scale,
)
