"""Group objects are made as soon as a root is seen, changed with its floor, and released at its end.

The cluster's own copy, which is watched, is compared with what should be there: so a change costs one write,
a hub that was killed goes on where it was, and what somebody deleted comes back. Who else set a field that
the hub wants otherwise keeps it, and the root's user is told.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

from hub.cluster.effects import Effects
from hub.cluster.failures import Answer
from hub.core import things
from hub.core.gang import objects
from hub.core.keep import Keep
from hub.errors import HubError
from hub.model import Apply, Delete, Phase, Workload
from hub.service import Hub

from . import telling
from .attaching import Attaching
from .gangs import MOST, Gangs, Planned
from .groups import Groups, Manifest, fits, named, ours, owned, ref, wanted

MINDED = "workloadhub.dev/minded-by"
"""Annotation of those that are made here: others, which nobody owns yet, wait for their root."""
OWNER = "workload-hub-gang"
"""The field manager of group objects."""
AGAIN = 2.0
"""Seconds until what the cluster did not answer is tried again."""
PAUSE = 0.1
"""Seconds for which changes are gathered: each pod that comes is one, and few of them change a group."""
IDLE = frozenset({Phase.STOPPED, Phase.DELETING, Phase.FAILED, Phase.COMPLETED})
"""Whoever is in these has no pods that start."""


class Minding:
    """Keeps the groups of all workloads as they should be. Only the leader does."""

    def __init__(self, hub: Hub, gangs: Gangs, effects: Effects, say: Callable[[str], None]) -> None:
        self._hub, self._gangs, self._effects, self._say = hub, gangs, effects, say
        self._telling = telling.Telling(effects)
        self._attaching = Attaching(effects, hub.registry.backends)
        self.groups = Groups(self.stir)
        self.writes: Counter[str] = Counter()
        """How often each group was written, by its name."""
        self._dirty: set[str] = set()
        self._news = asyncio.Event()
        self._refused: dict[str, Manifest] = {}

    def stir(self, key: str) -> None:
        """Something changed about this workload."""
        self._dirty.add(key)
        self._news.set()

    async def run(self) -> None:
        """Until cancelled. Everything is looked at first."""
        for key in {*(one.key for one in self._hub.board.workloads.values()), *self.groups.keys}:
            self.stir(key)
        while True:
            await self._news.wait()
            self._news.clear()
            dirty, self._dirty = self._dirty, set()
            if len(self.writes) > MOST:  # of groups that are gone, mostly
                self.writes.clear()
                self._refused.clear()
            for key in sorted(dirty):
                await self._mind(key)
                await asyncio.sleep(0)  # reviews come first
            await asyncio.sleep(PAUSE)

    async def _mind(self, key: str) -> None:
        try:
            workload = self._hub.board.find(key)
            planned = self._planned(workload) if workload else None
            made = self._wanted(planned) if workload and workload.phase not in IDLE else []
            for manifest in made:
                await self._see_to(manifest, planned)
            await self._release(key, planned, {wanted(one) for one in made})
            if planned is not None:
                await self._warn(planned)
            if planned is not None and workload is not None and made:
                await self._attach(planned, workload)
        except HubError:
            asyncio.get_running_loop().call_later(AGAIN, self.stir, key)
        except Exception as error:  # foreign adapters are asked: the others' groups go on
            self._say(f"{key} cannot be minded ({type(error).__name__}: {error}); report it to its adapter")

    def _planned(self, workload: Workload) -> Planned | None:
        subject = self._hub.board.subject(workload)
        return self._gangs.planned(subject) if subject else None

    async def _attach(self, planned: Planned, workload: Workload) -> None:
        pods = subject.family.pods if (subject := self._hub.board.subject(workload)) else ()
        if count := await self._attaching.attach(planned, pods):
            self._say(f"linked {count} pods of {workload.key} that had come without")

    def _wanted(self, planned: Planned | None) -> list[Manifest]:
        if planned is None or planned.backend is None:
            return []
        made = objects.objects(planned.backend, planned.plan, planned.choice.version)
        return [_minded(one) for one in made]

    async def _see_to(self, manifest: Manifest, planned: Planned | None) -> None:
        there, name = self.groups.get(wanted(manifest)), manifest["metadata"]["name"]
        if (there is not None and fits(there, manifest)) or self._refused.get(name) == manifest:
            return
        if there is not None and not ours(there):
            await self._refuse(manifest, planned, f"{there.kind.name} {name} is there, and not the hub's")
            return
        try:
            self.writes[name] += 1
            (done,) = await self._effects.perform([Apply(manifest, OWNER)])
        except Answer as error:
            if error.code < 400 or error.code >= 500 or error.code == 429:
                raise
            await self._refuse(manifest, planned, str(error))
            return
        if done.object is not None:
            self.groups.seen("ADDED", things.thing(done.object, Keep()))
        self._say(f"{'changed' if there else 'made'} group {name} of {planned.plan.key if planned else ''}")

    async def _refuse(self, manifest: Manifest, planned: Planned | None, why: str) -> None:
        """Not tried again until something else is wanted."""
        self._refused[manifest["metadata"]["name"]] = manifest
        if planned is not None and planned.plan.root is not None:
            told = f"its group {manifest['metadata']['name']} cannot be as it should: {why}"
            await self._telling.warn(planned.plan.root, telling.CONFLICT, told)

    async def _release(self, key: str, planned: Planned | None, kept: set[object]) -> None:
        """Groups that are of no use any more. Those of an earlier root of this name go with that root."""
        uid = planned.plan.root.uid if planned and planned.plan.root else ""
        if planned is None and not all(one.well for one in self._hub.health()):
            return  # it may only seem to be gone
        injected = planned.injected if planned else frozenset()
        for doc in self.groups.of(key):
            needless = doc.name not in injected and named(doc) not in kept and doc.deleting is None
            needless = needless and doc.namespace in (self._hub.namespaces or (doc.namespace,))
            if needless and owned(doc, uid) and (uid or MINDED in doc.annotations):
                self.writes[doc.name] += 1
                await self._effects.perform([Delete(ref(doc))])
                self._say(f"released group {doc.name} of {key}")

    async def _warn(self, planned: Planned) -> None:
        root, choice = planned.plan.root, planned.choice
        if root is None:
            return
        why = choice.why if planned.plan.groups and not choice.backend else ""
        for reason, message in telling.wrong(planned.plan, why):
            await self._telling.warn(root, reason, message)
        if planned.backend is not None:
            for message in planned.backend.drops(planned.plan):
                await self._telling.warn(root, telling.DROPPED, message)


def _minded(manifest: Manifest) -> Manifest:
    meta = manifest["metadata"]
    return {**manifest, "metadata": {**meta, "annotations": {**meta["annotations"], MINDED: "hub operate"}}}
