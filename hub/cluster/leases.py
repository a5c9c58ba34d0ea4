"""A seat that one process at a time has: a `coordination.k8s.io` Lease, kept as other controllers do.

Source: client-go `tools/leaderelection` (0.37): who waits trusts its own clock alone, and takes the seat when
the record stood still for its whole duration; every write is made from the version that was read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from time import monotonic
from typing import Any, NamedTuple

from hub.errors import HubError, NoCluster, NotFound
from hub.model import Create, Kind, Obj, Patch, Ref

from .effects import Effects
from .failures import Answer
from .objects import read
from .resource import Resource
from .session import Session

LEASES = Resource(Kind("coordination.k8s.io", "Lease"), "v1", "leases", True)


class Terms(NamedTuple):
    """In seconds: for how long a seat is taken, how often that is said again, when it is given up unsaid."""

    lasts: int = 15
    every: float = 3.0
    deadline: float = 10.0


TERMS = Terms()


class Lease:
    """One seat, wanted by one holder."""

    def __init__(self, session: Session, ref: Ref, holder: str, terms: Terms = TERMS) -> None:
        self._session, self._ref, self.holder, self._terms = session, ref, holder, terms
        self._seen: tuple[str, float] = ("", 0.0)
        self.other = ""
        """Who has it, as long as that is somebody else."""

    async def won(self) -> None:
        """Wait until it is ours, however long nobody answers. Raises `HubError` where it may not be had."""
        while not await self._answered():
            await asyncio.sleep(self._terms.every)

    async def lost(self) -> None:
        """Say again and again that it is ours; ends when it no longer is, or nobody heard it for too long."""
        said = monotonic()
        while monotonic() - said < self._terms.deadline:
            await asyncio.sleep(self._terms.every)
            try:
                async with asyncio.timeout(self._terms.deadline):
                    if not await self._tried():
                        return
                said = monotonic()
            except (HubError, TimeoutError):
                continue

    async def release(self) -> None:
        """Give it up, so that the next need not wait. Where it is not ours by then, it is left alone."""
        try:
            found = Obj(await read(self._session, _place, self._ref))
            if found.text("spec.holderIdentity") == self.holder:
                await self._put(found, {"holderIdentity": "", "leaseDurationSeconds": 1, "renewTime": _now()})
        except HubError:
            pass  # it ends by itself

    async def _answered(self) -> bool:
        try:
            return await self._tried()
        except NoCluster:
            return False

    async def _tried(self) -> bool:
        try:
            found = Obj(await read(self._session, _place, self._ref))
        except NotFound:
            return await self._made()
        holder = found.text("spec.holderIdentity")
        if holder and holder != self.holder and not self._stale(found):
            self.other = holder
            return False
        told: dict[str, Any] = {"renewTime": _now(), "leaseDurationSeconds": self._terms.lasts}
        if holder != self.holder:
            turns = found.number("spec.leaseTransitions") + 1
            told |= {"holderIdentity": self.holder, "acquireTime": _now(), "leaseTransitions": turns}
        try:
            await self._put(found, told)
        except Answer as error:
            if error.code == 409:  # somebody was faster
                return False
            raise
        self.other = ""
        return True

    def _stale(self, found: Obj) -> bool:
        version = found.text("metadata.resourceVersion")
        if version != self._seen[0]:
            self._seen = (version, monotonic())
        lasts = found.number("spec.leaseDurationSeconds", self._terms.lasts)
        return monotonic() - self._seen[1] > lasts

    async def _made(self) -> bool:
        spec = {"holderIdentity": self.holder, "acquireTime": _now(), "renewTime": _now()}
        spec |= {"leaseDurationSeconds": self._terms.lasts, "leaseTransitions": 0}  # type: ignore[dict-item]
        head = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease"}
        meta = {"namespace": self._ref.namespace, "name": self._ref.name}
        try:
            await self._effects().perform([Create({**head, "metadata": meta, "spec": spec})])
        except Answer as error:
            if error.reason == "AlreadyExists":
                return False
            raise
        return True

    async def _put(self, found: Obj, spec: Mapping[str, Any]) -> None:
        version = found.text("metadata.resourceVersion")
        await self._effects().perform([Patch({"spec": spec}, found.ref, version=version)])

    def _effects(self) -> Effects:
        return Effects(self._session, _place)


def called(namespaces: Sequence[str] = ()) -> str:
    """What is made in the cluster for an operator of these namespaces, or of all, is called so."""
    return ".".join(("workload-hub", *sorted(namespaces)))


def seat(namespace: str, name: str = called()) -> Ref:
    """Where the seat of the hub's operator is."""
    return Ref("coordination.k8s.io/v1", "Lease", namespace, name)


async def holder(session: Session, ref: Ref) -> str:
    """Who has the seat now; nobody where nobody said so in time. Raises `HubError`."""
    try:
        found = Obj(await read(session, _place, ref))
    except NotFound:
        return ""
    renewed, lasts = found.time("spec.renewTime"), found.number("spec.leaseDurationSeconds")
    late = renewed is None or (datetime.now(UTC) - renewed).total_seconds() > lasts + TERMS.lasts
    return "" if late else found.text("spec.holderIdentity")


def _place(_: Ref) -> Resource:
    return LEASES


def _now() -> str:
    """A `MicroTime`."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
