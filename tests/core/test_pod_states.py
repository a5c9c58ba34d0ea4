"""Where a pod stands, by what its status holds and lacks."""

from __future__ import annotations

from typing import Any

import pytest

from hub.core.keep import Keep
from hub.core.things import thing
from hub.model import Pod, PodState

READY = {"type": "Ready", "status": "True"}
UNREADY = {"type": "Ready", "status": "False"}
SCHEDULED = {"type": "PodScheduled", "status": "True"}


def state(node: str = "", **status: Any) -> PodState:
    manifest = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"nodeName": node}}
    pod = thing({**manifest, "status": status}, Keep())
    assert isinstance(pod, Pod)
    return pod.state


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ({}, PodState.PENDING),
        ({"node": "n"}, PodState.INITIALIZING),
        ({"conditions": [SCHEDULED]}, PodState.INITIALIZING),
        ({"phase": "Running", "conditions": [READY]}, PodState.READY),
        ({"phase": "Running", "conditions": [UNREADY]}, PodState.INITIALIZING),
        ({"phase": "Succeeded", "conditions": [UNREADY]}, PodState.SUCCEEDED),
        ({"phase": "Failed", "conditions": [UNREADY]}, PodState.FAILED),
    ],
)
def test_what_a_kubelet_says(status: dict[str, Any], expected: PodState) -> None:
    assert state(**status) is expected


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (None, PodState.READY),
        ([{"name": "a", "ready": True}], PodState.READY),
        ([{"name": "a", "ready": True}, {"name": "b", "ready": False}], PodState.INITIALIZING),
    ],
)
def test_without_the_condition_containers_tell(statuses: Any, expected: PodState) -> None:
    assert state(phase="Running", containerStatuses=statuses) is expected
