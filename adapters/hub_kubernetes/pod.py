"""A pod that nobody owns: it is its own workload."""

from __future__ import annotations

from hub.adapter import Adapter, Cannot, Family, Phase, Pod, PodSet, PodState, Status, owned

WORDS: dict[str, Phase | None] = {
    "Pending": None,
    "Running": None,
    "Succeeded": Phase.COMPLETED,
    "Failed": Phase.FAILED,
    "Unknown": None,
}
"""`core/v1` PodPhase. The pod's own record tells more (scheduled, ready), so the phase is read from that."""

ONCE = "a pod runs once, on its own; "


def status(family: Family) -> Status:
    """One pod is the whole workload: it has ended when the pod has."""
    pod = next(iter(family.pods), None)
    if pod is None:
        return Status()
    word = _word(pod)
    phase = WORDS[word]
    message = pod.message or pod.reason if phase is Phase.FAILED else ""
    evidence = (f"Pod.status.phase={word}",)
    return Status(phase=phase, word=word, message=message, evidence=evidence, ended=pod.ended)


def _word(pod: Pod) -> str:
    """The hub keeps the finer state; Running is what has a container that runs or ran."""
    if pod.state in (PodState.SUCCEEDED, PodState.FAILED):
        return pod.state.capitalize()
    begun = any(container.state != "waiting" for container in pod.containers if container.role == "main")
    return "Running" if begun else "Pending"


def pod_sets(family: Family) -> tuple[PodSet, ...]:
    return tuple(PodSet(role="pod", desired=1, requests=pod.requests) for pod in family.pods[:1])


POD = Adapter(
    name="pod",
    claims=(owned("Pod"),),
    words=WORDS,
    status=status,
    pod_sets=pod_sets,
    role=lambda pod: "pod",
    gang=False,
    stop=Cannot(ONCE + "stopping it would lose it. Delete it, and copy it first to keep it"),
    run=Cannot(ONCE + "copy it to run it again"),
    restart=Cannot(ONCE + "copy it to run it again"),
    scale=Cannot("a pod is one; a Deployment or a Job can be scaled"),
)
