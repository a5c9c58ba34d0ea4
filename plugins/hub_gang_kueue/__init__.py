"""Kueue: admission by quota for whole workloads, by a queue's label on the root.

Kueue suspends the kinds that it integrates until there is quota for all their pods; it places none, and any
scheduler does. So only the root is labelled, and no group is made. Sources: kueue 0.19.2,
pkg/controller/constants and pkg/controller/jobs.
"""

from __future__ import annotations

from collections.abc import Mapping

from hub.model import Kind, Plan, Pod
from hub.plugin import GangBackend, Rule, hookimpl

QUEUE = "kueue.x-k8s.io/queue-name"
PRIORITY = "kueue.x-k8s.io/priority-class"
GROUP = "kueue.x-k8s.io/pod-group-name"
ROOTS = {
    Kind.parse(name)
    for name in (
        "batch/Job",
        "jobset.x-k8s.io/JobSet",
        "leaderworkerset.x-k8s.io/LeaderWorkerSet",
        "trainer.kubeflow.org/TrainJob",
        "ray.io/RayCluster",
        "ray.io/RayJob",
        "ray.io/RayService",
        "apps/Deployment",
        "apps/StatefulSet",
        *(f"kubeflow.org/{kind}Job" for kind in ("MPI", "Paddle", "PyTorch", "TF", "XGBoost", "JAX")),
    )
}
"""What Kueue 0.19 integrates itself, where it is enabled in its configuration."""


def root(plan: Plan) -> Mapping[str, str]:
    return {QUEUE: plan.queue} if plan.queue else {}


def takes(plan: Plan) -> str:
    if plan.root is None or Kind.of(plan.root.api_version, plan.root.kind) not in ROOTS:
        return "Kueue does not suspend this kind"
    return "" if plan.queue else "it needs a LocalQueue; name it by workloadhub.dev/queue"


def drops(plan: Plan) -> list[str]:
    wishes = (
        (plan.timeout, "how long Kueue waits for pods is set in its configuration"),
        (plan.topology, "Kueue's topology is set on its flavors"),
    )
    return [said for wish, said in wishes if wish]


def linked(pod: Pod) -> str:
    return pod.label(GROUP)


KUEUE = GangBackend(
    name="kueue",
    needs="kueue.x-k8s.io/LocalQueue",
    root=root,
    linked=linked,
    takes=takes,
    drops=drops,
    gives="quota for all pods is there before one of them is made; any scheduler places them",
    lacks="that they are placed together: room on the nodes is not looked at without Kueue's topology",
    rules=(Rule("kueue.x-k8s.io", ("localqueues", "workloads"), ("get", "list", "watch")),),
)


@hookimpl
def hub_gang_backends() -> list[GangBackend]:
    return [KUEUE]
