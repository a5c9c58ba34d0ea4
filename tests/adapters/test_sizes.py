"""Replicas: to zero and back, what may be missing, and how a restart is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from hub_kubernetes.daemonset import DAEMONSET
from hub_kubernetes.deployment import DEPLOYMENT
from hub_kubernetes.leaderworkerset import LEADERWORKERSET
from hub_kubernetes.sizes import STOPPED_FROM, restart, run, scale, stop
from hub_kubernetes.statefulset import STATEFULSET

from hub.adapter import Adapter, Phase
from tests.adapters.families import body, family, refusal


def made(
    kind: str, *, status: Any = None, notes: Any = None, labels: Any = None, **spec: Any
) -> dict[str, Any]:
    metadata = {"name": "x", "resourceVersion": "41", "annotations": notes or {}, "labels": labels or {}}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": metadata, "spec": spec, "status": status or {}}


def floor(adapter: Adapter, root: dict[str, Any]) -> list[tuple[str, int, int | None]]:
    return [(s.role, s.desired, s.minimum) for s in adapter.pod_sets(family(root))]


@pytest.mark.parametrize(
    ("replicas", "unavailable", "minimum"),
    [
        (1, None, 1),
        (3, None, 3),
        (10, None, 8),
        (10, "50%", 5),
        (10, 3, 7),
        (3, 3, 1),
        (3, "100%", 1),
        (0, None, 0),
    ],
)
def test_a_deployment_needs_what_a_rollout_keeps(replicas: int, unavailable: Any, minimum: int) -> None:
    rolling = {} if unavailable is None else {"rollingUpdate": {"maxUnavailable": unavailable}}
    root = made("Deployment", replicas=replicas, strategy={"type": "RollingUpdate", **rolling})
    assert floor(DEPLOYMENT, root) == [("pods", replicas, minimum)]


def test_recreate_needs_all() -> None:
    assert floor(DEPLOYMENT, made("Deployment", replicas=10, strategy={"type": "Recreate"})) == [
        ("pods", 10, 10)
    ]


def test_ordered_pods_are_not_asked_for_together() -> None:
    assert floor(STATEFULSET, made("StatefulSet", replicas=3)) == [("pods", 3, 1)]
    parallel = made("StatefulSet", replicas=3, podManagementPolicy="Parallel")
    assert floor(STATEFULSET, parallel) == [("pods", 3, 3)]


def test_a_daemonset_counts_its_nodes() -> None:
    counted = {"observedGeneration": 1, "desiredNumberScheduled": 5}
    assert floor(DAEMONSET, made("DaemonSet", selector={}, status=counted)) == [("pods", 5, 4)]
    assert floor(DAEMONSET, made("DaemonSet", selector={})) == [("pods", 1, None)]
    none = DAEMONSET.status(family(made("DaemonSet", selector={}, status={"observedGeneration": 1})))
    assert none.phase is Phase.RUNNING


def test_one_group_is_the_floor_of_a_leaderworkerset() -> None:
    spec = {"replicas": 3, "leaderWorkerTemplate": {"size": 4, "workerTemplate": {"spec": {}}}}
    assert floor(LEADERWORKERSET, made("LeaderWorkerSet", **spec)) == [("leader", 3, 1), ("worker", 9, 3)]
    waiting = list(
        LEADERWORKERSET.pod_sets(family(made("LeaderWorkerSet", startupPolicy="LeaderReady", **spec)))
    )
    assert [s.created_after for s in waiting] == [None, "leader"]


def test_stop_remembers_and_run_restores() -> None:
    stopped = body(stop(family(made("Deployment", replicas=3))))
    assert stopped == {"metadata": {"annotations": {STOPPED_FROM: "3"}}, "spec": {"replicas": 0}}
    restored = body(run(family(made("Deployment", replicas=0, notes={STOPPED_FROM: "3"}))))
    assert restored == {"metadata": {"annotations": {STOPPED_FROM: None}}, "spec": {"replicas": 3}}


@pytest.mark.parametrize("memory", ["", "0", "-1", "many"])
def test_run_needs_a_memory(memory: str) -> None:
    assert "scale it" in refusal(run(family(made("Deployment", replicas=0, notes={STOPPED_FROM: memory}))))


def test_scaling_forgets_what_stop_remembered() -> None:
    assert body(scale(family(made("Deployment", replicas=0)), 2))["metadata"]["annotations"] == {
        STOPPED_FROM: None
    }
    assert "negative" in refusal(scale(family(made("Deployment")), -1))


def test_each_restart_differs_from_the_last() -> None:
    template = body(restart(family(made("Deployment"))))["spec"]["template"]
    assert template["metadata"]["annotations"] == {"workloadhub.dev/restarted": "41"}


def test_zero_by_hand_is_stopped_and_by_an_autoscaler_it_runs() -> None:
    assert DEPLOYMENT.status(family(made("Deployment", replicas=0))).phase is Phase.STOPPED
    knative = made("Deployment", replicas=0, labels={"serving.knative.dev/revision": "r-1"})
    found = DEPLOYMENT.status(family(knative))
    assert (found.phase, found.reason) == (Phase.RUNNING, "ScaledToZero")
