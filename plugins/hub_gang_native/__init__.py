"""Kubernetes' own gangs: a PodGroup of `scheduling.k8s.io`, and pods that name it in their specification.

Off by default through Kubernetes 1.37: the API server, the scheduler and the controller manager need the gate
`GenericWorkload`, and the API server must serve the group's beta version. The pod's field cannot be changed
once the pod is there. Sources: k8s.io/api 0.37.2, scheduling/v1beta1 and core/v1 types; pkg/scheduler of
kubernetes 1.37.2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hub.model import Group, Link, Obj, Plan
from hub.plugin import GangBackend, Rule, hookimpl

SCHEDULED = ("PodGroupInitiallyScheduled", "PodGroupScheduled")
"""The condition in 1.37, and in 1.36. Once true it stays true, whatever becomes of the pods."""


def spec(plan: Plan, group: Group, version: str) -> Mapping[str, Any]:
    """Pods of another priority than their group's are never scheduled: so the group has theirs."""
    told: dict[str, Any] = {"schedulingPolicy": {"gang": {"minCount": group.minimum}}}
    if plan.priority_class:
        told["priorityClassName"] = plan.priority_class
    if plan.topology:
        told["schedulingConstraints"] = {"topology": [{"key": plan.topology}]}
    return told


def link(plan: Plan, group: Group, role: str) -> Link:
    return Link(spec={"schedulingGroup": {"podGroupName": group.name}})


def takes(plan: Plan) -> str:
    if len(plan.priorities) > 1:
        return f"its pods have several priorities ({', '.join(plan.priorities)}); give them one"
    if any(name.startswith("system-") for name in plan.priorities):
        return "a group may not have one of the system's own priorities"
    return ""


def drops(plan: Plan) -> Sequence[str]:
    return [
        said
        for wish, said in (
            (plan.queue, "Kubernetes' own scheduler has no queues"),
            (plan.timeout, "Kubernetes' own scheduler holds nothing for a group that is not whole"),
        )
        if wish
    ]


def observe(found: Obj) -> str:
    """The scheduler's words while it has not placed the group."""
    for kind in SCHEDULED:
        if (condition := found.condition(kind)).text("status") == "False":
            return condition.text("message")
    return ""


NATIVE = GangBackend(
    name="native",
    kind="scheduling.k8s.io/PodGroup",
    versions=("v1", "v1beta1", "v1alpha3", "v1alpha2"),
    automatic=True,
    spec=spec,
    link=link,
    linked=lambda pod: pod.group,
    takes=takes,
    drops=drops,
    observe=observe,
    gives="the minimum is placed in one step or not at all, and no node is held meanwhile",
    lacks="queues, quotas; a group that lost pods gets new ones only when its minimum fits again",
    rules=(
        Rule(
            "scheduling.k8s.io",
            ("podgroups",),
            ("get", "list", "watch", "create", "patch", "delete"),
        ),
    ),
)


@hookimpl
def hub_gang_backends() -> list[GangBackend]:
    return [NATIVE]
