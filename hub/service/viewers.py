"""Who looks: what they may see of the board, and a hub that acts with their rights alone.

On this machine the person who started the server sees what their kubeconfig sees. Against a cluster
everybody brings a token: the API server says whose it is, what they may read is asked as
`SubjectAccessReview`, and whatever is read or done beyond the board is sent with their own token, so
that the API server itself decides. Nobody gets more than kubectl would give them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from copy import copy
from dataclasses import replace
from time import monotonic
from typing import Protocol

from hub.cluster.kubeconfig import Target
from hub.cluster.reviews import Act, Person
from hub.cluster.session import Session
from hub.errors import NotFound, nearest
from hub.model import Kind, Workload
from hub.model.pods import POD

from .feed import Feed, identity
from .hub import Hub
from .scopes import Scope, Scopes
from .verdicts import Verdicts

READS = ("get", "list")
"""A row is shown to whoever may do both with its kind: the table tells names, as a list does."""
GLANCE = 1.0
"""Seconds for which what somebody sees is not put together anew."""

Sees = Callable[[Scopes], bool]


class Viewer(Protocol):
    """Somebody who looks. ``hub`` is the same board, with their own connection to the cluster."""

    name: str
    hub: Hub

    async def sees(self) -> Sees:
        """What they may know of, now. Raises `HubError`."""

    async def may(self, verb: str, kind: Kind, namespace: str, part: str = "") -> bool:
        """Whether they may do this to objects of a kind, or to a part of them. Raises `HubError`."""

    async def may_path(self, path: str) -> bool:
        """Whether they may read a path of the server itself, such as ``/metrics``. Raises `HubError`."""

    async def close(self) -> None:
        """Give back what they hold."""


class Owner:
    """Whoever started the server: nothing is hidden that their own kubeconfig shows."""

    def __init__(self, feed: Feed) -> None:
        self.hub = feed.hub
        self.name = feed.hub.session.target.user_name if feed.hub.session else "reader"

    async def sees(self) -> Sees:
        return _everything

    async def may(self, verb: str, kind: Kind, namespace: str, part: str = "") -> bool:
        return True

    async def may_path(self, path: str) -> bool:
        return True

    async def close(self) -> None:
        """Its connection is the hub's."""


class Reviewed:
    """Somebody with a token that the API server knows."""

    def __init__(self, feed: Feed, person: Person, token: str) -> None:
        self._feed, self.person = feed, person
        self.name = person.username
        self.hub = copy(feed.hub)
        asker = feed.hub.live()
        self._session = self.hub.session = Session(_theirs(asker.target, person, token))
        self._verdicts = Verdicts(asker, person)
        self._sight: tuple[int, float, Sees] = (-1, 0.0, hidden)

    async def sees(self) -> Sees:
        appeared, until, seen = self._sight
        if appeared != self._feed.appeared or until < monotonic():
            appeared, seen = self._feed.appeared, await self._look()
            self._sight = appeared, monotonic() + GLANCE, seen
        return seen

    async def may(self, verb: str, kind: Kind, namespace: str, part: str = "") -> bool:
        plural = await self._plural(kind)
        everywhere = Act(verb, kind.group, plural, "", part)
        return await self._verdicts.of(everywhere) or await self._verdicts.of(
            everywhere._replace(namespace=namespace)
        )

    async def may_path(self, path: str) -> bool:
        return await self._verdicts.of(path)

    async def close(self) -> None:
        self._verdicts.close()
        await self._session.close()

    async def _look(self) -> Sees:
        known = set(self._feed.counts)
        single = {scope for scopes in known for scope in scopes}
        verdicts = dict(zip(single, await asyncio.gather(*map(self._reads, single)), strict=True))
        return frozenset(s for s in known if all(verdicts[scope] for scope in s)).__contains__

    async def _reads(self, scope: Scope) -> bool:
        """Of a kind that the cluster does not serve nothing is known but its pods."""
        kind = scope.kind if scope.kind in await self._feed.hub.kinds() else POD
        return all([await self.may(verb, kind, scope.namespace) for verb in READS])

    async def _plural(self, kind: Kind) -> str:
        catalog = await self._feed.hub.kinds()
        return catalog[kind].plural if kind in catalog else kind.name.lower() + "s"


async def find(viewer: Viewer, feed: Feed, key: str) -> Workload:
    """One workload that they may see. Raises `NotFound`, which names no other; `Usage` when it is no key."""
    sees = await viewer.sees()
    try:
        workload = feed.hub.find(key)
    except NotFound:
        workload = None
    row = feed.rows.get(identity(workload)) if workload else None
    if workload is None or row is None or not sees(row.scopes):
        near = nearest(key, (row.workload.key for row in feed.rows.values() if sees(row.scopes)))
        raise NotFound(f"there is no workload {key}{near}; it may be gone, or not yours to see") from None
    return workload


async def known(viewer: Viewer, feed: Feed, key: str) -> Workload:
    """The same, also of one that is gone and was recorded: whoever might read its root, could it be read."""
    from asyncio import to_thread

    from . import past

    try:
        return await find(viewer, feed, key)
    except NotFound:
        if feed.hub.session is None or _there(feed, key):
            raise
        found = await to_thread(past.gone, feed.hub.settings, key)
        if found is None or not await _may_know(viewer, feed, found.workload):
            raise
        return found.workload


def _there(feed: Feed, key: str) -> bool:
    """It was not shown because it is not theirs to see."""
    return feed.hub.board.find(key) is not None


async def _may_know(viewer: Viewer, feed: Feed, workload: Workload) -> bool:
    root = workload.root
    kind = Kind.of(root["apiVersion"], root["kind"]) if root else POD
    kind = kind if kind in await feed.hub.kinds() else POD
    return all([await viewer.may(verb, kind, workload.namespace) for verb in READS])


def hidden(scopes: Collection[Scope]) -> bool:
    """Nothing may be seen."""
    return False


def _everything(scopes: Scopes) -> bool:
    return True


def _theirs(target: Target, person: Person, token: str) -> Target:
    """The same server, as somebody else: no certificate of ours goes with their token."""
    return replace(target, user={"token": token}, user_name=person.username)
