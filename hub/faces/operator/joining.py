"""A pod on its way in gets the link of its group, before anybody can place it.

Whose it is tells the board, by the owner that its controller wrote into it. Where that owner has not come
over the watch yet, the pod waits a moment for it: a pod that went in without its link can never have it
with some schedulers. What other controllers group, or other schedulers place, is left as it is.
"""

from __future__ import annotations

import asyncio
from time import monotonic

import msgspec

from hub.core import wire
from hub.core.gang import choosing, linking, planning
from hub.core.keep import Keep
from hub.core.pods import condense
from hub.model import Link, Obj, Pod
from hub.service import Hub

from .gangs import Gangs, Planned
from .reviews import WELCOME, Answer, Request

PATIENCE = 1.0
"""Seconds that a pod may wait for what it is part of to be known here."""
LOOK = 0.005


class Joining:
    """The door for pods."""

    def __init__(self, hub: Hub, gangs: Gangs) -> None:
        self._hub, self._gangs = hub, gangs
        self._keep = Keep(hub.registry.annotations, hub.registry.identity)
        self.linked = self.waited = 0

    async def __call__(self, request: Request) -> Answer:
        pod = condense(wire.decode(request.object, wire.PodWire), self._keep)
        pod = msgspec.structs.replace(pod, namespace=pod.namespace or request.namespace)
        planned = await self._whose(pod)
        if planned is None or planned.backend is None:
            return WELCOME
        answer = self._joined(request.new, pod, planned)
        self.linked += bool(answer.steps)
        return answer

    def _joined(self, manifest: Obj, pod: Pod, planned: Planned) -> Answer:
        plan, _, backend, adapter, role, *_ = planned
        assert backend is not None
        group = planning.group(plan, role(pod), adapter.unit(pod))
        if group is None or linking.spared(manifest) or choosing.theirs([pod], self._hub.registry.backends):
            return WELCOME
        if backend.link(plan, group, role(pod)) == Link():  # the root says it all
            return WELCOME
        wanted = linking.link(backend, plan, group, role(pod))
        if why := linking.conflict(linking.onto(manifest.raw, wanted), wanted):
            return Answer(warnings=(f"workload-hub: not linked to its gang {group.name}: {why}",))
        return Answer(linking.steps(manifest.raw, wanted))

    async def _whose(self, pod: Pod) -> Planned | None:
        until = 0.0
        while (planned := self._found(pod)) is None and self._may_come(pod):
            if not until:
                until = monotonic() + PATIENCE
                self.waited += 1
            if monotonic() > until:
                return None
            await asyncio.sleep(LOOK)
        return planned

    def _found(self, pod: Pod) -> Planned | None:
        identity = self._hub.board.whose(pod)
        return self._gangs.of(identity) if identity else None

    def _may_come(self, pod: Pod) -> bool:
        return any(owner.kind in self._hub.registry.kinds for owner in pod.owners)
