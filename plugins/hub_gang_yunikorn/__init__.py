"""Apache YuniKorn: no object; each pod says its application, its task group, and all task groups.

YuniKorn fills the room of a gang with placeholder pods, which the real ones replace one by one. Sources:
yunikorn-k8shim at 23b6b47f (2026-08), pkg/common/constants; YuniKorn's manual, "Gang scheduling".
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from hub.model import Group, Link, Plan
from hub.plugin import GangBackend, hookimpl

APPLICATION = "yunikorn.apache.org/app-id"
QUEUE = "yunikorn.apache.org/queue"
TASK_GROUP = "yunikorn.apache.org/task-group-name"
TASK_GROUPS = "yunikorn.apache.org/task-groups"
PARAMETERS = "yunikorn.apache.org/schedulingPolicyParameters"
PATIENCE = 900
"""Seconds for which placeholders hold their room, YuniKorn's own default."""


def link(plan: Plan, group: Group, role: str) -> Link:
    """All task groups are read from an application's first pod, whichever that is: so each has them."""
    told = [
        {"name": one, "minMember": count, "minResource": dict(plan.requests.get(one, {}))}
        for one, count in group.roles.items()
    ]
    style = f"placeholderTimeoutInSeconds={plan.timeout or PATIENCE} gangSchedulingStyle=Soft"
    return Link(
        labels={APPLICATION: group.name, **({QUEUE: plan.queue} if plan.queue else {})},
        annotations={
            TASK_GROUP: role,
            TASK_GROUPS: json.dumps(told, separators=(",", ":")),
            PARAMETERS: style,
        },
        spec={"schedulerName": "yunikorn"},
    )


def takes(plan: Plan) -> str:
    """A placeholder must ask for what its pod asks for, or the pod does not fit in its place."""
    unknown = [role for group in plan.groups for role in group.roles if role not in plan.requests]
    return f"what its {', '.join(unknown)} pods ask for is not known by name" if unknown else ""


def drops(plan: Plan) -> Sequence[str]:
    return ["YuniKorn's placeholders know no topology"] if plan.topology else []


YUNIKORN = GangBackend(
    name="yunikorn",
    schedulers=("yunikorn",),
    link=link,
    linked=lambda pod: pod.label(APPLICATION) if pod.annotation(TASK_GROUP) else "",
    annotations=(TASK_GROUP,),
    takes=takes,
    drops=drops,
    gives="room for each role's minimum is really held, by placeholder pods that the real ones replace",
    lacks="after the timeout (15 min) pods start one by one; the queue must sort first in, first out",
)


@hookimpl
def hub_gang_backends() -> list[GangBackend]:
    return [YUNIKORN]
