"""Pods that went in without their link, while nobody answered, are linked as long as they wait for a node.

Only where the backend allows it; a pod's specification cannot be changed any more, so one that another
scheduler places stays with that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence

from hub.cluster.effects import Effects
from hub.core.gang import linking, planning
from hub.errors import HubError
from hub.model import Link, Patch, Pod, PodState
from hub.plugin import GangBackend

from .gangs import MOST, Planned

AT_ONCE = 16


class Attaching:
    """Links what came in unlinked. ``backends`` are all, for what another one groups is not touched."""

    def __init__(self, effects: Effects, backends: Sequence[GangBackend]) -> None:
        self._effects, self._backends = effects, backends
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._done: set[tuple[str, str]] = set()

    async def attach(self, planned: Planned, pods: Iterable[Pod]) -> int:
        """How many were linked. One that changed meanwhile is looked at again when that is seen."""
        told = [self._one(pod, wanted) for pod, wanted in self._unlinked(planned, pods)]
        return sum(await asyncio.gather(*told))

    def _unlinked(self, planned: Planned, pods: Iterable[Pod]) -> Iterator[tuple[Pod, Link]]:
        backend, plan = planned.backend, planned.plan
        if backend is None or not backend.late:
            return
        for pod in pods:
            role = planned.role(pod)
            group = planning.group(plan, role, planned.adapter.unit(pod))
            if group is None or not self._waits(pod) or (pod.uid, pod.version) in self._done:
                continue
            wanted = linking.link(backend, plan, group, role)
            if wanted.spec.get("schedulerName", pod.scheduler) == pod.scheduler:
                yield pod, wanted

    def _waits(self, pod: Pod) -> bool:
        """Whether nobody placed it, and nobody groups it."""
        free = pod.state is PodState.PENDING and not pod.node and pod.deleting is None
        return free and not linking.marked(pod) and not any(one.linked(pod) for one in self._backends)

    async def _one(self, pod: Pod, wanted: Link) -> bool:
        if len(self._done) > MOST:
            self._done.clear()
        self._done.add((pod.uid, pod.version))
        body = {"metadata": {"labels": dict(wanted.labels), "annotations": dict(wanted.annotations)}}
        async with self._gate:
            try:
                await self._effects.perform([Patch(body, pod.ref, version=pod.version)])
            except HubError:
                return False
        return True
