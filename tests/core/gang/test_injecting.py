"""Links in the pod templates of manifests, wherever those are."""

from __future__ import annotations

from typing import Any

import pytest
from hub_gang_kueue import KUEUE
from hub_gang_native import NATIVE

from hub.core.gang import injecting, templates
from hub.core.gang.planning import plan
from hub.model import MARK

from .plans import POD, REGISTRY, root
from .test_planning import jobset, mpi, ray, torch

Manifest = dict[str, Any]


def injected(manifest: Manifest) -> Manifest:
    of = injecting.subject(REGISTRY, manifest, "team-a")
    assert of is not None
    assert injecting.unreachable(of, plan(of)) == []
    return injecting.injected(manifest, of, plan(of), NATIVE)


def group(template: Any) -> str:
    name: str = template["spec"]["schedulingGroup"]["podGroupName"]
    assert template["metadata"]["labels"][MARK] == f"{name}.0"
    return name


def full(name: str) -> Manifest:
    pod = {"spec": {"containers": [{"name": "main", "image": "i"}]}}
    return {"name": name, "replicas": 1, "template": {"spec": {"parallelism": 2, "template": pod}}}


PLACES = {
    "a Job": (
        root(
            "batch/v1/Job", {"completionMode": "Indexed", "parallelism": 2, "completions": 2, "template": POD}
        ),
        ["spec.template"],
    ),
    "a Ray cluster": (
        root("ray.io/v1/RayCluster", ray(0, 2)),
        ["spec.headGroupSpec.template", "spec.workerGroupSpecs.0.template"],
    ),
    "a RayJob": (
        root("ray.io/v1/RayJob", {"entrypoint": "x", "rayClusterSpec": ray(0, 2)}),
        [
            "spec.rayClusterSpec.headGroupSpec.template",
            "spec.rayClusterSpec.workerGroupSpecs.0.template",
        ],
    ),
    "a PyTorchJob": (
        root("kubeflow.org/v1/PyTorchJob", torch(2)),
        ["spec.pytorchReplicaSpecs.Master.template", "spec.pytorchReplicaSpecs.Worker.template"],
    ),
    "an MPIJob, its launcher apart": (
        root("kubeflow.org/v2beta1/MPIJob", mpi("WaitForWorkersReady")),
        ["spec.mpiReplicaSpecs.Worker.template"],
    ),
    "a JobSet": (
        root("jobset.x-k8s.io/v1alpha2/JobSet", {"replicatedJobs": [full("a"), full("b")]}),
        [f"spec.replicatedJobs.{n}.template.spec.template" for n in (0, 1)],
    ),
}


@pytest.mark.parametrize("case", PLACES)
def test_every_template_of_the_gang_is_linked(case: str) -> None:
    manifest, paths = PLACES[case]
    linked = injected(manifest)
    assert len({group(templates.at(linked, path)) for path in paths}) == 1
    assert str(linked).count("podGroupName") == len(paths)
    assert "podGroupName" not in str(manifest)


def test_linking_twice_changes_nothing() -> None:
    once = injected(PLACES["a Ray cluster"][0])
    assert injected(once) == once


def test_jobs_in_order_are_in_groups_of_their_own() -> None:
    order = {"startupPolicy": {"startupPolicyOrder": "InOrder"}}
    spec = {"replicatedJobs": [full("a"), full("b")], **order}
    linked = injected(root("jobset.x-k8s.io/v1alpha2/JobSet", spec))
    paths = (f"spec.replicatedJobs.{n}.template.spec.template" for n in (0, 1))
    assert len({group(templates.at(linked, path)) for path in paths}) == 2


def test_a_template_that_is_not_there_cannot_be_linked() -> None:
    of = injecting.subject(REGISTRY, root("jobset.x-k8s.io/v1alpha2/JobSet", jobset()), "team-a")
    assert of is not None
    assert injecting.unreachable(of, plan(of)) == ["loader", "trainer"]


def test_what_is_no_workload_is_none() -> None:
    assert injecting.subject(REGISTRY, root("v1/ConfigMap", {}), "team-a") is None
    assert injecting.subject(REGISTRY, {"kind": "Job"}, "team-a") is None


def test_a_link_that_was_dropped_is_seen() -> None:
    manifest = PLACES["a Job"][0]
    of = injecting.subject(REGISTRY, manifest, "team-a")
    assert of is not None
    linked = injected(manifest)
    assert injecting.added(linked, of) == {"schedulingGroup"}
    assert injecting.added(linked, of, linked) == set()
    assert injecting.added(linked, of, manifest) == {"schedulingGroup"}


def test_kueue_labels_the_root() -> None:
    spec = {"completionMode": "Indexed", "parallelism": 2, "completions": 2, "template": POD}
    manifest = root("batch/v1/Job", spec, queue="gpus")
    of = injecting.subject(REGISTRY, manifest, "team-a")
    assert of is not None
    linked = injecting.injected(manifest, of, plan(of), KUEUE)
    assert linked["metadata"]["labels"] == {"kueue.x-k8s.io/queue-name": "gpus"}
    assert linked["spec"] == spec
