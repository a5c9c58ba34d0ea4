"""One group for each set that starts together: by kind, and by what its user says."""

from __future__ import annotations

from typing import Any

import pytest

from hub.core.gang.planning import group, named
from hub.model import MARK

from .plans import POD, planned, root

INDEXED = {"completionMode": "Indexed", "parallelism": 4, "completions": 4, "template": POD}
DEPLOYMENT = {"replicas": 3, "template": POD}


def workers(low: int, size: int) -> dict[str, Any]:
    return {"groupName": "workers", "minReplicas": low, "replicas": size, "maxReplicas": 9, "template": POD}


def ray(low: int, size: int, elastic: bool = False) -> dict[str, Any]:
    group = workers(low, size)
    spec = {"headGroupSpec": {"template": POD}, "workerGroupSpecs": [group]}
    return {**spec, "enableInTreeAutoscaling": elastic}


def jobset(**more: Any) -> dict[str, Any]:
    jobs = [
        {"name": name, "replicas": 1, "template": {"spec": {"parallelism": 2, "completions": 2}}}
        for name in ("loader", "trainer")
    ]
    return {"replicatedJobs": jobs, **more}


def torch(workers: int) -> dict[str, Any]:
    replicas = {"Master": {"replicas": 1, "template": POD}, "Worker": {"replicas": workers, "template": POD}}
    return {"pytorchReplicaSpecs": replicas}


def mpi(launch: str) -> dict[str, Any]:
    replicas = {"Launcher": {"replicas": 1, "template": POD}, "Worker": {"replicas": 2, "template": POD}}
    return {"mpiReplicaSpecs": replicas, "launcherCreationPolicy": launch}


def spark(executors: int) -> dict[str, Any]:
    return {"type": "Scala", "mode": "cluster", "executor": {"instances": executors}, "driver": {}}


CASES = {
    "an indexed Job": (root("batch/v1/Job", INDEXED), [{"pods": 4}]),
    "a Ray cluster": (root("ray.io/v1/RayCluster", ray(0, 2)), [{"head": 1, "workers": 2}]),
    "what the autoscaler adds is outside": (
        root("ray.io/v1/RayCluster", ray(1, 3, elastic=True)),
        [{"head": 1, "workers": 1}],
    ),
    "one pod is whole by itself": (root("ray.io/v1/RayCluster", ray(0, 3, elastic=True)), []),
    "a RayJob without its submitter": (
        root("ray.io/v1/RayJob", {"entrypoint": "x", "rayClusterSpec": ray(0, 2)}),
        [{"head": 1, "workers": 2}],
    ),
    "a JobSet": (root("jobset.x-k8s.io/v1alpha2/JobSet", jobset()), [{"loader": 2, "trainer": 2}]),
    "a JobSet in order": (
        root("jobset.x-k8s.io/v1alpha2/JobSet", jobset(startupPolicy={"startupPolicyOrder": "InOrder"})),
        [{"loader": 2}, {"trainer": 2}],
    ),
    "a PyTorchJob": (root("kubeflow.org/v1/PyTorchJob", torch(3)), [{"master": 1, "worker": 3}]),
    "an MPIJob": (
        root("kubeflow.org/v2beta1/MPIJob", mpi("AtStartup")),
        [{"launcher": 1, "worker": 2}],
    ),
    "an MPIJob whose launcher waits": (
        root("kubeflow.org/v2beta1/MPIJob", mpi("WaitForWorkersReady")),
        [{"worker": 2}],
    ),
    "Spark's executors without their driver": (
        root("sparkoperator.k8s.io/v1beta2/SparkApplication", spark(3)),
        [{"executor": 3}],
    ),
    "replicas that serve alone": (root("apps/v1/Deployment", DEPLOYMENT), []),
    "unless they are asked to start together": (
        root("apps/v1/Deployment", DEPLOYMENT, gang="on"),
        [{"pods": 3}],
    ),
    "not if they are asked not to": (root("batch/v1/Job", INDEXED, gang="off"), []),
    "fewer, as asked": (root("batch/v1/Job", INDEXED, gang_minimum="2"), [{"pods": 2}]),
    "fewer of the last role": (
        root("kubeflow.org/v1/PyTorchJob", torch(3), gang_minimum="2"),
        [{"master": 1, "worker": 1}],
    ),
    "more, as asked, up to what there will be": (
        root("ray.io/v1/RayCluster", ray(1, 3, elastic=True), gang_minimum="4"),
        [{"head": 1, "workers": 3}],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_groups(case: str) -> None:
    manifest, wanted = CASES[case]
    plan = planned(manifest)
    assert [dict(group.roles) for group in plan.groups] == wanted
    assert [group.minimum for group in plan.groups] == [sum(roles.values()) for roles in wanted]
    assert bool(plan.why) is not bool(plan.groups)
    assert plan.ignored == ()


def test_each_unit_is_a_group() -> None:
    template = {"size": 3, "workerTemplate": POD}
    spec = {"replicas": 2, "leaderWorkerTemplate": template}
    groups = planned(root("leaderworkerset.x-k8s.io/v1/LeaderWorkerSet", spec)).groups
    assert [(one.unit, dict(one.roles)) for one in groups] == [(u, {"leader": 1, "worker": 2}) for u in "01"]
    late = planned(
        root("leaderworkerset.x-k8s.io/v1/LeaderWorkerSet", {**spec, "startupPolicy": "LeaderReady"})
    )
    assert [(one.unit, dict(one.roles), one.after) for one in late.groups] == [
        (unit, {"worker": 2}, "leader") for unit in "01"
    ]


def test_a_rayservice_has_a_group_for_each_cluster() -> None:
    service = root("ray.io/v1/RayService", {"rayClusterConfig": ray(0, 2)})
    pattern = planned(service)
    assert [(one.pattern, one.minimum) for one in pattern.groups] == [(True, 3)]
    found = group(pattern, "head", "train-x7k")
    assert found is not None
    assert (found.unit, found.minimum, found.pattern) == ("train-x7k", 3, False)
    owned = {
        "ownerReferences": [{"apiVersion": "ray.io/v1", "kind": "RayService", "name": "train", "uid": "u"}]
    }
    made = {"apiVersion": "ray.io/v1", "kind": "RayCluster", "spec": ray(0, 2)}
    made["metadata"] = {"name": "train-x7k", "namespace": "team-a", "uid": "c", **owned}
    known = planned(service, made)
    assert group(known, "head", "train-x7k") == found
    assert group(known, "head", "another") != found


def test_pods_that_are_made_one_by_one_are_no_gang() -> None:
    ordered = {"replicas": 3, "template": POD}
    assert planned(root("apps/v1/StatefulSet", ordered, gang="on")).groups == ()
    together = planned(root("apps/v1/StatefulSet", {**ordered, "podManagementPolicy": "Parallel"}, gang="on"))
    assert [one.minimum for one in together.groups] == [3]


WRONG = {
    "gang": ("yes", "it must be on or off"),
    "gang-minimum": ("0", "it must be a whole number of pods, 1 or more"),
    "gang-timeout": ("soon", "it must be a time such as 90s, 10m or 2h"),
    "gang-backend": ("Na tive", "it must be the name of a backend, such as native"),
    "gang-topology": ("a b", "it must be a node label, such as topology.kubernetes.io/rack"),
    "queue": ("Team/A", "it must be the name of a queue"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_annotation_is_ignored_and_said(name: str) -> None:
    value, why = WRONG[name]
    plan = planned(root("batch/v1/Job", INDEXED, **{name.replace("-", "_"): value}))
    assert [str(each) for each in plan.ignored] == [f"workloadhub.dev/{name}: {value!r} is ignored: {why}"]
    assert [group.minimum for group in plan.groups] == [4]


def test_a_minimum_above_the_size_is_ignored() -> None:
    plan = planned(root("batch/v1/Job", INDEXED, gang_minimum="5"))
    assert [each.why for each in plan.ignored] == ["at most 4 of its pods can start together"]
    assert [group.minimum for group in plan.groups] == [4]


def test_a_minimum_of_what_is_no_gang_is_ignored() -> None:
    (ignored,) = planned(root("apps/v1/Deployment", DEPLOYMENT, gang_minimum="2")).ignored
    assert ignored.why.startswith("its pods are no gang; ")


def test_it_knows_what_its_pods_ask_for_by_name() -> None:
    main = {"name": "m", "resources": {"limits": {"cpu": "1500m", "memory": "1Gi", "amd.com/gpu": 2}}}
    spec = {**INDEXED, "template": {"spec": {"containers": [main]}}}
    asked = {"cpu": "1500m", "memory": "1073741824", "amd.com/gpu": "2"}
    assert planned(root("batch/v1/Job", spec)).requests == {"pods": asked}


def test_its_wishes_are_read() -> None:
    said = {"gang_timeout": "10m", "gang_topology": "rack", "queue": "team-a", "gang_backend": "native"}
    plan = planned(root("batch/v1/Job", INDEXED, **said))
    assert (plan.timeout, plan.topology, plan.queue, plan.backend) == (600, "rack", "team-a", "native")


def test_a_namespace_may_say_on_and_off() -> None:
    assert planned(root("batch/v1/Job", INDEXED), gang="off").groups == ()
    assert planned(root("apps/v1/Deployment", DEPLOYMENT), gang="on").groups != ()
    assert planned(root("batch/v1/Job", INDEXED, gang="on"), gang="off").groups != ()


@pytest.mark.parametrize("text", ["train", "t" * 300, "Größe_1", "", "-"])
def test_a_name_is_a_dns_label_and_stays_one_with_a_generation(text: str) -> None:
    name = named(text, "uid")
    assert name == named(text, "uid") != named(text, "other")
    assert len(f"{name}.2147483647") <= 63
    assert name.strip("-") == name
    assert name.replace("-", "").isalnum()
    assert name == name.lower()
    assert MARK.endswith("gang-name")
