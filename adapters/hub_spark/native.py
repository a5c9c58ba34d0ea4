"""Plain ``spark-submit --master k8s://``: no object holds it together but the label with its id.

In cluster mode the driver is a pod that nobody owns; in client mode it runs elsewhere, and the executors may
have no owner at all. The configuration is in neither, so the pods tell how many there are to be.
"""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import (
    NOTHING,
    Adapter,
    Cannot,
    Connection,
    Delete,
    Family,
    Phase,
    Pod,
    PodSet,
    PodState,
    Status,
    labelled,
    pods_tell,
)

from . import properties
from .pods import DRIVER, EXECUTOR, profiles, role

ID = "spark-app-selector"

WORDS: dict[str, Phase | None] = {
    "Pending": None,
    "Running": None,
    "Succeeded": Phase.COMPLETED,
    "Failed": Phase.FAILED,
    "Unknown": None,
}
"""`core/v1` PodPhase of the driver, which is what ``spark-submit --status`` prints."""


def driver(family: Family) -> Pod | None:
    """The driver's pod, where it has one: of several (tried again under one id) the newest."""
    return next((pod for pod in reversed(family.pods) if role(pod) == DRIVER), None)


def status(family: Family) -> Status:
    pod = driver(family)
    if pod is None:  # the driver, elsewhere, deletes its executors when it ends
        return Status() if any(p.deleting for p in family.pods) else pods_tell(family)
    word = _word(pod)
    phase = Phase.DELETING if pod.deleting else WORDS[word]
    return Status(
        phase=phase,
        word=word,
        message=f"pod {pod.name}: {pod.message or pod.reason}" if phase is Phase.FAILED else "",
        evidence=(f"driver pod/{pod.name} {'is being deleted' if pod.deleting else f'is {word}'}",),
        started=pod.scheduled,
        ended=pod.ended,
    )


def _word(pod: Pod) -> str:
    if pod.state in (PodState.SUCCEEDED, PodState.FAILED):
        return pod.state.capitalize()
    return "Running" if any(c.state != "waiting" for c in pod.containers) else "Pending"


def pod_sets(family: Family) -> Iterator[PodSet]:
    """As many executors as the driver made, and one at least; it needs those that ran, at first all.

    ``spark.executor.instances`` and dynamic allocation are known to the driver alone.
    """
    pod = driver(family)
    after = DRIVER if pod is not None else None
    if pod is not None:
        yield PodSet(role=DRIVER, desired=1, requests=pod.requests)
    there = [p for p in family.pods if role(p) == EXECUTOR and p.state is not PodState.FAILED]
    there = [p for p in there if not p.deleting]
    ready = sum(p.state in (PodState.READY, PodState.SUCCEEDED) for p in there)
    wanted = max(len(there), _replicas(family), 1)
    floor = min(ready, wanted) or wanted
    template = (there or family.pods)[:1]
    asked = template[0].requests if template else NOTHING
    yield PodSet(role=EXECUTOR, desired=wanted, minimum=floor, created_after=after, requests=asked)
    yield from profiles(family, after)


def _replicas(family: Family) -> int:
    """What the allocators ``statefulset`` and ``deployment`` ask for, where one of them is used."""
    parts = (*family.parts("apps/StatefulSet"), *family.parts("apps/Deployment"))
    profile = "spec.selector.matchLabels.spark-exec-resourceprofile-id"
    return sum(part.number("spec.replicas") for part in parts if part.text(profile, "0") == "0")


def connections(family: Family) -> Iterator[Connection]:
    """The driver's pages. Its service's name is the pod's, with ``-svc`` (`DriverServiceFeatureStep`)."""
    pod = driver(family)
    if pod is not None:
        yield Connection(name="ui", port=4040, service=f"{pod.name}-svc")


def delete(family: Family) -> tuple[Delete, ...] | Cannot:
    """The driver; all else is owned by it."""
    pod = driver(family)
    if pod is None:
        return Cannot("its driver runs outside of the cluster and would replace its executors; end it there")
    return (Delete(pod.ref),)


def queue(family: Family) -> str:
    """As `properties` has pods say it: no object stands for the application that could."""
    return next((named for pod in family.pods if (named := pod.annotation(properties.QUEUE))), "")


SPARK = Adapter(
    name="spark",
    claims=(labelled(ID),),
    parts=("apps/StatefulSet", "apps/Deployment"),
    words=WORDS,
    status=status,
    pod_sets=pod_sets,
    role=role,
    elastic=lambda family: True,  # who knows whether dynamic allocation is on; Spark replaces what is lost
    connections=connections,
    queue=queue,
    stop=Cannot("a Spark driver keeps its state in memory; delete it, and submit it again to run it"),
    run=Cannot("spark-submit runs once; submit it again"),
    restart=Cannot("spark-submit runs once; submit it again"),
    scale=Cannot("the driver alone sets the number of its executors"),
    delete=delete,
)
