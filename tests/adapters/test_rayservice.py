"""A RayService on two clusters, and the two ways to suspend one."""

from __future__ import annotations

from typing import Any

import pytest
from hub_ray.rayservice import RAYSERVICE, elastic, restart, run, stop
from hub_ray.rayservice_status import status

from hub.adapter import Phase
from tests.adapters.families import body, family, pod, refusal


def config(workers: int) -> dict[str, Any]:
    group = {"groupName": "w", "replicas": workers, "minReplicas": workers, "maxReplicas": workers}
    return {"headGroupSpec": {}, "workerGroupSpecs": [group]}


def service(
    active: str = "", pending: str = "", ready: str = "", reason: str = "", **spec: Any
) -> dict[str, Any]:
    spec = {"rayClusterConfig": config(3), **spec}
    state: dict[str, Any] = {
        f"{w}ServiceStatus": {"rayClusterName": n} for w, n in (("active", active), ("pending", pending))
    }
    if reason:
        state["conditions"] = [{"type": "Ready", "status": ready, "reason": reason}]
    return {
        "apiVersion": "ray.io/v1",
        "kind": "RayService",
        "metadata": {"name": "s"},
        "spec": spec,
        "status": state,
    }


def cluster(name: str, workers: int, version: str = "v1.6.2") -> dict[str, Any]:
    metadata = {"name": name, "uid": name, "annotations": {"ray.io/kuberay-version": version}}
    return {"apiVersion": "ray.io/v1", "kind": "RayCluster", "metadata": metadata, "spec": config(workers)}


def sizes(root: dict[str, Any], *others: dict[str, Any]) -> list[tuple[str, int, int | None]]:
    return [(s.role, s.desired, s.minimum) for s in RAYSERVICE.pod_sets(family(root, *others))]


def test_an_upgrade_asks_for_both_clusters_and_needs_the_active_one() -> None:
    both = cluster("a", 2), cluster("b", 3)
    assert sizes(service("a", "b"), *both) == [("head", 2, 1), ("w", 5, 2)]
    assert elastic(family(service("a", "b"), *both))
    assert sizes(service("a"), *both) == [("head", 1, 1), ("w", 2, 2)]
    assert sizes(service("", "b"), *both) == [("head", 1, 1), ("w", 3, 3)]
    assert sizes(service()) == [("head", 1, 1), ("w", 3, 3)]


@pytest.mark.parametrize(
    ("ready", "reason", "phase"),
    [
        ("False", "Initializing", None),
        ("True", "NonZeroServeEndpoints", Phase.RUNNING),
        ("False", "ZeroServeEndpoints", None),
        ("False", "InitializingTimeout", Phase.FAILED),
        ("False", "ValidationFailed", Phase.FAILED),
    ],
)
def test_phase(ready: str, reason: str, phase: Phase | None) -> None:
    assert status(family(service("a", ready=ready, reason=reason))).phase is phase


def test_an_application_that_does_not_serve_makes_it_degraded() -> None:
    root = service("a", ready="True", reason="NonZeroServeEndpoints")
    app = {"status": "DEPLOY_FAILED", "message": "Traceback:\n  ImportError: no module"}
    root["status"]["activeServiceStatus"]["applicationStatuses"] = {"hello": app}
    found = status(family(root))
    assert found.phase is Phase.DEGRADED
    assert found.message == "application hello is DEPLOY_FAILED: ImportError: no module"


def test_each_operator_is_asked_in_its_own_words() -> None:
    old, new = cluster("a", 1), cluster("a", 1, "v1.7.0")
    assert body(stop(family(service("a"), old))) == {"spec": {"rayClusterConfig": {"suspend": True}}}
    assert body(stop(family(service("a"), new))) == {"spec": {"suspend": True}}
    assert body(run(family(service("a", suspend=True)))) == {"spec": {"suspend": False}}
    assert "upgraded" in refusal(stop(family(service("a", "b"), old)))
    assert body(run(family(service("a")))) == {"spec": {"rayClusterConfig": {"suspend": False}}}


def test_restart_is_an_upgrade_where_those_are_allowed() -> None:
    head = body(restart(family(service("a"))))["spec"]["rayClusterConfig"]["headGroupSpec"]
    assert "workloadhub.dev/restarted" in head["template"]["metadata"]["annotations"]
    assert "upgradeStrategy" in refusal(restart(family(service("a", upgradeStrategy={"type": "None"}))))


def test_while_the_active_cluster_serves_it_is_not_stopped() -> None:
    root = service("a", "b", "True", "NonZeroServeEndpoints", rayClusterConfig={**config(1), "suspend": True})
    suspended = cluster("b", 1)
    suspended["spec"]["suspend"] = True
    assert status(family(root, cluster("a", 1), suspended)).phase is Phase.RUNNING
    assert status(family(root)).phase is Phase.STOPPED


@pytest.mark.parametrize(
    ("ready", "app", "phase"),
    [
        (False, "RUNNING", None),
        (True, "DEPLOYING", Phase.INITIALIZING),
        (True, "UNHEALTHY", Phase.DEGRADED),
        (True, "RUNNING", Phase.DEGRADED),
    ],
)
def test_what_serves_no_more_is_ill_or_on_its_way_back(ready: bool, app: str, phase: Phase | None) -> None:
    root = service("a", ready="False", reason="ZeroServeEndpoints")
    root["status"]["activeServiceStatus"]["applicationStatuses"] = {"hello": {"status": app}}
    assert status(family(root, pod("head", ready=ready))).phase is phase
