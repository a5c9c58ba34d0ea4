"""One verb on one or many workloads for somebody: with their rights, and what came of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hub.errors import HubError, NotAllowed, Usage
from hub.model import Call, Intent, Kind

from . import acting
from .feed import Feed
from .standing import Question, StandingLists
from .viewers import Viewer, find

WORKLOAD = Kind("workloadhub.dev", "Workload")
"""What a role names to allow a verb that is a call to a framework's own server."""
MOST = 1000
"""Workloads that one request may act on."""


class Order(NamedTuple):
    """What is to be done."""

    verb: str
    dry_run: bool = False
    replicas: int | None = None


class Outcome(NamedTuple):
    """What came of it for one workload: lines, or why not."""

    key: str
    done: Sequence[str] = ()
    error: HubError | None = None


async def each(viewer: Viewer, feed: Feed, order: Order, keys: Sequence[str]) -> list[Outcome]:
    """Do it to each, in order; what fails for one does not keep it from the others."""
    found = []
    for key in dict.fromkeys(keys):
        try:
            await find(viewer, feed, key)
            found.append(Outcome(key, await _one(viewer, feed, order, key)))
        except HubError as error:
            found.append(Outcome(key, error=error))
    return found


async def chosen(
    viewer: Viewer, lists: StandingLists, verb: str, keys: Sequence[str], expression: str
) -> list[str]:
    """The keys that are meant: those named, or what a filter finds that can do it. Raises `Usage`."""
    if bool(keys) == bool(expression.strip()):
        raise Usage("name keys or a filter, one of both")
    if keys:
        return list(keys)
    standing = await lists.of(Question(filter=f"({expression}) and actions.{verb}=true"))
    sees = await viewer.sees()
    if (total := standing.total(sees)) > MOST:
        raise Usage(f"the filter finds {total} workloads, and one request acts on {MOST}; make it narrower")
    return [workload.key for workload in standing.all(sees)]


async def _one(viewer: Viewer, feed: Feed, order: Order, key: str) -> list[str]:
    from hub.cluster.effects import Effects, plan
    from hub.cluster.objects import places

    if order.verb == "scale" and order.replicas is None:
        raise Usage('how many pods? say {"replicas": n}')
    wanted = acting.intents(viewer.hub, order.verb, key, order.replicas)
    workload, root = viewer.hub.find(key), viewer.hub.subject(key).family.root.ref
    place = places(await feed.hub.kinds())
    if calls := [intent for intent in wanted if isinstance(intent, Call)]:
        await _may_call(viewer, order.verb, workload.namespace, calls)
    done = []
    for intent in wanted:
        hub = feed.hub if isinstance(intent, Call) else viewer.hub
        effects = Effects(hub.live(), place, root, workload.connections, order.dry_run)
        done += await effects.perform([intent])
    return plan(wanted, root) if order.dry_run else [one.text for one in done]


async def _may_call(viewer: Viewer, verb: str, namespace: str, calls: Sequence[Intent]) -> None:
    """A framework's server knows the hub, not its users: so Kubernetes is asked whether they may."""
    if not await viewer.may(verb, WORKLOAD, namespace):
        raise NotAllowed(
            f"{viewer.name} may not {verb} workloads.workloadhub.dev in {namespace}, which a call to the "
            "framework's own server needs; the ClusterRole hub-user has it"
        )
