"""`machinelearning.seldon.io` SeldonDeployment (Core v1): predictors share the traffic, each runs a graph."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from hub.adapter import (
    Adapter,
    Connection,
    Family,
    Obj,
    Patch,
    Phase,
    Pod,
    PodSet,
    PodState,
    Resources,
    Status,
    owned,
    stood,
)

from . import levels
from .components import Component, components, engineless, key

DEPLOYMENT = "apps/Deployment"
WORDS: dict[str, Phase | None] = {"Available": Phase.RUNNING, "Creating": None, "Failed": Phase.FAILED}
"""StatusState (Seldon Core 1.18.2, seldon_deployment_status.go). Creating comes back whenever a pod is
lost, and stays at zero replicas: the pods tell. Failed goes away when its cause does."""
HTTP, BARE = 8000, 9000
"""The ports of the orchestrator and, without one, of the model (1.18.2, constants.go)."""
RESTARTED = "workloadhub.dev/restarted"


@lru_cache(maxsize=1)
def made_of(family: Family) -> list[Component]:
    """Asked for by most slots, one after the other, of the same family."""
    made = {part.name: max(part.number("spec.replicas", 1), 0) for part in family.parts(DEPLOYMENT)}
    return list(components(family.root, made))


@lru_cache(maxsize=1)
def roles(family: Family) -> dict[str, str]:
    """By the Deployment that made a pod, whose name stands in its owner's."""
    names = {each.deployment: each.role for each in made_of(family)}
    found = (
        (pod, next((names[name] for name in _deployments(pod) if name in names), "")) for pod in family.pods
    )
    return {pod.uid: role for pod, role in found if role}


def _deployments(pod: Pod) -> Iterator[str]:
    """The names that its Deployment may have; a predictor's own labels can overwrite ``app``."""
    for owner in pod.owners:
        yield owner.name.removesuffix(f"-{pod.label('pod-template-hash')}")
        yield owner.name.rpartition("-")[0]
    yield pod.label("app")


def pod_sets(family: Family) -> Iterator[PodSet]:
    """A pod that is there tells what it asks for better than the specification."""
    mine, asked = roles(family), dict[str, Resources]()
    for pod in family.pods:
        if pod.requests and pod.uid in mine:
            asked[mine[pod.uid]] = pod.requests
    for each in made_of(family):
        yield PodSet(
            role=each.role,
            desired=each.size.wanted,
            minimum=each.size.low,
            maximum=each.size.high,
            requests=asked.get(each.role) or each.requests,
        )


def elastic(family: Family) -> bool:
    return any(each.size.high is not None for each in made_of(family))


def status(family: Family) -> Status:
    root, word = family.root, family.root.text("status.state")
    ready = root.condition("Ready")
    since = ready.time("lastTransitionTime") if ready.text("status") == "True" else None
    phase, reason = _phase(family, word)
    return Status(
        phase=phase,
        word=word,
        reason=reason,
        message=root.text("status.description"),
        evidence=(f"SeldonDeployment.status.state={word}",) if word else (),
        ran=word == "Available" and stood(family, since),
        ended=root.condition("DeploymentsReady").time("lastTransitionTime")
        if phase is Phase.FAILED
        else None,
    )


def _phase(family: Family, word: str) -> tuple[Phase | None, str]:
    """A failure while some pods still serve (another predictor, an earlier version) is no end."""
    sizes = [each.size for each in made_of(family)]
    if sizes and not any(size.wanted for size in sizes):
        scaled = any(size.high is not None for size in sizes)
        return (Phase.RUNNING, "ScaledToZero") if scaled else (Phase.STOPPED, "")
    if word == "Failed" and any(pod.state is PodState.READY for pod in family.pods):
        return Phase.DEGRADED, ""
    return WORDS.get(word), ""


def connections(family: Family) -> Iterator[Connection]:
    """The Service of each predictor, as the status names its port or as the operator's defaults are."""
    names = set[str]()
    for predictor in family.root.each("spec.predictors"):
        service, name = key(family.root, predictor), predictor.text("name", "predictor")
        if name not in names:
            names.add(name)
            port = _told(family.root, service) or (BARE if engineless(predictor) else HTTP)
            yield Connection(name=name, port=port, service=service)


def _told(root: Obj, service: str) -> int:
    known = dict(root.items("status.serviceStatus"))
    port = known.get(service, Obj()).text("httpEndpoint").rpartition(":")[2]
    return int(port) if port.isdecimal() else 0


def restart(family: Family) -> tuple[Patch]:
    """Its annotations become those of its pods, so that new ones replace them, within the budgets."""
    version = family.root.text("metadata.resourceVersion", "0")
    return (Patch({"spec": {"annotations": {RESTARTED: version}}}),)


SELDONDEPLOYMENT = Adapter(
    name="seldondeployment",
    claims=(owned("machinelearning.seldon.io/SeldonDeployment"),),
    parts=(DEPLOYMENT, "apps/ReplicaSet"),
    category="deploy",
    words=WORDS,
    status=status,
    pod_sets=pod_sets,
    roles=roles,
    elastic=elastic,
    gang=False,  # a graph answers when all of it is there, and may come in any order
    connections=connections,
    stop=levels.stop,
    run=levels.run,
    restart=restart,
    scale=levels.scale,
)
