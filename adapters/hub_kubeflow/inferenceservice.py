"""`serving.kserve.io` InferenceService: a predictor, and maybe a transformer and an explainer.

Standard (also called raw) it is made of Deployments, Knative (also called serverless) of Knative services,
which go to zero and back.
"""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import (
    Adapter,
    Cannot,
    Connection,
    Family,
    Obj,
    Patch,
    Phase,
    Pod,
    PodSet,
    Resources,
    Status,
    merge,
    owned,
    requests,
    stood,
)

STOP = "serving.kserve.io/stop"
COMPONENTS = ("predictor", "transformer", "explainer")
DEPLOYMENT = "apps/Deployment"
DEFAULT = {"cpu": "1", "memory": "2Gi"}
"""What the shipped configuration gives to a model server that asks for nothing (inferenceservice-config)."""

WORDS: dict[str, Phase | None] = {
    "Stopped": Phase.STOPPED,
    "Ready": Phase.RUNNING,
    "UpToDate": None,
    "InProgress": None,
    "BlockedByFailedLoad": Phase.FAILED,
    "InvalidSpec": Phase.FAILED,
}
"""Conditions that speak of the whole, and TransitionStatus (KServe 0.16, inference_service_status.go)."""


def status(family: Family) -> Status:
    root = family.root
    ready = root.condition("Ready")
    word = _word(root)
    at = ready.time("lastTransitionTime")
    return Status(
        phase=_phase(root, word),
        word=word,
        reason=_reason(family, word),
        message=_message(root, word),
        evidence=tuple(_evidence(root, word)),
        ran=word == "Ready" and stood(family, at),
        ended=at if WORDS.get(word) is Phase.FAILED else None,
    )


def _word(root: Obj) -> str:
    if root.condition("Stopped").text("status") == "True" or stopped(root):
        return "Stopped"
    if root.condition("Ready").text("status") == "True":
        return "Ready"
    return root.text("status.modelStatus.transitionStatus")


def stopped(root: Obj) -> bool:
    return root.annotation(STOP).lower() == "true"


def _phase(root: Obj, word: str) -> Phase | None:
    """What cannot be loaded has failed, unless an earlier version of it still serves."""
    if word == "Stopped" and not stopped(root):
        return None  # it was started again, and its operator has not seen that yet
    serving = root.text("status.modelStatus.states.activeModelState") in ("Loaded", "Standby")
    return Phase.DEGRADED if serving and WORDS.get(word) is Phase.FAILED else WORDS.get(word)


def _reason(family: Family, word: str) -> str:
    if word == "Ready" and not any(pod.active for pod in family.pods):
        return "ScaledToZero"
    return "Rejected" if word == "InvalidSpec" and _phase(family.root, word) is Phase.FAILED else ""


def _message(root: Obj, word: str) -> str:
    if WORDS.get(word) is Phase.FAILED:
        failure = root.at("status.modelStatus.lastFailureInfo")
        return ": ".join(text for text in (failure.text("reason"), failure.text("message")) if text)
    return ""


def _evidence(root: Obj, word: str) -> Iterator[str]:
    if stopped(root):
        yield f"InferenceService annotation {STOP}=true"
    for condition in root.each("status.conditions"):
        if condition.text("type") in ("Ready", "Stopped"):
            yield f"InferenceService condition {condition.text('type')}={condition.text('status')}"
    if moving := root.text("status.modelStatus.transitionStatus"):
        yield f"InferenceService.status.modelStatus.transitionStatus={moving}"


# Its pods


def pod_sets(family: Family) -> Iterator[PodSet]:
    spec = family.root.at("spec")
    for name in COMPONENTS:
        if isinstance(spec.get(name), dict):
            yield _component(family, name)
    if workers := _workers(spec):
        yield PodSet(role="worker", desired=workers, requests=requests(spec.at("predictor.workerSpec")))


def _component(family: Family, name: str) -> PodSet:
    """At least ``minReplicas``, one by default; the autoscaler's word is on the Deployments."""
    own = family.root.at(f"spec.{name}")
    low = max(own.number("minReplicas", 1), 0)
    made = [part for part in family.parts(DEPLOYMENT) if _of(part) == name]
    size = sum(max(part.number("spec.replicas", 1), 0) for part in made) if made else low
    top = max(own.number("maxReplicas"), size, low)
    template = next((part for part in made if part.number("spec.replicas", 1)), Obj())
    asked = requests(template.at("spec.template.spec")) if template else _asked(own)
    return PodSet(role=name, desired=size, minimum=min(low, size), maximum=top, requests=asked)


def _of(part: Obj) -> str:
    labels = part.get("spec.template.metadata.labels") or part.get("metadata.labels")
    return _role(labels if isinstance(labels, dict) else {})


def _asked(own: Obj) -> Resources:
    """The server's container: under ``model``, under the name of its format, or written out."""
    if own.get("containers"):
        return requests(own)
    servers = map(Obj, own.raw.values() if isinstance(own.raw, dict) else ())
    named = [server for server in servers if server.get("resources")]
    wanted = named[0].get("resources") if named else {"requests": DEFAULT}
    return requests(Obj({"containers": [{"resources": wanted}]}))


def _workers(spec: Obj) -> int:
    """A model that is too large for one pod: the head and these make one server."""
    if not isinstance(spec.get("predictor.workerSpec"), dict):
        return 0
    return max(spec.number("predictor.workerSpec.pipelineParallelSize", 2) - 1, 0)


def role(pod: Pod) -> str:
    return _role(pod.labels)


def _role(labels: object) -> str:
    found = labels if hasattr(labels, "get") else {}
    if str(found.get("app", "")).endswith("-predictor-worker"):
        return "worker"
    name = found.get("component") or found.get("serving.kserve.io/component")
    return str(name) if name in COMPONENTS else ""


def elastic(family: Family) -> bool:
    """Whether an autoscaler sets its size: always with Knative, else where the bounds differ."""
    root = family.root
    if root.text("status.deploymentMode") in ("Knative", "Serverless"):
        return True
    parts = (root.at(f"spec.{name}") for name in COMPONENTS)
    return any(own.number("maxReplicas") > own.number("minReplicas", 1) for own in parts)


def connections(family: Family) -> Iterator[Connection]:
    root = family.root
    for name in COMPONENTS:
        if isinstance(root.get(f"spec.{name}"), dict):
            url = root.text("status.url") or None if name == "predictor" else None
            yield Connection(name=name, port=80, service=f"{root.name}-{name}", url=url)


# Steering


def scale(family: Family, size: int) -> tuple[Patch, ...] | Cannot:
    """The predictor's bounds: the lower is what is asked for, the upper gives way."""
    if size < 1:
        return Cannot("an InferenceService needs at least one replica; stop it instead")
    top = family.root.number("spec.predictor.maxReplicas")
    bounds = {"minReplicas": size, **({"maxReplicas": size} if 0 < top < size else {})}
    return (Patch({"spec": {"predictor": bounds}}),)


def restart(family: Family) -> tuple[Patch, ...] | Cannot:
    """A changed annotation of its pods makes a new revision, which takes over when it serves."""
    if stopped(family.root):
        return Cannot("it is stopped; run it")
    note = {"workloadhub.dev/restarted": family.root.text("metadata.resourceVersion", "0")}
    return (Patch({"spec": {"predictor": {"annotations": note}}}),)


INFERENCESERVICE = Adapter(
    name="inferenceservice",
    claims=(owned("serving.kserve.io/InferenceService"),),
    parts=(DEPLOYMENT,),
    category="deploy",
    words=WORDS,
    status=status,
    pod_sets=pod_sets,
    role=role,
    elastic=elastic,
    gang=lambda family: bool(_workers(family.root.at("spec"))),  # replicas serve alone
    connections=connections,
    stop=merge(metadata={"annotations": {STOP: "true"}}),
    run=merge(metadata={"annotations": {STOP: None}}),
    restart=restart,
    scale=scale,
)
