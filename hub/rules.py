"""Small functions that make adapters short: statuses from fields and conditions, roles, requests, merges.

Imported through `hub.adapter`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from .model import NOTHING, Connection, Family, Intent, Obj, Patch, Phase, Pod, PodState, Resources, Status

Words = Mapping[str, Phase | None]


def pods_tell(family: Family) -> Status:
    """The status of what has none of its own: ended when every pod has, else left to the pods.

    A workload whose pods all succeeded is Completed; where all ended and one failed it is Failed.
    """
    states = {pod.state for pod in family.pods}
    if not states or states - {PodState.SUCCEEDED, PodState.FAILED}:
        return Status()
    failed = next((pod for pod in family.pods if pod.state is PodState.FAILED), None)
    ended = max((pod.ended for pod in family.pods if pod.ended), default=None)
    if failed is None:
        return Status(phase=Phase.COMPLETED, ended=ended)
    return Status(
        phase=Phase.FAILED, message=f"pod {failed.name}: {failed.message or failed.reason}", ended=ended
    )


def field(path: str, words: Words) -> Callable[[Family], Status]:
    """The phase that the status word at ``path`` stands for; an unheard-of word leaves it to the pods."""

    def status(family: Family) -> Status:
        word = family.root.text(path)
        evidence = (f"{family.root.kind.name}.{path}={word}",) if word else ()
        return Status(phase=words.get(word), word=word, evidence=evidence)

    return status


def conditions(words: Words) -> Callable[[Family], Status]:
    """The phase of the first of these conditions that is ``True``, in the order given."""

    def status(family: Family) -> Status:
        true = {
            c.text("type"): c for c in family.root.each("status.conditions") if c.text("status") == "True"
        }
        word = next((word for word in words if word in true), "")
        return condition(true[word], words[word], family.root.kind.name) if word else Status()

    return status


def condition(found: Obj, phase: Phase | None, kind: str) -> Status:
    """A status told by one condition: its type is the word, its transition the end of a final phase."""
    at = found.time("lastTransitionTime") if phase and phase.final else None
    word = found.text("type")
    message = found.text("message") if phase is Phase.FAILED else ""
    return Status(
        phase=phase, word=word, message=message, evidence=(f"{kind} condition {word}=True",), ended=at
    )


def stood(family: Family, at: datetime | None) -> bool:
    """Whether it ran fully, by an object's word that all was ready ``at`` this time.

    Pods and other objects come over different watches, so that word may be ahead of the pods: it counts
    where every pod that is not ready was made, or ceased to be ready, after it.
    """
    missing = (pod for pod in family.pods if pod.active and pod.state is not PodState.READY)
    return at is not None and all((pod.turned or pod.created or at) > at for pod in missing)


def label(name: str, default: str = "pods") -> Callable[[Pod], str]:
    """A role read from one pod label."""
    return lambda pod: pod.labels.get(name) or default


def merge(**body: Any) -> Callable[[Family], tuple[Intent, ...]]:
    """An act that merges ``body`` into the root."""
    return lambda family: (Patch(body),)


def port(name: str, number: int, service: str) -> Callable[[Family], Iterable[Connection]]:
    """One connection to a service named after the root: ``port("dashboard", 8265, "{name}-head-svc")``."""
    return lambda family: (Connection(name=name, port=number, service=service.format(name=family.root.name)),)


def requests(spec: Obj) -> Resources:
    """What the scheduler counts for one pod of this pod spec (requests; limits stand in where none are set).

    Containers and sidecars add up, init containers count by the largest together with the sidecars
    started before them, pod-level resources win, overhead is added. Source: Kubernetes'
    ``resource.PodRequests`` (component-helpers, 1.37).
    """
    main, sidecars, largest = NOTHING, NOTHING, NOTHING
    for container in spec.each("containers"):
        main += _asked(container)
    for container in spec.each("initContainers"):
        if container.text("restartPolicy") == "Always":
            sidecars += _asked(container)
            largest |= sidecars
        else:
            largest |= _asked(container) + sidecars
    whole = (main + sidecars) | largest
    return _over(whole, _asked(spec)) + Resources.of(spec.get("overhead"))


def _asked(holder: Obj) -> Resources:
    """A container's requests; a limit without a request is one, as the API server defaults it."""
    found = holder.get("resources")
    if type(found) is not dict:
        return NOTHING
    limits, wanted = found.get("limits"), found.get("requests")
    if type(limits) is dict and limits != wanted:
        return Resources.of({**limits, **wanted} if type(wanted) is dict else limits)
    return Resources.of(wanted)


def _over(whole: Resources, pod: Resources) -> Resources:
    """Pod-level amounts replace the sums of the containers (cpu, memory; Kubernetes 1.34+)."""
    if pod is NOTHING:
        return whole
    return Resources(pod.cpu or whole.cpu, pod.memory or whole.memory, whole.gpu, whole.other)
