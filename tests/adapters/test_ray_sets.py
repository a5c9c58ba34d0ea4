"""The pods of a RayClusterSpec, with what KubeRay adds to them; and how a cluster is scaled."""

from __future__ import annotations

from typing import Any

import pytest
from hub_ray.raycluster import RAYCLUSTER, restart, scale, stopped
from hub_ray.sets import pod_sets, role

from hub.adapter import Delete, Obj
from hub.core.keep import Keep
from hub.core.things import thing
from hub.model import Pod
from tests.adapters.families import body, family, pod, refusal

GI = 2**30


def template(cpu: str, memory: str) -> dict[str, Any]:
    return {
        "spec": {"containers": [{"name": "ray", "resources": {"limits": {"cpu": cpu, "memory": memory}}}]}
    }


def spec(*groups: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"headGroupSpec": {"template": template("2", "8Gi")}, "workerGroupSpecs": list(groups), **more}


def group(**more: Any) -> dict[str, Any]:
    return {
        "groupName": "w",
        "replicas": 2,
        "minReplicas": 1,
        "maxReplicas": 4,
        "template": template("4", "16Gi"),
        **more,
    }


def cluster(*groups: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "apiVersion": "ray.io/v1",
        "kind": "RayCluster",
        "metadata": {"name": "c"},
        "spec": spec(*groups, **more),
    }


@pytest.mark.parametrize(
    ("more", "fixed", "autoscaled"),
    [
        ({}, (2, 2, 2), (2, 1, 4)),
        ({"replicas": None}, (1, 1, 1), (1, 1, 4)),
        ({"replicas": 9}, (4, 4, 4), (4, 1, 4)),
        ({"numOfHosts": 2}, (4, 4, 4), (4, 2, 8)),
        ({"suspend": True}, (0, 0, 0), (0, 0, 0)),
        ({"minReplicas": None}, (2, 2, 2), (2, 0, 4)),
        ({"maxReplicas": None}, (2, 2, 2), (2, 1, 2**31 - 1)),
    ],
)
def test_workers(more: dict[str, Any], fixed: tuple[int, ...], autoscaled: tuple[int, ...]) -> None:
    for elastic, wanted in ((False, fixed), (True, autoscaled)):
        _, workers = pod_sets(Obj(spec(group(**more), enableInTreeAutoscaling=elastic)))
        assert (workers.desired, workers.minimum, workers.maximum) == wanted


def test_what_the_operator_adds_is_counted() -> None:
    head, workers = pod_sets(Obj(spec(group(), enableInTreeAutoscaling=True)))
    assert (head.requests.cpu, head.requests.memory) == (2.5, 8 * GI + 512 * 2**20)
    assert (workers.requests.cpu, workers.requests.memory) == (
        4.0,
        16 * GI,
    )  # the init container asks for less
    own = {"resources": {"requests": {"cpu": "100m"}}}
    head, _ = pod_sets(Obj(spec(group(), enableInTreeAutoscaling=True, autoscalerOptions=own)))
    assert (head.requests.cpu, head.requests.memory) == (2.1, 8 * GI)


def test_a_tiny_worker_is_as_large_as_its_init_container() -> None:
    _, workers = pod_sets(Obj(spec(group(template=template("100m", "64Mi")))))
    assert (workers.requests.cpu, workers.requests.memory) == (0.2, 256 * 2**20)


def test_a_sidecar_that_is_written_down_is_not_added_again() -> None:
    (once,) = pod_sets(Obj(spec()), sidecar=True)
    assert once.requests.cpu == 2.5
    written = spec()
    written["headGroupSpec"]["template"]["spec"]["containers"].append({"name": "ray-job-submitter"})
    (same,) = pod_sets(Obj(written), sidecar=True)
    assert same.requests.cpu == 2.0


@pytest.mark.parametrize(
    ("labels", "wanted"),
    [
        ({"ray.io/node-type": "head", "ray.io/group": "headgroup"}, "head"),
        ({"ray.io/node-type": "worker", "ray.io/group": "gpu"}, "gpu"),
        ({"ray.io/node-type": "redis-cleanup", "ray.io/cluster": "c"}, ""),
    ],
)
def test_roles(labels: dict[str, str], wanted: str) -> None:
    found = thing(pod("p", **labels), Keep())
    assert isinstance(found, Pod)
    assert role(found) == wanted


def test_a_cluster_is_suspended_as_long_as_the_operator_thinks_so() -> None:
    def suspended(word: str, **more: Any) -> bool:
        return stopped(Obj({"spec": more, "status": {"conditions": [{"type": word, "status": "True"}]}}))

    assert suspended("RayClusterSuspending", suspend=False)
    assert suspended("RayClusterSuspended")
    assert not suspended("RayClusterSuspended", suspend=False)


def test_scale_moves_the_bounds_of_the_only_group() -> None:
    (group_,) = body(scale(family(cluster(group())), 6))["spec"]["workerGroupSpecs"]
    assert {key: group_[key] for key in ("groupName", "replicas", "minReplicas", "maxReplicas")} == {
        "groupName": "w",
        "replicas": 6,
        "minReplicas": 1,
        "maxReplicas": 6,
    }
    assert group_["template"] == template("4", "16Gi")


def test_scale_refuses_what_somebody_else_decides() -> None:
    assert "autoscaler" in refusal(scale(family(cluster(group(), enableInTreeAutoscaling=True)), 3))
    assert "2 worker groups" in refusal(scale(family(cluster(group(), group(groupName="v"))), 3))
    assert "multiple" in refusal(scale(family(cluster(group(numOfHosts=2))), 3))


def test_restart_deletes_the_pods_that_live() -> None:
    found = restart(family(cluster(), pod("a"), pod("b", "Failed")))
    assert isinstance(found, tuple)
    assert [intent.target.name for intent in found if isinstance(intent, Delete) and intent.target] == ["a"]
    assert "no pods" in refusal(restart(family(cluster())))


def test_ports_are_those_that_the_status_names() -> None:
    root = cluster() | {"status": {"endpoints": {"metrics": "8080", "dashboard": "8265", "odd": "x"}}}
    found = [(way.name, way.port, way.service) for way in RAYCLUSTER.connections(family(root))]
    assert found == [("dashboard", 8265, "c-head-svc"), ("metrics", 8080, "c-head-svc")]
