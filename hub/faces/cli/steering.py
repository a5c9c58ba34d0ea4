"""One verb on one or many workloads: which, whether to ask, what came of each."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.errors import HubError, Usage
from hub.faces.cli import screen
from hub.faces.cli.asked import Asked

if TYPE_CHECKING:
    from hub.model import Workload
    from hub.service import Hub


AT_ONCE = 16
"""Workloads that are acted on at the same time: the API server's fair share for one user is not much more."""


@dataclass(frozen=True)
class Order:
    """What somebody wants done."""

    verb: str
    keys: tuple[str, ...]
    filter: str = ""
    dry_run: bool = False
    yes: bool = False
    wait: bool = False
    replicas: int | None = None


def steer(asked: Asked, order: Order) -> int:
    """Do it; the exit code: of the first that failed, 0 when none did."""
    if bool(order.keys) == bool(order.filter):
        raise Usage(
            f"name workloads or use --filter, one of both: `hub {order.verb} KEY` (`hub ls` shows keys)"
        )
    if asked.server():
        from hub.faces.cli import remote

        return remote.steer(asked, order)
    return asyncio.run(_steer(asked, order))


async def _steer(asked: Asked, order: Order) -> int:
    async with asked.hub(keys=order.keys) as hub:
        codes: list[int] = []
        chosen = _chosen(hub, order, codes)
        if chosen and not agreed(order, chosen):
            raise HubError("nothing was done")
        codes += await _each(hub, order, chosen)
    return next((code for code in codes if code), 0)


async def _each(hub: Hub, order: Order, chosen: list[Workload]) -> list[int]:
    """Some at a time, told in their order; where they are waited for, one after the other."""
    if chosen:
        await hub.kinds()  # asked for once, not by each
    turns = asyncio.Semaphore(AT_ONCE)
    tasks = [asyncio.create_task(_done(hub, order, workload, turns)) for workload in chosen]
    try:
        return [await _one(hub, order, *pair) for pair in zip(chosen, tasks, strict=True)]
    finally:
        for task in tasks:
            task.cancel()


async def _done(hub: Hub, order: Order, workload: Workload, turns: asyncio.Semaphore) -> list[str]:
    from hub.service import acting

    async with turns:
        return await acting.act(hub, order.verb, workload.key, dry_run=order.dry_run, replicas=order.replicas)


def _chosen(hub: Hub, order: Order, codes: list[int]) -> list[Workload]:
    """The workloads that are meant. A key that names none is told, and the others go on."""
    if order.filter:
        return _filtered(hub, order)
    found: dict[str, Workload] = {}
    for key in order.keys:
        try:
            workload = hub.find(key)
        except HubError as error:
            screen.note(str(error))
            codes.append(error.exit_code)
        else:
            found[workload.uid] = workload
    return list(found.values())


def _filtered(hub: Hub, order: Order) -> list[Workload]:
    """Bulk takes those that can do it: what has ended need not be stopped."""
    from hub.core.listing import listing

    return able(order, listing(filter=order.filter).select(hub.workloads(), hub.now))


def able(order: Order, matching: Sequence[Workload]) -> list[Workload]:
    """Those that can do it now."""
    found = [workload for workload in matching if workload.actions.get(order.verb) is True]
    if not found:
        screen.note(f"{_number(matching)} found, none of which can {order.verb}; nothing was done")
    return found


def agreed(order: Order, chosen: list[Workload]) -> bool:
    """Ask before a deletion and before what a filter chose; where nobody can answer, --yes is needed."""
    if order.yes or order.dry_run or not (order.filter or order.verb == "delete"):
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        if order.filter:
            raise Usage(f"{_number(chosen)} found; add --yes to {order.verb}, or --dry-run to see how")
        return True
    return _asked(order, chosen)


def _asked(order: Order, chosen: list[Workload]) -> bool:
    for workload in chosen:
        screen.err(f"  {workload.key}  {workload.phase.value}")
    sys.stderr.write(f"{order.verb} {_number(chosen)}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _number(workloads: Sequence[Workload]) -> str:
    return f"{len(workloads)} workload{'' if len(workloads) == 1 else 's'}"


async def _one(hub: Hub, order: Order, workload: Workload, done: asyncio.Task[list[str]]) -> int:
    """What came of one; whatever goes wrong is told with its key."""
    from hub.faces.cli import waiting

    try:
        for line in await done:
            screen.say(f"{workload.key}: {line}")
        if order.wait and not order.dry_run:
            return await waiting.until(hub, workload.key, order.verb)
    except HubError as error:
        screen.note(f"{workload.key}: {error}")
        return error.exit_code
    return 0
