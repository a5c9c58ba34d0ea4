"""Waiting until what was asked for has come about."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING

from hub.faces.cli import screen
from hub.model import Change, Phase, Ref, Workload

if TYPE_CHECKING:
    from hub.service import Hub

PATIENCE = 3.0
"""Seconds that a deletion may take before what holds it up is looked for, and between two looks."""
_UNTIL = {
    "stop": (Phase.STOPPED,),
    "run": (Phase.RUNNING,),
    "restart": (Phase.RUNNING,),
    "scale": (Phase.RUNNING, Phase.STOPPED),
}


async def until(hub: Hub, key: str, verb: str) -> int:
    """Wait; the exit code: 1 when it failed instead. Phases that it goes through are told on stderr."""
    now = next((workload for workload in hub.workloads() if workload.key == key), None)
    if (code := verdict(now, verb)) is not None and verb not in ("restart", "scale"):
        return code
    async with aclosing(hub.changes()) as batches, _telling(hub, key, verb):
        async for changes in batches:
            for change in changes:
                if change.key == key and (code := _seen(change, verb)) is not None:
                    return code
    return 1


@asynccontextmanager
async def _telling(hub: Hub, key: str, verb: str) -> AsyncIterator[None]:
    """While a deletion is waited for, what holds it up is told."""
    if verb != "delete":
        yield
        return
    task = asyncio.create_task(_tell_holders(hub, key, hub.subject(key).family.root.ref))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _tell_holders(hub: Hub, key: str, root: Ref) -> None:
    from hub.service import acting

    told: list[str] = []
    while root.name:
        await asyncio.sleep(PATIENCE)
        names = await acting.holders(hub, root)
        if names and names != told:
            told, many = names, "s" if len(names) > 1 else ""
            screen.note(f"{key}: {root} is held by the finalizer{many} {', '.join(names)}; {_who(names)}")


def _who(names: Sequence[str]) -> str:
    if names == ["foregroundDeletion"]:
        return "it goes when all that it owns has gone"
    return "its controller removes them when it has cleaned up (is it running?)"


def verdict(workload: Workload | None, verb: str) -> int | None:
    """The exit code once it has come about; ``None`` while it has not."""
    if workload is None:
        return 0 if verb == "delete" else 1
    if verb == "delete":
        return None
    if verb == "submit":
        return _submitted(workload)
    if workload.phase in _UNTIL[verb]:
        return 0
    return int(workload.phase is Phase.FAILED) if workload.phase.final else None


def _submitted(workload: Workload) -> int | None:
    """A service is waited for until it runs, anything else until it has ended."""
    if workload.phase.final:
        return int(workload.phase is Phase.FAILED)
    return 0 if workload.category != "train" and workload.phase is Phase.RUNNING else None


def _seen(change: Change, verb: str) -> int | None:
    after = change.after
    if after and (change.before is None or change.before.phase != after.phase):
        screen.note(f"{after.key}: {after.phase} ({after.message or after.reason})")
    return verdict(after, verb)
