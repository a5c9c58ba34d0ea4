"""`leaderworkerset.x-k8s.io/v1` LeaderWorkerSet: groups of one leader and its workers, replicated.

Pods hang on StatefulSets, and the workers' StatefulSet on the leader pod.
"""

from __future__ import annotations

from hub.adapter import Adapter, Family, Obj, Pod, PodSet, Resources, owned, requests

from .sizes import Words, ports, replicas, restart, run, scale, status, stop

WORDS: Words = {"UpdateInProgress": None, "Available": None, "Progressing": None}
"""LeaderWorkerSetConditionType of LeaderWorkerSet 0.7; the first comes together with Progressing."""

TEMPLATE = "spec.leaderWorkerTemplate"


def pod_sets(family: Family) -> tuple[PodSet, ...]:
    """The floor is one group: groups serve alone, and the members of one group need each other.

    With startup policy LeaderReady the workers are made only when their leader is ready.
    """
    root = family.root
    if not root.get("spec"):
        return ()
    groups, workers = replicas(root), max(root.number(f"{TEMPLATE}.size", 1) - 1, 0)
    after = "leader" if root.text("spec.startupPolicy") == "LeaderReady" else None
    template = requests(root.at(f"{TEMPLATE}.workerTemplate.spec"))
    few = min(groups, 1)
    leader = PodSet(role="leader", desired=groups, minimum=few, requests=_leader(root))
    if not workers:
        return (leader,)
    worker = PodSet(
        role="worker",
        desired=groups * workers,
        minimum=few * workers,
        created_after=after,
        requests=template,
    )
    return leader, worker


def _leader(root: Obj) -> Resources:
    own = root.at(f"{TEMPLATE}.leaderTemplate.spec")
    return requests(own or root.at(f"{TEMPLATE}.workerTemplate.spec"))


def role(pod: Pod) -> str:
    return "leader" if pod.label("leaderworkerset.sigs.k8s.io/worker-index", "0") == "0" else "worker"


def units(family: Family) -> dict[str, dict[str, int]]:
    """Each group of a leader and its workers starts by itself; they are numbered from 0."""
    workers = max(family.root.number(f"{TEMPLATE}.size", 1) - 1, 0)
    return {str(number): {"leader": 1, "worker": workers} for number in range(replicas(family.root))}


LEADERWORKERSET = Adapter(
    name="leaderworkerset",
    claims=(owned("leaderworkerset.x-k8s.io/LeaderWorkerSet"),),
    parts=("apps/StatefulSet",),
    category="deploy",
    words=WORDS,
    status=status(WORDS),
    pod_sets=pod_sets,
    role=role,
    units=units,
    unit=lambda pod: pod.label("leaderworkerset.sigs.k8s.io/group-index"),
    connections=ports(f"{TEMPLATE}.workerTemplate.spec"),
    stop=stop,
    run=run,
    restart=restart,
    scale=scale,
)
