"""What a container printed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from hub.model.objects import stamp

from .lines import WHOLE, lines
from .session import Session

LONGEST = 1 << 18
"""Bytes after which a line that does not end is cut."""


async def logs(
    session: Session,
    namespace: str,
    pod: str,
    container: str = "",
    *,
    follow: bool = False,
    previous: bool = False,
    since: datetime | None = None,
    tail: int | None = None,
    timestamps: bool = False,
) -> AsyncIterator[bytes]:
    """Its lines, without their ends; with ``follow`` until it ends. ``previous``: before its restart.

    Raises `HubError`: `NotFound` for a pod that is gone, `Answer` for a container that has not started.
    """
    stream = batches(
        session,
        namespace,
        pod,
        container,
        follow=follow,
        previous=previous,
        since=since,
        tail=tail,
        timestamps=timestamps,
        longest=WHOLE,
    )
    async for whole in stream:
        for line in whole:
            yield line


async def batches(
    session: Session,
    namespace: str,
    pod: str,
    container: str = "",
    *,
    follow: bool = False,
    previous: bool = False,
    since: datetime | None = None,
    tail: int | None = None,
    timestamps: bool = True,
    longest: int = LONGEST,
) -> AsyncIterator[list[bytes]]:
    """The same, as many lines at a time as came; each after its time, unless that is not wanted."""
    params = {"timestamps": "true"} if timestamps else {}
    params |= {"container": container} if container else {}
    params |= {"follow": "true"} if follow else {}
    params |= {"previous": "true"} if previous else {}
    params |= {"sinceTime": stamp(since)} if since else {}
    params |= {"tailLines": str(tail)} if tail is not None else {}
    path = f"/api/v1/namespaces/{namespace}/pods/{pod}/log"
    async with session.stream(path, params, None if follow else 60.0, accept="*/*") as chunks:
        async for whole in lines(chunks, unfinished=True, longest=longest):
            yield whole
