"""The group objects of a plan as they are sent: made before any of its pods is bound, owned by the root."""

from __future__ import annotations

from typing import Any

from hub.model import MARK, Group, Kind, Plan
from hub.plugin import GangBackend

FOR = "workloadhub.dev/workload"
"""Annotation of a group object: the key of its workload, for whoever finds it."""
KEEPER = "workload-hub"
KEPT_BY = "app.kubernetes.io/managed-by"


def objects(backend: GangBackend, plan: Plan, version: str) -> list[dict[str, Any]]:
    """One for each group; none where the backend's links say everything."""
    if backend.spec is None:
        return []
    kind = Kind.parse(backend.kind)
    head = {"apiVersion": f"{kind.group}/{version}", "kind": kind.name}
    return [
        {**head, "metadata": _meta(plan, group), "spec": dict(backend.spec(plan, group, version))}
        for group in plan.groups
        if not group.pattern
    ]


def _meta(plan: Plan, group: Group) -> dict[str, Any]:
    """The root owns it, and so it goes when the root goes; nothing more is asked of the owner."""
    root = plan.root
    owner = (
        {"apiVersion": root.api_version, "kind": root.kind, "name": root.name, "uid": root.uid}
        if root and root.uid
        else None
    )
    return {
        "name": group.name,
        **({"namespace": plan.namespace} if plan.namespace else {}),
        "labels": {KEPT_BY: KEEPER, MARK: f"{group.name}.{plan.generation}"},
        "annotations": {FOR: plan.key},
        **({"ownerReferences": [owner]} if owner else {}),
    }
