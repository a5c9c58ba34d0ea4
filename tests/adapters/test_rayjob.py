"""A RayJob's phase by its two words, its submitter, and when KubeRay would refuse to suspend it."""

from __future__ import annotations

from typing import Any

import pytest
from hub_ray.rayjob import RAYJOB, run, stop
from hub_ray.rayjob_status import status

from hub.adapter import Phase
from tests.adapters.families import body, family, pod, refusal


def job(state: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    head = {"headGroupSpec": {"template": {"spec": {"containers": [{"name": "ray"}]}}}}
    spec.setdefault("rayClusterSpec", head)
    return {
        "apiVersion": "ray.io/v1",
        "kind": "RayJob",
        "metadata": {"name": "j"},
        "spec": spec,
        "status": state or {},
    }


def words(deployment: str, native: str = "", **more: Any) -> dict[str, Any]:
    return {"jobDeploymentStatus": deployment, "jobStatus": native, **more}


@pytest.mark.parametrize(
    ("deployment", "native", "phase"),
    [
        ("", "", None),
        ("Initializing", "", Phase.INITIALIZING),
        ("Waiting", "", Phase.INITIALIZING),
        ("Running", "", Phase.INITIALIZING),
        ("Running", "PENDING", Phase.INITIALIZING),
        ("Running", "RUNNING", Phase.RUNNING),
        ("Running", "SUCCEEDED", Phase.RUNNING),
        ("Running", "FAILED", Phase.RUNNING),
        ("Complete", "SUCCEEDED", Phase.COMPLETED),
        ("Complete", "STOPPED", Phase.STOPPED),
        ("Failed", "FAILED", Phase.FAILED),
        ("Failed", "", Phase.FAILED),
        ("ValidationFailed", "", Phase.FAILED),
        ("Suspending", "RUNNING", Phase.STOPPED),
        ("Suspended", "", None),
        ("Retrying", "", Phase.INITIALIZING),
        ("Unheard", "OF", None),
    ],
)
def test_phase(deployment: str, native: str, phase: Phase | None) -> None:
    assert status(family(job(words(deployment, native)), pod("p"))).phase is phase


def test_before_its_pods_it_is_being_created() -> None:
    assert status(family(job(words("Initializing")))).phase is None


@pytest.mark.parametrize(
    ("deployment", "phase"), [("Running", Phase.STOPPED), ("Waiting", Phase.INITIALIZING)]
)
def test_suspend_counts_at_once_except_while_it_waits(deployment: str, phase: Phase) -> None:
    assert status(family(job(words(deployment, ""), suspend=True), pod("p"))).phase is phase


@pytest.mark.parametrize(
    ("deployment", "failed", "attempt"), [("Running", 0, 1), ("Retrying", 1, 2), ("Failed", 2, 2)]
)
def test_attempts(deployment: str, failed: int, attempt: int) -> None:
    assert status(family(job(words(deployment, failed=failed)), pod("p"))).attempt == attempt


@pytest.mark.parametrize(
    ("spec", "roles"),
    [
        ({}, [("head", None), ("submitter", "head")]),
        ({"submissionMode": "HTTPMode"}, [("head", None)]),
        ({"submissionMode": "SidecarMode"}, [("head", None)]),
        ({"submissionMode": "InteractiveMode"}, [("head", None)]),
        ({"clusterSelector": {"ray.io/cluster": "c"}, "rayClusterSpec": None}, [("submitter", None)]),
    ],
)
def test_pod_sets(spec: dict[str, Any], roles: list[tuple[str, str | None]]) -> None:
    found = list(RAYJOB.pod_sets(family(job(**spec))))
    assert [(s.role, s.created_after) for s in found] == roles
    assert all(s.minimum == 0 for s in found if s.role == "submitter")


def test_the_autoscaler_writes_into_the_cluster() -> None:
    def spec(replicas: int, **more: Any) -> dict[str, Any]:
        group = {"groupName": "w", "replicas": replicas, "maxReplicas": 9}
        return {"headGroupSpec": {}, "workerGroupSpecs": [group], **more}

    for elastic, desired in ((True, 5), (False, 1)):
        made = spec(5, enableInTreeAutoscaling=elastic)
        cluster = {"apiVersion": "ray.io/v1", "kind": "RayCluster", "metadata": {"name": "c"}, "spec": made}
        asked = spec(1, enableInTreeAutoscaling=elastic)
        sets = {s.role: s for s in RAYJOB.pod_sets(family(job(rayClusterSpec=asked), cluster))}
        assert sets["w"].desired == desired


def test_stop_asks_only_for_what_kuberay_grants() -> None:
    assert body(stop(family(job(shutdownAfterJobFinishes=True)))) == {"spec": {"suspend": True}}
    assert "shutdownAfterJobFinishes" in refusal(stop(family(job())))
    selected = job(clusterSelector={"ray.io/cluster": "c"}, shutdownAfterJobFinishes=True)
    assert "not its own" in refusal(stop(family(selected)))
    assert "submits" in refusal(stop(family(job(words("Waiting"), shutdownAfterJobFinishes=True))))


def test_run_cannot_raise_what_ended_inside_ray() -> None:
    assert body(run(family(job(words("Suspended"))))) == {"spec": {"suspend": False}}
    assert "copy" in refusal(run(family(job(words("Complete", "STOPPED")))))
