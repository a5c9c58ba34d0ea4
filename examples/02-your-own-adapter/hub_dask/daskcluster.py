"""`kubernetes.dask.org` DaskCluster: a scheduler and workers, for people to work on. It never completes."""

from __future__ import annotations

from hub.adapter import Adapter, Cannot, Delete, Family, Phase, field, owned, port

from .workers import AUTOSCALER, GROUP, elastic, pod_sets, role, scale

WORDS: dict[str, Phase | None] = {"Created": None, "Pending": None, "Running": None, "Error": Phase.FAILED}
"""``status.phase`` (controller.py). The pods tell: ``Running`` only says that the scheduler has a Service,
and ``Pending`` may stay for good, because two handlers write it at the same time."""


def restart(family: Family) -> tuple[Delete, ...] | Cannot:
    """Its pods anew: their Deployments replace what is gone."""
    found = tuple(Delete(pod.ref) for pod in family.pods if pod.active)
    return found or Cannot("it has no pods to restart")


DASKCLUSTER = Adapter(
    name="daskcluster",
    claims=[owned("kubernetes.dask.org/DaskCluster")],
    parts=[GROUP, AUTOSCALER],
    category="build",
    words=WORDS,
    status=field("status.phase", WORDS),
    pod_sets=lambda family: pod_sets(family, family.root.at("spec")),
    role=role,
    elastic=elastic,
    connections=port("dashboard", 8787, "{name}-scheduler"),
    stop=Cannot("the Dask operator has no pause; scale its workers to 0, or delete it"),
    run=Cannot("a DaskCluster cannot be stopped, so there is nothing to resume"),
    restart=restart,
    scale=scale,
)
