"""What cases do not show of the training-operator's defaults."""

from __future__ import annotations

from typing import Any

import pytest
from hub_kubeflow.mpijob import MPIJOB
from hub_kubeflow.training import PYTORCHJOB

from hub.adapter import Cannot, Family, Obj


def job(kind: str = "PyTorchJob", **spec: Any) -> Family:
    return Family(Obj({"apiVersion": "kubeflow.org/v1", "kind": kind, "spec": spec}))


def sizes(family: Family) -> dict[str, tuple[int, int | None, int | None]]:
    return {s.role: (s.desired, s.minimum, s.maximum) for s in PYTORCHJOB.pod_sets(family)}


def test_a_role_without_a_number_is_one_pod_whatever_the_case_of_its_name() -> None:
    assert sizes(job(pytorchReplicaSpecs={"MASTER": {}, "worker": {"replicas": 2}})) == {
        "master": (1, None, None),
        "worker": (2, None, None),
    }


@pytest.mark.parametrize(
    ("policy", "bounds"),
    [
        ({}, (3, 3)),
        ({"minReplicas": 1}, (1, 3)),
        ({"maxReplicas": 5}, (3, 5)),
        ({"minReplicas": 2, "maxReplicas": 4}, (2, 4)),
    ],
)
def test_an_elastic_policy_lacks_a_bound(policy: dict[str, int], bounds: tuple[int, int]) -> None:
    family = job(pytorchReplicaSpecs={"Worker": {"replicas": 3}}, elasticPolicy=policy)
    assert sizes(family)["worker"][1:] == bounds
    assert PYTORCHJOB.elastic(family)


def test_min_available_is_a_floor_that_only_workers_give_way_to() -> None:
    spec = {"Master": {}, "Worker": {"replicas": 3}}
    policy = {"schedulingPolicy": {"minAvailable": 2}}
    found = sizes(job(pytorchReplicaSpecs=spec, runPolicy=policy))
    assert (found["master"], found["worker"]) == ((1, None, None), (3, 1, None))


def test_only_an_elastic_job_is_scaled_within_its_bounds() -> None:
    assert not isinstance(PYTORCHJOB.scale, Cannot)
    fixed = job(pytorchReplicaSpecs={"Worker": {"replicas": 3}})
    assert isinstance(PYTORCHJOB.scale(fixed, 2), Cannot)
    bounds = {"minReplicas": 1, "maxReplicas": 4}
    assert isinstance(
        PYTORCHJOB.scale(job(pytorchReplicaSpecs={"Worker": {}}, elasticPolicy=bounds), 5), Cannot
    )


def test_an_mpi_job_without_a_number_has_no_workers() -> None:
    sets = MPIJOB.pod_sets(job("MPIJob", mpiReplicaSpecs={"Launcher": {}, "Worker": {}}))
    assert {s.role: s.desired for s in sets} == {"launcher": 1, "worker": 0}
