"""The Deployments that a SeldonDeployment is made into: their names, roles, sizes and requests.

One for each component of a predictor, one for its explainer, and one for its orchestrator where
that has a pod of its own (Seldon Core 1.18.2, seldondeployment_controller.go `createComponents`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import md5
from typing import Any, NamedTuple

from hub.adapter import Obj, Resources, requests

ENGINE: Mapping[str, Any] = {"requests": {"cpu": "500m", "memory": "512Mi"}}
INITIALIZER: Mapping[str, Any] = {"requests": {"cpu": "100m", "memory": "100Mi"}}
"""What the operator adds and the specification does not show: the orchestrator and the container that
fetches a model (1.18.2, constants.go and its Helm chart's values)."""
PLAIN = frozenset(
    {"", "UNKNOWN_IMPLEMENTATION", "SIMPLE_MODEL", "SIMPLE_ROUTER", "RANDOM_ABTEST", "AVERAGE_COMBINER"}
)
"""Implementations that are no prepackaged server (`IsPrepack`); the others get a container of their own."""


class Size(NamedTuple):
    """``low`` pods are needed of those wanted; ``high`` is what an autoscaler may go to, if there is one."""

    wanted: int
    low: int
    high: int | None = None


class Component(NamedTuple):
    deployment: str
    role: str
    size: Size
    pod: Obj

    @property
    def requests(self) -> Resources:
        return requests(self.pod)


def components(root: Obj, made: Mapping[str, int]) -> Iterator[Component]:
    """All of them; ``made`` are the replicas of Deployments that exist, where an autoscaler writes them."""
    seen: set[str] = set()
    for predictor in root.each("spec.predictors"):
        for each in _of(root, predictor, made):
            if each.role not in seen:
                seen.add(each.role)
                yield each


def _of(root: Obj, predictor: Obj, made: Mapping[str, int]) -> Iterator[Component]:
    prefix, name = f"{root.name}-{predictor.text('name')}", predictor.text("name", "predictor")
    level = first(count(predictor, "replicas"), count(root, "spec.replicas"))
    units = list(servers(predictor))
    specs = list(_specs(predictor, units))
    for index, spec in specs:
        title = spec.text("metadata.name") or "-".join(c.text("name") for c in spec.each("spec.containers"))
        deployment = short(f"{prefix}-{index}-{title}")
        size = _size(spec, level, made.get(deployment))
        role = f"{name}/{title}" if len(specs) > 1 else name
        yield Component(deployment, role, size, _pod(root, predictor, spec.at("spec"), index, bool(units)))
    if separate(root) and not engineless(predictor):
        own = first(count(predictor, "svcOrchSpec.replicas"), level)
        pod = Obj({"containers": [_engine(predictor)]})
        yield Component(short(f"{prefix}-svc-orch"), f"{name}/svc-orch", fixed(own), pod)
    if predictor.text("explainer.type"):
        own = 0 if level == 0 else first(count(predictor, "explainer.replicas"))
        pod = Obj({"containers": [predictor.get("explainer.containerSpec")]})
        yield Component(short(f"{prefix}-explainer"), f"{name}/explainer", fixed(own), pod)


def _specs(predictor: Obj, units: Sequence[str]) -> Iterator[tuple[int, Obj]]:
    """The components with containers; the first also gets the prepackaged servers that have none."""
    specs = [spec.raw for spec in predictor.each("componentSpecs")]
    there = {c.text("name") for spec in specs for c in Obj(spec).each("spec.containers")} if units else ()
    missing = [{"name": name} for name in units if name not in there]
    for index, raw in enumerate(specs or [{}] * bool(missing)):
        spec = raw if isinstance(raw, dict) else {}
        containers = [c.raw for c in Obj(spec).each("spec.containers")] + (missing if index == 0 else [])
        if containers:
            pod = spec.get("spec")
            kept = pod if isinstance(pod, dict) else {}
            yield index, Obj({**spec, "spec": {**kept, "containers": containers}})


def servers(predictor: Obj) -> Iterator[str]:
    """The units of its graph that a prepackaged server implements, the topmost first."""
    todo = [predictor.at("graph")]
    while todo:
        unit = todo.pop(0)
        if unit.text("implementation") not in PLAIN and unit.text("name"):
            yield unit.text("name")
        todo += unit.each("children")


def _pod(root: Obj, predictor: Obj, spec: Obj, index: int, served: bool) -> Obj:
    """The pod as the operator makes it: with the orchestrator in the first one, and what fetches models."""
    engine = index == 0 and not separate(root) and not engineless(predictor)
    containers = [c.raw for c in spec.each("containers")] + [_engine(predictor)] * engine
    fetch = [{"resources": INITIALIZER}] if served else []
    return Obj({**spec.raw, "containers": containers, "initContainers": spec.get("initContainers") or fetch})


def _engine(predictor: Obj) -> dict[str, Any]:
    return {"resources": predictor.get("svcOrchSpec.resources") or ENGINE}


def _size(spec: Obj, level: int | None, made: int | None) -> Size:
    """An autoscaler's bounds, then the component's own number, then the predictor's, then that of all."""
    for scaler, low, high in (
        ("kedaSpec", "minReplicaCount", "maxReplicaCount"),
        ("hpaSpec", "minReplicas", "maxReplicas"),
    ):
        if isinstance(spec.get(scaler), dict):
            floor = max(spec.number(f"{scaler}.{low}", 0 if scaler == "kedaSpec" else 1), 0)
            now = max(floor, 1) if made is None else made
            top = spec.number(f"{scaler}.{high}", 100 if scaler == "kedaSpec" else now)
            return Size(now, min(floor, now), max(top, now))
    return fixed(first(count(spec, "replicas"), level))


def fixed(wanted: int | None) -> Size:
    """Replicas serve alone: one of them is enough."""
    size = 1 if wanted is None else wanted
    return Size(size, min(size, 1))


def count(holder: Obj, path: str) -> int | None:
    """A number of replicas, where one is given."""
    value = holder.get(path)
    return max(value, 0) if isinstance(value, int) and not isinstance(value, bool) else None


def first(*numbers: int | None) -> int | None:
    return next((number for number in numbers if number is not None), None)


def separate(root: Obj) -> bool:
    """Whether the orchestrator has pods of its own."""
    return _noted(root.get("spec.annotations"), "seldon.io/engine-separate-pod")


def engineless(predictor: Obj) -> bool:
    return _noted(predictor.get("annotations"), "seldon.io/no-engine")


def _noted(annotations: Any, name: str) -> bool:
    value = annotations.get(name) if isinstance(annotations, dict) else None
    return isinstance(value, str) and value.lower() == "true"


def short(name: str) -> str:
    """Names that Kubernetes would refuse are hashed (`GetDeploymentName`, `GetPredictorKey`)."""
    return name if len(name) <= 63 else f"seldon-{md5(name.encode(), usedforsecurity=False).hexdigest()}"


def key(root: Obj, predictor: Obj) -> str:
    """The Service of a predictor (`GetPredictorKey`)."""
    noted = predictor.get("annotations")
    own = noted.get("seldon.io/svc-name") if isinstance(noted, dict) else None
    return own if isinstance(own, str) and own else short(f"{root.name}-{predictor.text('name')}")
