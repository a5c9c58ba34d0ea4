"""Koordinator's coscheduling: the PodGroup of its own API group, and a label on its pods.

After a gang was placed once its pods are ordinary ones: what is lost later is replaced one by one. Source:
koordinator 1.7, apis/extension/coscheduling.go, and its PodGroup CRD.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hub.model import Group, Link, Plan
from hub.plugin import GangBackend, Rule, hookimpl

LABEL = "pod-group.scheduling.sigs.k8s.io"


def spec(plan: Plan, group: Group, version: str) -> Mapping[str, Any]:
    told: dict[str, Any] = {"minMember": group.minimum}
    if plan.timeout:
        told["scheduleTimeoutSeconds"] = plan.timeout
    return told


def link(plan: Plan, group: Group, role: str) -> Link:
    return Link(labels={LABEL: group.name}, spec={"schedulerName": "koord-scheduler"})


def drops(plan: Plan) -> Sequence[str]:
    wishes = (
        (plan.queue, "Koordinator's quotas are chosen by its own labels"),
        (plan.topology, "Koordinator's topology is chosen by its own annotations"),
    )
    return [said for wish, said in wishes if wish]


KOORDINATOR = GangBackend(
    name="koordinator",
    kind="scheduling.sigs.k8s.io/PodGroup",
    versions=("v1alpha1",),
    schedulers=("koord-scheduler",),
    spec=spec,
    link=link,
    linked=lambda pod: pod.label(LABEL),
    drops=drops,
    late=True,
    gives="pods are bound when the minimum has found nodes, or none is",
    lacks="nodes are held meanwhile (600 s unless a timeout is set); what is lost later comes one by one",
    rules=(
        Rule("scheduling.sigs.k8s.io", ("podgroups",), ("get", "list", "watch", "create", "patch", "delete")),
        Rule("", ("pods",), ("patch",)),
    ),
)


@hookimpl
def hub_gang_backends() -> list[GangBackend]:
    return [KOORDINATOR]
