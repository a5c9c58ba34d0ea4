"""One pod as JSON, for all faces: where it stands, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from hub.model import Pod


def view(pod: Pod, role: Callable[[Pod], str] = lambda pod: "") -> dict[str, Any]:
    """A pod's facts, camelCase, absent ones ``null``; ``role`` names its pod set."""
    return {
        "name": pod.name,
        "namespace": pod.namespace,
        "uid": pod.uid,
        "role": role(pod) or None,
        "state": pod.state.value,
        "reason": pod.reason or None,
        "message": pod.message or None,
        "node": pod.node or None,
        "scheduler": pod.scheduler or None,
        "restarts": pod.restarts,
        "created": pod.created,
        "scheduled": pod.scheduled,
        "turned": pod.turned,
        "ended": pod.ended,
        "deleting": pod.deleting,
        "requests": pod.requests,
        "containers": [_container(container) for container in msgspec.to_builtins(pod.containers)],
    }


def _container(plain: dict[str, Any]) -> dict[str, Any]:
    names = {"exit_code": "exitCode"}
    shown = {name: value for name, value in plain.items() if name != "memory"}
    return {names.get(name, name): (None if value == "" else value) for name, value in shown.items()}
