"""Workloads for tests of whatever takes them as values: filters, tables, words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hub.model import Gang, Key, Phase, PodCounts, PodSet, Resources, Workload

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def workload(key: str, **facts: Any) -> Workload:
    """A workload of one ready pod, made an hour ago; ``facts`` replace whatever a test is about."""
    parts = Key.parse(key)
    root = {"apiVersion": "v1", "kind": parts.type, "namespace": parts.namespace, "name": parts.name}
    usual: dict[str, Any] = {
        "uid": f"uid-{parts.name}",
        "type": parts.type,
        "framework": "test",
        "category": "train",
        "root": root,
        "anchor": None,
        "phase": Phase.RUNNING,
        "reason": "AllRequiredPodsReady",
        "message": "1 of 1 required pods are ready",
        "native": "",
        "evidence": (),
        "since": NOW - timedelta(minutes=59),
        "created": NOW - timedelta(hours=1),
        "started": NOW - timedelta(minutes=59),
        "ended": None,
        "submitted_by": None,
        "queue": None,
        "priority_class": None,
        "preemptible": None,
        "pod_sets": (PodSet(role="pods", desired=1, minimum=1, pods=PodCounts(total=1, ready=1)),),
        "pods": (f"{parts.name}-0",),
        "attempt": 1,
        "gang": Gang(),
        "requests": Resources(cpu=1.0, memory=2**30),
        "usage": None,
        "connections": (),
        "actions": {"stop": True, "delete": True},
        "parent": None,
        "children": (),
    }
    return Workload(key=key, **(usual | facts))
