"""KAI Scheduler: a PodGroup with a subgroup for each role, and an annotation on its pods.

Its own podgrouper groups whatever has an owner; since 0.15 an annotation keeps it away, and it is part of the
link. Sources: KAI-Scheduler 0.17.0, pkg/apis/scheduling/v2alpha2 and pkg/podgrouper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hub.model import Group, Link, Obj, Plan
from hub.plugin import GangBackend, Rule, hookimpl

ANNOTATION = "pod-group-name"
SUBGROUP = "kai.scheduler/subgroup-name"
APART = "kai.scheduler/skip-podgrouper"


def spec(plan: Plan, group: Group, version: str) -> Mapping[str, Any]:
    """With several roles the subgroups say how many, and the group how many of these it needs: all."""
    told: dict[str, Any] = {"queue": plan.queue or "default-queue"}
    if len(group.roles) > 1:
        subgroups = [{"name": _label(role), "minMember": count} for role, count in group.roles.items()]
        told |= {"minSubGroup": len(subgroups), "subGroups": subgroups}
    else:
        told["minMember"] = group.minimum
    if plan.priority_class:
        told["priorityClassName"] = plan.priority_class
    return told


def link(plan: Plan, group: Group, role: str) -> Link:
    return Link(
        labels={SUBGROUP: _label(role)} if len(group.roles) > 1 else {},
        annotations={ANNOTATION: group.name, APART: "true"},
        spec={"schedulerName": "kai-scheduler"},
    )


def _label(role: str) -> str:
    return role.lower().replace("_", "-").replace("/", "-").replace(".", "-")


def drops(plan: Plan) -> Sequence[str]:
    wishes = (
        (plan.timeout, "KAI holds nothing for a group that is not whole, so there is no timeout"),
        (plan.topology, "KAI's topology needs a Topology object, not a node label alone"),
    )
    return [said for wish, said in wishes if wish]


def observe(found: Obj) -> str:
    """The last of its conditions; before 0.17 it also keeps those that are over."""
    told = [one.text("message") for one in found.each("status.schedulingConditions")]
    return told[-1] if told else ""


KAI = GangBackend(
    name="kai",
    kind="scheduling.run.ai/PodGroup",
    versions=("v2alpha2",),
    schedulers=("kai-scheduler",),
    spec=spec,
    link=link,
    linked=lambda pod: pod.annotation(ANNOTATION),
    annotations=(ANNOTATION,),
    drops=drops,
    late=True,
    observe=observe,
    gives="each role's minimum is placed at once or not at all, in a queue; gangs are preempted whole",
    lacks="a gang that falls below its minimum is evicted whole after 60 s; needs KAI 0.15 or later",
    rules=(
        Rule("scheduling.run.ai", ("podgroups",), ("get", "list", "watch", "create", "patch", "delete")),
        Rule("scheduling.run.ai", ("queues",), ("get", "list")),
        Rule("", ("pods",), ("patch",)),
    ),
)


@hookimpl
def hub_gang_backends() -> list[GangBackend]:
    return [KAI]
