"""`apps/v1` Deployment, with its ReplicaSets as parts; and the ReplicaSet that nobody owns."""

from __future__ import annotations

from hub.adapter import Adapter, Cannot, Family, PodSet, owned, replace

from .sizes import Words, budget, pods, ports, replicas, restart, run, scale, status, stop

WORDS: Words = {"ReplicaFailure": None, "Available": None, "Progressing": None}
"""`apps/v1` DeploymentConditionType, the most telling first. All leave the phase to the pods:
Progressing stays True long after a rollout, and Available is False already while it starts."""


def pod_sets(family: Family) -> tuple[PodSet, ...]:
    """The floor is Kubernetes' own minimum availability: what a rollout never goes below."""
    size = replicas(family.root)
    return pods(family, size, max(size - _surplus(family, size), min(size, 1)))


def _surplus(family: Family, size: int) -> int:
    """``maxUnavailable``, 25% by default; none of it where the strategy replaces all at once."""
    if family.root.text("spec.strategy.type", "RollingUpdate") != "RollingUpdate":
        return 0
    return budget(family.root, "spec.strategy.rollingUpdate.maxUnavailable", size, "25%")


DEPLOYMENT = Adapter(
    name="deployment",
    claims=(owned("apps/Deployment"),),
    parts=("apps/ReplicaSet",),
    category="deploy",
    words=WORDS,
    status=status(WORDS),
    pod_sets=pod_sets,
    gang=False,  # each replica serves alone
    templates=lambda family: {"pods": "spec.template"},
    connections=ports(),
    stop=stop,
    run=run,
    restart=restart,
    scale=scale,
)

REPLICASET = replace(
    DEPLOYMENT,
    name="replicaset",
    claims=(owned("apps/ReplicaSet"),),
    parts=(),
    words={"ReplicaFailure": None},
    status=status({"ReplicaFailure": None}),
    pod_sets=lambda family: pods(family, replicas(family.root)),
    restart=Cannot("a ReplicaSet keeps its pods when its template changes; delete them one by one instead"),
)
