"""How far a gang is, and why no further, by its pods."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hub_gang_native import NATIVE

from hub.core.explaining import explain
from hub.core.fitting import Node
from hub.core.gang.linking import link
from hub.core.gang.planning import plan
from hub.core.keep import Keep
from hub.core.reading import read
from hub.core.things import thing
from hub.model import Gang, Pod, Resources, Workload
from tests.core.objects import pod as standing

from .plans import POD, root, subject

NOW = datetime(2026, 11, 28, tzinfo=UTC)
JOB = {"completionMode": "Indexed", "parallelism": 3, "completions": 3, "template": POD}
SUSPENDED = {**JOB, "suspend": True}
DONE = {"conditions": [{"type": "Complete", "status": "True"}]}


def pods(*states: str, **meta: Any) -> list[dict[str, Any]]:
    return [
        {**(one := standing(f"p{n}", state=state, **meta)), "spec": {**one["spec"]}}
        for n, state in enumerate(states)
    ]


def workload(*found: dict[str, Any], spec: Any = JOB, status: Any = None) -> tuple[Workload, Any]:
    manifest = root("batch/v1/Job", spec) | ({"status": status} if status else {})
    of = subject(manifest, *found)
    return read(of, now=NOW).workload, of


def gang(*found: dict[str, Any], **more: Any) -> Gang:
    return workload(*found, **more)[0].gang


@pytest.mark.parametrize(
    ("states", "placed", "state"),
    [
        ((), 0, "waiting"),
        (("new", "unschedulable", "new"), 0, "waiting"),
        (("ready", "unschedulable", "unschedulable"), 1, "waiting"),
        (("pulling", "starting", "ready"), 3, "whole"),
        (("succeeded", "ready", "ready"), 3, "whole"),
    ],
)
def test_state(states: tuple[str, ...], placed: int, state: str) -> None:
    found = gang(*pods(*states))
    assert (found.minimum, found.scheduled, found.state) == (3, placed, state)


def test_what_has_ended_or_rests_waits_for_nothing() -> None:
    assert gang(status=DONE).state == "none"
    assert gang(*pods("succeeded", "succeeded", "succeeded"), status=DONE).state == "whole"
    assert gang(spec=SUSPENDED).state == "none"


def test_room_that_is_made_is_reserved() -> None:
    found = pods("unschedulable", "unschedulable", "unschedulable")
    for one in found:
        one["status"]["nominatedNodeName"] = "node-1"
    assert gang(*found).state == "reserved"


def linked(*states: str, drop: bool = False, scheduler: str = "default-scheduler") -> list[dict[str, Any]]:
    """Pods with the native link, or with the hub's mark alone."""
    of = subject(root("batch/v1/Job", JOB))
    made = plan(of)
    wanted = link(NATIVE, made, made.groups[0], "pods")
    found = pods(*states, labels=dict(wanted.labels))
    for one in found:
        one["spec"] |= {"schedulerName": scheduler} | ({} if drop else dict(wanted.spec))
    return found


def test_the_backend_and_the_group_are_those_of_the_pods() -> None:
    found = gang(*linked("unschedulable", "new", "new"))
    assert found.backend == "native"
    assert [(one.name, one.minimum) for one in found.groups] == [(f"{made_name()}", 3)]


def made_name() -> str:
    return plan(subject(root("batch/v1/Job", JOB))).groups[0].name


def test_what_the_hub_linked_is_a_gang_though_only_its_namespace_said_so() -> None:
    web = root("apps/v1/Deployment", {"replicas": 2, "template": POD})
    made = plan(subject(web), namespace={"workloadhub.dev/gang": "on"})
    wanted = link(NATIVE, made, made.groups[0], "pods")
    found = pods("unschedulable", "new", labels=dict(wanted.labels))
    for one in found:
        one["spec"] |= dict(wanted.spec)
    gang = read(subject(web, *found), now=NOW).workload.gang
    assert (gang.state, gang.minimum, gang.backend) == ("waiting", 2, "native")
    assert read(subject(web, *pods("unschedulable", "new")), now=NOW).workload.gang.state == "none"


WHY = {
    "not created": (lambda: pods("new"), "not created yet: 2 pods"),
    "no room": (
        lambda: pods("unschedulable", "new", "new"),
        "pod p0: 0/3 nodes are available: 3 Insufficient cpu",
    ),
    "gated": (
        lambda: pods("gated", "gated", "gated"),
        "pod p0: Scheduling is blocked due to non-empty gates",
    ),
    "not looked at": (
        lambda: linked("new", "new", "new"),
        f"has not looked at pod p0 yet: it does not run, or waits for group {made_name()}",
    ),
    "lost": (lambda: linked("new", "new", "new", drop=True), "and 2 more pods lost the link to group"),
    "two schedulers": (
        lambda: [*linked("new", "new")[:1], *linked("new", "new", scheduler="mine")[1:]],
        "its pods name several schedulers: default-scheduler, mine",
    ),
}


@pytest.mark.parametrize("case", WHY)
def test_why(case: str) -> None:
    found, said = WHY[case]
    assert said in gang(*found()).message


def waits(one: Workload, of: Any, nodes: Any = (), others: Any = ()) -> str:
    told = explain(one, of, NOW, nodes, others)
    return "\n".join(next(s.lines for s in told.sections if s.title == "What it waits for"))


def test_explain_says_what_nobody_was_told() -> None:
    assert "No scheduler was told so" in waits(*workload(*pods("ready", "unschedulable", "unschedulable")))
    assert "No scheduler was told so" not in waits(*workload(*linked("unschedulable", "new", "new")))


def test_explain_says_that_it_is_larger_than_the_cluster() -> None:
    template = {"spec": {"containers": [{"name": "m", "resources": {"limits": {"nvidia.com/gpu": 4}}}]}}
    one, of = workload(*pods("unschedulable"), spec={**JOB, "template": template})
    assert "Together they ask for 12 gpu, and all nodes have 8." in waits(
        one, of, [Node("a", Resources(gpu=8))]
    )
    assert "Together" not in waits(one, of, [Node("a", Resources(gpu=8)), Node("b", Resources(gpu=8))])


def test_explain_names_a_deadlock() -> None:
    one, of = workload(*pods("ready", "unschedulable", "unschedulable"))
    other = workload(*pods("ready", "ready", "unschedulable"))[0]
    rival = type(other)(
        **{f: getattr(other, f) for f in other.__struct_fields__} | {"key": "job/team-a/rival"}
    )
    assert "job/team-a/rival is half placed too (2 of 3 pods)" in waits(one, of, others=[one, rival])
    assert "half placed" not in waits(one, of, others=[one])


def test_a_reading_of_a_pod_keeps_the_node_that_is_made_for_it() -> None:
    (one,) = pods("unschedulable")
    one["status"]["nominatedNodeName"] = "node-7"
    found = thing(one, Keep())
    assert isinstance(found, Pod)
    assert found.nominated == "node-7"
