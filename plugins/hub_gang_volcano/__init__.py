"""Volcano: a PodGroup in a queue, and an annotation on its pods.

Its controller makes a PodGroup of its own for pods that come without the annotation, so the link must be
there when they are created. Sources: volcano.sh/apis 1.13.0, pkg/apis/scheduling/v1beta1 (types.go,
labels.go); volcano 1.14, pkg/controllers/podgroup.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hub.model import Group, Link, Obj, Plan
from hub.plugin import GangBackend, Rule, hookimpl

ANNOTATION = "scheduling.k8s.io/group-name"
ROLE = "volcano.sh/task-spec"


def spec(plan: Plan, group: Group, version: str) -> Mapping[str, Any]:
    """How many of each role counts only where they add up to the minimum, as they do here."""
    told: dict[str, Any] = {"minMember": group.minimum}
    if len(group.roles) > 1:
        told["minTaskMember"] = dict(group.roles)
    if plan.queue:
        told["queue"] = plan.queue
    if plan.priority_class:
        told["priorityClassName"] = plan.priority_class
    return told


def link(plan: Plan, group: Group, role: str) -> Link:
    return Link(annotations={ANNOTATION: group.name, ROLE: role}, spec={"schedulerName": "volcano"})


def drops(plan: Plan) -> Sequence[str]:
    wishes = (
        (plan.timeout, "Volcano holds nothing for a group that is not whole, so there is no timeout"),
        (plan.topology, "Volcano's topology is made of HyperNodes, not of a node label"),
    )
    return [said for wish, said in wishes if wish]


def observe(found: Obj) -> str:
    """Its last word on why the group is not scheduled; ``Pending`` is its queue's."""
    if found.text("status.phase") == "Pending" and not found.get("status.conditions"):
        return "its queue has not let it in yet"
    waiting = [one for one in _conditions(found) if one.text("type") == "Unschedulable"]
    return waiting[-1].text("message") if waiting and found.text("status.phase") != "Running" else ""


def _conditions(found: Obj) -> Iterator[Obj]:
    return (one for one in found.each("status.conditions") if one.text("status") == "True")


VOLCANO = GangBackend(
    name="volcano",
    kind="scheduling.volcano.sh/PodGroup",
    versions=("v1beta1",),
    schedulers=("volcano",),
    spec=spec,
    link=link,
    linked=lambda pod: pod.annotation(ANNOTATION),
    annotations=(ANNOTATION,),
    drops=drops,
    observe=observe,
    gives="the minimum, and of each role its number, is placed in one session or not at all; in a queue",
    lacks="a queue that does not exist is refused; a group that lost pods is kept, and nothing is evicted",
    rules=(
        Rule("scheduling.volcano.sh", ("podgroups",), ("get", "list", "watch", "create", "patch", "delete")),
        Rule("scheduling.volcano.sh", ("queues",), ("get", "list")),
    ),
)


@hookimpl
def hub_gang_backends() -> list[GangBackend]:
    return [VOLCANO]
