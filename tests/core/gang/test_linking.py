"""Links add what is missing, twice as well as once, and never change what is there."""

from __future__ import annotations

from typing import Any

import pytest
from hub_gang_native import NATIVE

from hub.core.gang.linking import conflict, link, lost, marked, onto, spared, steps
from hub.core.gang.objects import objects
from hub.core.keep import Keep
from hub.core.things import thing
from hub.model import MARK, Group, Link, Obj, Plan, Pod, Ref

GROUP = Group("hub-train-1", 3, {"head": 1, "worker": 2})
ROOT = Ref("batch/v1", "Job", "team-a", "train", "u1")
PLAN = Plan(key="job/team-a/train", namespace="team-a", root=ROOT, generation=4, groups=(GROUP,))
WANTED = Link(labels={"group": "g"}, annotations={"a/b": "c"}, spec={"schedulerName": "volcano"})
MAIN = {"containers": [{"name": "main", "image": "i"}]}


def pod(spec: dict[str, Any] | None = None, **meta: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p", **meta},
        "spec": {**MAIN, **(spec or {})},
    }


def seen(manifest: dict[str, Any]) -> Pod:
    found = thing(manifest, Keep())
    assert isinstance(found, Pod)
    return found


def test_a_link_is_put_on_once() -> None:
    linked = onto(pod(), WANTED)
    assert linked["metadata"]["labels"] == {"group": "g"}
    assert linked["metadata"]["annotations"] == {"a/b": "c"}
    assert linked["spec"] == {**MAIN, "schedulerName": "volcano"}
    assert onto(linked, WANTED) == linked
    assert steps(linked, WANTED) == []


def test_what_is_there_stays() -> None:
    theirs = pod({"schedulerName": "kai"}, labels={"group": "other"})
    linked = onto(theirs, WANTED)
    assert (linked["spec"]["schedulerName"], linked["metadata"]["labels"]) == ("kai", {"group": "other"})
    assert conflict(linked, WANTED) == "metadata.labels.group is 'other', not 'g'"


def test_the_default_scheduler_is_as_if_none_were_named() -> None:
    assert onto(pod({"schedulerName": "default-scheduler"}), WANTED)["spec"]["schedulerName"] == "volcano"


def test_steps_are_a_json_patch() -> None:
    given = pod({"schedulerName": "default-scheduler"}, annotations={"x": "y"})
    assert sorted(steps(given, WANTED), key=lambda step: str(step["path"])) == [
        {"op": "add", "path": "/metadata/annotations/a~1b", "value": "c"},
        {"op": "add", "path": "/metadata/labels", "value": {"group": "g"}},
        {"op": "replace", "path": "/spec/schedulerName", "value": "volcano"},
    ]


def test_a_lost_link_shows() -> None:
    wanted = link(NATIVE, PLAN, GROUP, "head")
    linked = seen(onto(pod(), wanted))
    assert (marked(linked), linked.group, lost(linked, NATIVE)) == (GROUP.name, GROUP.name, False)
    dropped = seen(pod(labels={MARK: f"{GROUP.name}.4"}))
    assert lost(dropped, NATIVE)
    assert not lost(seen(pod()), NATIVE)


@pytest.mark.parametrize(
    ("manifest", "why"),
    [
        (pod(), ""),
        (pod({"nodeName": "n"}), "it is bound to a node already"),
        (pod(annotations={"kubernetes.io/config.mirror": "x"}), "a kubelet runs it by itself"),
        (
            pod(ownerReferences=[{"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "d", "uid": "d"}]),
            "each node has its own",
        ),
        (pod(labels={"kubevirt.io/migrationJobUID": "x"}), "it is where a virtual machine migrates to"),
    ],
)
def test_which_pods_are_never_linked(manifest: dict[str, Any], why: str) -> None:
    assert spared(Obj(manifest)) == why


def test_a_group_object_is_owned_by_the_root_and_says_whose_it_is() -> None:
    (made,) = objects(NATIVE, PLAN, "v1beta1")
    meta = made["metadata"]
    assert (made["apiVersion"], made["kind"]) == ("scheduling.k8s.io/v1beta1", "PodGroup")
    assert (meta["name"], meta["namespace"]) == (GROUP.name, "team-a")
    assert meta["ownerReferences"] == [
        {"apiVersion": "batch/v1", "kind": "Job", "name": "train", "uid": "u1"}
    ]
    assert meta["annotations"] == {"workloadhub.dev/workload": PLAN.key}
    assert made["spec"] == {"schedulingPolicy": {"gang": {"minCount": 3}}}
