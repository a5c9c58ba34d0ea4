"""The coscheduling plugin of sigs.k8s.io/scheduler-plugins: a PodGroup, and a label on its pods.

It runs in a scheduler of its own, whose profile the pods name; the Helm chart calls it
``scheduler-plugins-scheduler``. Sources: scheduler-plugins 0.33.5, apis/scheduling/v1alpha1/types.go and
pkg/coscheduling.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hub.model import Group, Link, Obj, Plan
from hub.plugin import GangBackend, Rule, hookimpl

LABEL = "scheduling.x-k8s.io/pod-group"
SCHEDULER = "scheduler-plugins-scheduler"


def spec(plan: Plan, group: Group, version: str) -> Mapping[str, Any]:
    told: dict[str, Any] = {"minMember": group.minimum}
    if plan.timeout:
        told["scheduleTimeoutSeconds"] = plan.timeout
    return told


def link(plan: Plan, group: Group, role: str) -> Link:
    return Link(labels={LABEL: group.name}, spec={"schedulerName": SCHEDULER})


def takes(plan: Plan) -> str:
    """It orders the pods of a group by one priority."""
    if len(plan.priorities) > 1:
        return f"its pods have several priorities ({', '.join(plan.priorities)}); give them one"
    return ""


def drops(plan: Plan) -> Sequence[str]:
    wishes = ((plan.queue, "coscheduling has no queues"), (plan.topology, "coscheduling knows no topology"))
    return [said for wish, said in wishes if wish]


def observe(found: Obj) -> str:
    phase = found.text("status.phase")
    counts = ", ".join(f"{n} {found.number(f'status.{n}')}" for n in ("running", "succeeded", "failed"))
    return f"its phase is {phase} ({counts})" if phase in ("Pending", "Scheduling", "Unknown") else ""


COSCHEDULING = GangBackend(
    name="coscheduling",
    kind="scheduling.x-k8s.io/PodGroup",
    versions=("v1alpha1",),
    schedulers=(SCHEDULER,),
    spec=spec,
    link=link,
    linked=lambda pod: pod.label(LABEL),
    takes=takes,
    drops=drops,
    late=True,
    observe=observe,
    gives="pods are bound when the minimum has found nodes, or all of them give theirs back",
    lacks=(
        "nodes are held meanwhile (60 s unless a timeout is asked for), and two gangs may take turns in "
        "failing; queues, topology; pods that ended count as members"
    ),
    rules=(
        Rule("scheduling.x-k8s.io", ("podgroups",), ("get", "list", "watch", "create", "patch", "delete")),
        Rule("", ("pods",), ("patch",)),
    ),
)


@hookimpl
def hub_gang_backends() -> list[GangBackend]:
    return [COSCHEDULING]
