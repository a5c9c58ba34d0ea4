"""Other schedulers' backends through the operator: late links, and labels of the root."""

from __future__ import annotations

import msgspec
import pytest

from hub.cluster.session import Session
from hub.model import MARK
from tests.cluster.plane import Plane

from .conftest import (
    JOBS,
    PODS,
    Running,
    installed,
    items,
    job,
    operating,
    pod_of,
    post,
    removed,
    reviewed,
    until,
)

pytestmark = pytest.mark.cluster
COSCHEDULING = ("scheduling.x-k8s.io", "PodGroup")
KUEUE = ("kueue.x-k8s.io", "LocalQueue")
LABEL = "scheduling.x-k8s.io/pod-group"


async def test_pods_that_came_while_nobody_answered_are_linked_late(
    plane: Plane, session: Session, namespace: str
) -> None:
    await installed(session, *COSCHEDULING, "v1alpha1")
    try:
        made = await post(session, JOBS.format(namespace), job("one", **{"gang-backend": "coscheduling"}))
        pods, theirs = PODS.format(namespace), {"schedulerName": "scheduler-plugins-scheduler"}
        await post(session, pods, pod_of(made, "late", **theirs))
        await post(session, pods, pod_of(made, "elsewhere"))  # the default scheduler's, and not to be changed
        async with operating(plane, namespace) as running:
            await until(lambda: _linked(running, 1), "it is linked")
            found = msgspec.json.decode(await session.get(f"{pods}/late"))
            (group,) = await items(
                session, f"/apis/scheduling.x-k8s.io/v1alpha1/namespaces/{namespace}/podgroups"
            )
            name = group["metadata"]["name"]
            assert (
                found["metadata"]["labels"] | {LABEL: name, MARK: f"{name}.1"} == found["metadata"]["labels"]
            )
            other = msgspec.json.decode(await session.get(f"{pods}/elsewhere"))
            assert LABEL not in other["metadata"]["labels"]
            await reviewed(session, namespace)
            at_once = await post(session, pods, pod_of(made, "at-once"))
            assert at_once["spec"]["schedulerName"] == "scheduler-plugins-scheduler"
            assert at_once["metadata"]["labels"][LABEL] == name
    finally:
        await removed(session, *COSCHEDULING)


async def _linked(running: Running, count: int) -> bool:
    return any(line.startswith(f"linked {count} pods") for line in running.said)


async def test_a_root_gets_its_queue_where_the_backend_reads_the_root(
    plane: Plane, session: Session, namespace: str
) -> None:
    await installed(session, *KUEUE, "v1beta1")
    try:
        async with operating(plane, namespace):
            await reviewed(session, namespace)
            wishes = {"gang-backend": "kueue", "queue": "team-a"}
            made = await post(session, JOBS.format(namespace), job("one", **wishes))
            assert made["metadata"]["labels"]["kueue.x-k8s.io/queue-name"] == "team-a"
            pod = await post(session, PODS.format(namespace), pod_of(made, "one-a"))
            assert MARK not in pod["metadata"]["labels"]
    finally:
        await removed(session, *KUEUE)
