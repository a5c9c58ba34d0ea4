"""Kubernetes Events about pods and nodes, as ``kubectl describe`` shows them. Repeated ones are counted."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

from hub_local.agent import clock
from hub_local.agent.api import STRATEGIC, UNREACHABLE, Api, ApiError, Object
from hub_local.agent.pod import Pod

Subject = tuple[str, ...]
log = logging.getLogger(__name__)


class Events:
    """Written in the background, in order, from a bounded queue: no event is worth delaying a pod for."""

    def __init__(self, api: Api, limit: int = 2000) -> None:
        self._api = api
        self._queue: asyncio.Queue[tuple[Subject, Object]] = asyncio.Queue(limit)
        self._known: dict[Subject, tuple[str, int]] = {}

    def normal(self, pod: Pod, reason: str, message: str, container: str = "") -> None:
        self._put(pod, "Normal", reason, message, container)

    def warn(self, pod: Pod, reason: str, message: str, container: str = "") -> None:
        self._put(pod, "Warning", reason, message, container)

    def forget(self, pod: Pod) -> None:
        for subject in [each for each in self._known if each[0] == pod.uid]:
            del self._known[subject]

    def _put(self, pod: Pod, kind: str, reason: str, message: str, container: str) -> None:
        event = event_of(pod, kind, reason, message[:1024], container)
        try:
            self._queue.put_nowait(((pod.uid, kind, reason, message, container), event))
        except asyncio.QueueFull:
            log.warning("event dropped: %s/%s %s: %s", pod.namespace, pod.name, reason, message)

    async def run(self) -> None:
        while True:
            subject, event = await self._queue.get()
            try:
                await self._write(subject, event)
            except (ApiError, *UNREACHABLE) as error:
                # Most often the namespace is being deleted: nobody will miss it.
                log.info("event not written: %s: %s", event["reason"], error)

    async def _write(self, subject: Subject, event: Object) -> None:
        path = f"/api/v1/namespaces/{event['metadata']['namespace']}/events"
        if subject in self._known:
            name, count = self._known[subject]
            change = {"count": count + 1, "lastTimestamp": event["lastTimestamp"]}
            try:
                await self._api.patch(f"{path}/{name}", change, STRATEGIC)
                self._known[subject] = name, count + 1
                return
            except ApiError as error:
                if error.status != 404:
                    raise
        await self._api.create(path, event)
        self._known[subject] = event["metadata"]["name"], 1


def event_of(pod: Pod, kind: str, reason: str, message: str, container: str) -> Object:
    now = clock.now()
    part = "spec.initContainers" if any(each["name"] == container for each in pod.init) else "spec.containers"
    involved: dict[str, Any] = {
        "apiVersion": "v1", "kind": "Pod", "namespace": pod.namespace, "name": pod.name, "uid": pod.uid,
        **({"fieldPath": f"{part}{{{container}}}"} if container else {}),
    }  # fmt: skip
    return {
        "apiVersion": "v1", "kind": "Event",
        "metadata": {"name": f"{pod.name}.{time.time_ns():x}", "namespace": pod.namespace},
        "involvedObject": involved, "type": kind, "reason": reason, "message": message, "count": 1,
        "firstTimestamp": now, "lastTimestamp": now, "reportingComponent": "kubelet",
        "reportingInstance": pod.node, "source": {"component": "kubelet", "host": pod.node},
    }  # fmt: skip
