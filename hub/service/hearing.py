"""Kubernetes' events on their way into the history: heard, put to their workloads, written."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hub.core.chronicle import identity
from hub.errors import HubError

if TYPE_CHECKING:
    from hub.cluster.heard import Heard
    from hub.history.records import Said

    from .hub import Hub
    from .recording import Recorder

AGAIN = (1.0, 5.0, 30.0)
"""Seconds until events are asked for again, after one failure, two, …"""


async def hear(recorder: Recorder) -> None:
    """Write down all events until cancelled, in every namespace that the hub reads."""
    await recorder.opened.wait()
    await asyncio.gather(*(_hear(recorder, namespace) for namespace in recorder.hub.namespaces or ("",)))


async def _hear(recorder: Recorder, namespace: str) -> None:
    from hub.cluster.heard import heard

    failures = 0
    while True:
        try:
            async for batch in heard(recorder.hub.live(), namespace):
                recorder.heard([_said(recorder.hub, each) for each in batch])
                failures = 0
        except HubError:
            failures += 1
        await asyncio.sleep(AGAIN[min(failures, len(AGAIN)) - 1] if failures else 0.1)


def whose(hub: Hub, uid: str) -> str:
    """The identity of the workload that an object belongs to; empty where nobody knows."""
    board = hub.board
    if uid in board.workloads:
        return identity(board.workloads[uid])
    thing = board.store.get(uid)
    if thing is None:
        return ""
    workload = board.workloads.get(board.grouping.place(uid, thing).home)
    return identity(workload) if workload else ""


def _said(hub: Hub, heard: Heard) -> Said:
    from hub.history.records import Said

    event = heard.event
    time = event.time or datetime.now(UTC)
    return Said(
        uid=heard.uid,
        workload=whose(hub, heard.object_uid),
        namespace=heard.namespace,
        object=event.object,
        object_uid=heard.object_uid,
        type=event.type,
        reason=event.reason,
        message=event.message,
        source=event.source,
        count=event.count,
        first=time,
        last=time,
    )
