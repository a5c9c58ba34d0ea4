"""What each backend makes of one plan: its object, its links, what it does without."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hub.core.gang.choosing import missing
from hub.core.gang.linking import link, lost, onto
from hub.core.keep import Keep
from hub.core.things import thing
from hub.model import Group, Kind, Obj, Plan, Pod, Ref
from hub.plugin import GangBackend
from hub.registry import load

REGISTRY = load()
BACKENDS = {backend.name: backend for backend in REGISTRY.backends}
KEEP = Keep(REGISTRY.annotations)
PAIR = Group("hub-train-1", 3, {"head": 1, "worker": 2})
ALIKE = Group("hub-train-1", 3, {"pods": 3})
ROOT = Ref("batch/v1", "Job", "team-a", "train", "u1")
PLAN = Plan(key="job/team-a/train", namespace="team-a", root=ROOT, groups=(PAIR,))
FULL = Plan(
    key="job/team-a/train",
    namespace="team-a",
    root=ROOT,
    groups=(ALIKE,),
    queue="team-a",
    priorities=("high",),
    topology="rack",
    timeout=90,
)
NATIVE_FULL = {
    "schedulingPolicy": {"gang": {"minCount": 3}},
    "priorityClassName": "high",
    "schedulingConstraints": {"topology": [{"key": "rack"}]},
}
SPECS: list[tuple[str, Plan, dict[str, Any]]] = [
    ("native", PLAN, {"schedulingPolicy": {"gang": {"minCount": 3}}}),
    ("native", FULL, NATIVE_FULL),
    ("coscheduling", PLAN, {"minMember": 3}),
    ("coscheduling", FULL, {"minMember": 3, "scheduleTimeoutSeconds": 90}),
    ("koordinator", FULL, {"minMember": 3, "scheduleTimeoutSeconds": 90}),
    ("volcano", PLAN, {"minMember": 3, "minTaskMember": {"head": 1, "worker": 2}}),
    ("volcano", FULL, {"minMember": 3, "queue": "team-a", "priorityClassName": "high"}),
    (
        "kai",
        PLAN,
        {
            "queue": "default-queue",
            "minSubGroup": 2,
            "subGroups": [{"name": "head", "minMember": 1}, {"name": "worker", "minMember": 2}],
        },
    ),
    ("kai", FULL, {"queue": "team-a", "minMember": 3, "priorityClassName": "high"}),
]


@pytest.mark.parametrize(("name", "plan", "spec"), SPECS)
def test_the_object(name: str, plan: Plan, spec: dict[str, Any]) -> None:
    backend = BACKENDS[name]
    assert backend.spec is not None
    assert backend.spec(plan, plan.groups[0], backend.versions[0]) == spec


def bare(**spec: Any) -> dict[str, Any]:
    meta = {"name": "p", "namespace": "team-a", "uid": "p"}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": meta,
        "spec": {"containers": [{"name": "m"}], **spec},
    }


def linked(backend: GangBackend, role: str = "worker") -> Pod:
    found = thing(onto(bare(schedulerName="default-scheduler"), link(backend, PLAN, PAIR, role)), KEEP)
    assert isinstance(found, Pod)
    return found


@pytest.mark.parametrize("name", sorted(BACKENDS.keys() - {"kueue"}))
def test_a_link_is_read_back(name: str) -> None:
    backend, pod = BACKENDS[name], linked(BACKENDS[name])
    assert backend.linked(pod) == PAIR.name
    assert not lost(pod, backend)
    assert pod.scheduler == (backend.schedulers[0] if backend.schedulers else "default-scheduler")
    others = [other.name for other in BACKENDS.values() if other.linked(pod)]
    assert others == [name]


def test_kai_names_the_subgroup_and_keeps_its_podgrouper_away() -> None:
    wanted = link(BACKENDS["kai"], PLAN, PAIR, "worker")
    assert wanted.labels["kai.scheduler/subgroup-name"] == "worker"
    assert wanted.annotations["kai.scheduler/skip-podgrouper"] == "true"


def test_yunikorn_has_a_placeholder_for_each_pod_of_the_minimum() -> None:
    yunikorn, asked = BACKENDS["yunikorn"], {"cpu": "2000m", "nvidia.com/gpu": "1"}
    plan = Plan(key=PLAN.key, groups=(PAIR,), queue="root.team-a", requests={"head": {}, "worker": asked})
    wanted = link(yunikorn, plan, PAIR, "worker")
    assert wanted.labels["yunikorn.apache.org/queue"] == "root.team-a"
    assert wanted.annotations["yunikorn.apache.org/task-group-name"] == "worker"
    assert json.loads(wanted.annotations["yunikorn.apache.org/task-groups"]) == [
        {"name": "head", "minMember": 1, "minResource": {}},
        {"name": "worker", "minMember": 2, "minResource": asked},
    ]
    assert yunikorn.takes(plan) == ""
    assert yunikorn.takes(PLAN) == "what its head, worker pods ask for is not known by name"


def test_kueue_labels_the_root_alone() -> None:
    kueue = BACKENDS["kueue"]
    assert kueue.root(FULL) == {"kueue.x-k8s.io/queue-name": "team-a"}
    assert link(kueue, FULL, ALIKE, "pods").labels == {}
    assert kueue.takes(FULL) == ""
    assert kueue.takes(PLAN) == "it needs a LocalQueue; name it by workloadhub.dev/queue"
    assert "does not suspend" in kueue.takes(Plan(key="x/y/z", queue="q", root=Ref("x/v1", "Y", "y", "z")))


@pytest.mark.parametrize("name", BACKENDS)
def test_what_it_does_without_it_says(name: str) -> None:
    backend = BACKENDS[name]
    assert backend.drops(PLAN) == []
    assert len(backend.drops(FULL)) == (1 if name == "yunikorn" else 2)
    assert backend.gives
    assert backend.lacks


@pytest.mark.parametrize("name", ["native", "coscheduling"])
def test_several_priorities_are_refused(name: str) -> None:
    mixed = Plan(key="job/x/y", groups=(PAIR,), priorities=("high", "low"))
    assert "several priorities (high, low)" in BACKENDS[name].takes(mixed)


def condition(kind: str, status: str, message: str) -> Obj:
    return Obj({"status": {"conditions": [{"type": kind, "status": status, "message": message}]}})


OBSERVED = [
    ("native", condition("PodGroupInitiallyScheduled", "False", "no room"), "no room"),
    ("native", condition("PodGroupScheduled", "False", "no room"), "no room"),
    ("native", condition("PodGroupInitiallyScheduled", "True", ""), ""),
    ("volcano", condition("Unschedulable", "True", "2/3 tasks"), "2/3 tasks"),
    ("volcano", Obj({"status": {"phase": "Pending"}}), "its queue has not let it in yet"),
    ("volcano", Obj({"status": {"phase": "Running"}}), ""),
    ("kai", Obj({"status": {"schedulingConditions": [{"message": "over quota"}]}}), "over quota"),
    (
        "coscheduling",
        Obj({"status": {"phase": "Scheduling", "running": 1}}),
        "its phase is Scheduling (running 1, succeeded 0, failed 0)",
    ),
]


@pytest.mark.parametrize(("name", "found", "said"), OBSERVED)
def test_what_its_object_says(name: str, found: Obj, said: str) -> None:
    assert BACKENDS[name].observe(found) == said


@pytest.mark.parametrize("version", ["v1", "v1beta1", "v1alpha3", "v1alpha2", "v1alpha1", ""])
def test_native_is_found_by_version(version: str) -> None:
    served = {Kind("scheduling.k8s.io", "PodGroup"): version} if version else {}
    assert bool(missing(BACKENDS["native"], served)) is (version in ("v1alpha1", ""))


def test_only_native_is_chosen_unasked() -> None:
    assert [name for name, backend in BACKENDS.items() if backend.automatic] == ["native"]
