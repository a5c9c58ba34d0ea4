"""What the training-operator's and the mpi-operator's kinds share: replica specs, run policy, conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from hub.adapter import Family, Obj, Phase, Pod, PodSet, PodState, Status, merge, requests

WORDS: dict[str, Phase | None] = {
    "Failed": Phase.FAILED,
    "Succeeded": Phase.COMPLETED,
    "Suspended": Phase.STOPPED,
    "Restarting": Phase.INITIALIZING,
    "Running": None,
    "Created": None,
}
"""JobConditionType (training-operator 1.9.3, common_types.go; mpi-operator 0.8.2, types.go), gravest first.

Running is written when the master alone runs, so the pods tell."""

LABEL = "training.kubeflow.org/"

suspend = merge(spec={"runPolicy": {"suspend": True}})
resume = merge(spec={"runPolicy": {"suspend": False}})


def status(family: Family) -> Status:
    root = family.root
    word = told(root)
    phase = _phase(family, word)
    final = phase is not None and phase.final
    return Status(
        phase=phase,
        word=word,
        reason="Retrying" if phase is Phase.INITIALIZING else _reason(root, word),
        message=why(root, word) if phase is Phase.FAILED or word == "Restarting" else "",
        evidence=tuple(evidence(root, word)),
        ran=word in ("Running", "Restarting") and _all_began(family),
        started=root.time("status.startTime") if _began(root) else None,
        ended=end(root, word) if final else None,
    )


def _phase(family: Family, word: str) -> Phase | None:
    """While one pod is made anew the others may go on: then the pods tell."""
    going = word == "Restarting" and any(pod.state is PodState.READY for pod in family.pods)
    return None if going else WORDS.get(word)


def told(root: Obj) -> str:
    """The gravest condition that holds. Of suspension the spec speaks first: the condition lags both ways."""
    true = {c.text("type") for c in root.each("status.conditions") if c.text("status") == "True"}
    true.discard("Suspended")
    if root.flag("spec.runPolicy.suspend"):
        true.add("Suspended")
    return next((word for word in WORDS if word in true), "")


def end(root: Obj, word: str) -> datetime | None:
    return root.time("status.completionTime") or root.condition(word).time("lastTransitionTime")


def why(root: Obj, word: str) -> str:
    found = root.condition(word)
    return ": ".join(text for text in (found.text("reason"), found.text("message")) if text)


def _reason(root: Obj, word: str) -> str:
    """The operators say it in the message alone (`ReconcileJobs`, training-operator 1.9.3)."""
    late = word == "Failed" and "longer than specified deadline" in root.condition(word).text("message")
    return "DeadlineExceeded" if late else ""


def evidence(root: Obj, word: str) -> Iterator[str]:
    kind = root.kind.name
    if root.flag("spec.runPolicy.suspend"):
        yield f"{kind}.spec.runPolicy.suspend=true"
    if word and word != "Suspended":
        yield f"{kind} condition {word}=True"
    for role, counts in root.items("status.replicaStatuses"):
        numbers = ((name, counts.number(name)) for name in ("active", "succeeded", "failed"))
        if text := " ".join(f"{name}={number}" for name, number in numbers if number):
            yield f"{kind} {role} {text}"


def _began(root: Obj) -> bool:
    """The API's start time is when the operator first saw it; it counts once a pod has run."""
    counts = (found for _, found in root.items("status.replicaStatuses"))
    return any(found.number(name) for found in counts for name in ("active", "succeeded", "failed"))


def _all_began(family: Family) -> bool:
    """Every pod that was asked for is there, and is ready or has been restarted after it began."""
    wanted = sum(s.desired for s in pod_sets(specs(family.root)))
    pods = [pod for pod in family.pods if pod.deleting is None]
    begun = all(pod.state is not PodState.PENDING and (_up(pod) or pod.restarts) for pod in pods)
    return begun and len(pods) >= wanted > 0


def _up(pod: Pod) -> bool:
    return pod.state in (PodState.READY, PodState.SUCCEEDED, PodState.FAILED)


# Its pods


def specs(root: Obj) -> Mapping[str, Obj]:
    """Each role with its replica spec, in the order of the spec; the one field that ends so holds them."""
    fields = (name for name, _ in root.items("spec") if name.endswith("ReplicaSpecs"))
    return {role.lower(): spec for field in fields for role, spec in root.items(f"spec.{field}") if role}


def size(spec: Obj, default: int = 1) -> int:
    return max(spec.number("replicas", default), 0)


def pod_sets(roles: Mapping[str, Obj], default: Callable[[str], int] = lambda role: 1) -> Iterator[PodSet]:
    """One set for each role; as many replicas as said, or the kind's default."""
    for role, spec in roles.items():
        template = requests(spec.at("template.spec"))
        yield PodSet(role=role, desired=size(spec, default(role)), requests=template)


def lowered(sets: Iterable[PodSet], root: Obj) -> tuple[PodSet, ...]:
    """With ``schedulingPolicy.minAvailable`` as floor: the operators' own gangs ask for no more than that.

    What may be missing is taken from the workers, for the other roles are one of a kind.
    """
    found = tuple(sets)
    total = sum(s.desired if s.minimum is None else s.minimum for s in found)
    spare = total - root.number("spec.runPolicy.schedulingPolicy.minAvailable", total)
    return tuple(_without(s, spare) if s.role == "worker" and spare > 0 else s for s in found)


def _without(s: PodSet, spare: int) -> PodSet:
    floor = s.desired if s.minimum is None else s.minimum
    return PodSet(
        role=s.role,
        desired=s.desired,
        minimum=max(floor - spare, 0),
        maximum=s.maximum,
        created_after=s.created_after,
        requests=s.requests,
    )


def templates(family: Family) -> dict[str, str]:
    fields = [name for name, _ in family.root.items("spec") if name.endswith("ReplicaSpecs")]
    roles = ((field, role) for field in fields for role, _ in family.root.items(f"spec.{field}"))
    return {role.lower(): f"spec.{field}.{role}.template" for field, role in roles if "." not in role}


def role(pod: Pod) -> str:
    """By ``replica-type``; ``job-role`` is ``master`` on whichever pod's log matters, so it comes second."""
    return pod.label(f"{LABEL}replica-type") or pod.label(f"{LABEL}job-role")


def queue(family: Family) -> str:
    return family.root.text("spec.runPolicy.schedulingPolicy.queue")
