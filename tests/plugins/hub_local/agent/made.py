"""Pods and states to test with, as short as they can be said."""

from __future__ import annotations

from typing import Any

from hub_local.agent.pod import Pod
from hub_local.agent.state import ContainerState, Ended, PodState, Running, Waiting

NOW = "2026-01-01T00:00:10Z"
BEGAN = "2026-01-01T00:00:00Z"


def pod(containers: list[dict[str, Any]] | None = None, **spec: Any) -> Pod:
    meta = {"namespace": "team", "name": "web-0", "uid": "u-1", "generation": 3,
            "labels": {"app": "web"}, "annotations": {"note": 'say "hi"'}}  # fmt: skip
    main = [{"name": "main", "image": "busybox:1"}] if containers is None else containers
    return Pod({"metadata": meta, "spec": {"nodeName": "node-1", "containers": main, **spec}, "status": {}})


def state(pod: Pod, **containers: Waiting | Running | Ended) -> PodState:
    """Every container waits, except those named."""
    waiting = Waiting("ContainerCreating")
    states = {name["name"]: ContainerState(containers.get(name["name"], waiting)) for name in pod.containers}
    return PodState(states, BEGAN, "10.244.0.1", ip="10.244.1.5")


def ended(code: int = 0) -> Ended:
    return Ended(code, "Completed" if code == 0 else "Error", BEGAN, NOW)


RUNNING = Running(BEGAN)
