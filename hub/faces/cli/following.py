"""Waiting for what was submitted: the phases it goes through, its log as it comes, and how it ended."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from hub.errors import HubError
from hub.faces.cli import screen, waiting
from hub.model import Change, Container, Pod, Workload

if TYPE_CHECKING:
    from hub.service import Hub

LAST_WORDS = 5.0
"""Seconds for which the rest of a log is waited for once its job has ended."""
_CODE = re.compile(r"exit(?:ed with)? (?:code|status):? (\d+)")


class End(NamedTuple):
    """How one workload ended. ``exit_code`` is its program's own, where anything tells it."""

    key: str
    code: int
    phase: str
    reason: str
    message: str
    exit_code: int | None

    def json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("key", "phase", "reason", "message")} | {
            "exitCode": self.exit_code
        }


async def ends(hub: Hub, keys: Sequence[str], roles: Collection[str] | None) -> list[End]:
    """Wait until each has ended, or serves. With ``roles`` the log of their pods is printed (none: all)."""
    homes = {key.split("/")[1] for key in keys}
    hub.settings = replace(
        hub.settings,
        namespaces=tuple(filter(None, homes)),
        all_namespaces=hub.settings.all_namespaces or "" in homes,
    )
    logs = Logs(hub, roles) if roles is not None else None
    left, found, told = dict.fromkeys(keys), {}, set[str]()
    async with aclosing(hub.changes()) as batches:
        async for changes in batches:
            for change in changes:
                meant = next((key for key in (change.key, _homeless(change.key)) if key in left), None)
                if meant is not None and (end := _end(hub, change, logs, told)):
                    found[meant] = end
                    left.pop(meant)
            if not left:
                break
    if logs is not None:
        await logs.over()
    for end in found.values():
        screen.note(f"{end.key}: {end.phase} ({end.message or end.reason})")
    return [found[key] for key in keys if key in found]


def _homeless(key: str) -> str:
    """As a submission calls it whose framework has not said where its row will be."""
    kind, _, name = key.split("/")
    return f"{kind}//{name}"


def _end(hub: Hub, change: Change, logs: Logs | None, told: set[str]) -> End | None:
    after = change.after
    if after is None:
        return End(change.key, 1, "Deleting", "Deleted", "it was deleted", None)
    if logs is not None:
        logs.look(after)
    if (code := waiting.verdict(after, "submit")) is not None:
        return _ended(hub, after, code)
    line = f"{after.key}: {after.phase} ({after.message or after.reason})"
    if line not in told:  # an image that cannot be pulled has two messages that take turns
        told.add(line)
        screen.note(line)
    return None


def _ended(hub: Hub, workload: Workload, code: int) -> End:
    own = exit_code(workload, [pod for pod, _ in hub.pods(workload.key)]) if code else None
    message = workload.message
    if own is not None and f"code {own}" not in message:
        message = f"{message}; its program ended with exit code {own}".removeprefix("; ")
    return End(workload.key, code, workload.phase.value, workload.reason, message, own)


def exit_code(workload: Workload, pods: Sequence[Pod]) -> int | None:
    """The program's own: as the framework tells it, else of the first container that ended badly."""
    if told := _CODE.search(workload.message):
        return int(told[1])
    ended = (each.exit_code for pod in pods for each in pod.containers if each.role == "main")
    return next((code for code in ended if code), None)


class Logs:
    """The logs of a workload's containers, each from when it runs until it ends."""

    def __init__(self, hub: Hub, roles: Collection[str]) -> None:
        self._hub, self._roles = hub, roles
        self._reading: dict[tuple[str, str, int], asyncio.Task[None]] = {}

    def look(self, workload: Workload) -> None:
        """Start reading what has begun since."""
        wanted = [s for s in workload.pod_sets if not self._roles or s.role in self._roles]
        many = sum(s.desired for s in wanted) > 1
        for pod, role in self._hub.pods(workload.key):
            if self._roles and role not in self._roles:
                continue
            for each in pod.containers:
                which = (pod.uid, each.name, each.restarts)
                if each.role == "main" and each.state != "waiting" and which not in self._reading:
                    self._reading[which] = asyncio.create_task(self._read(pod, each, many))

    async def _read(self, pod: Pod, container: Container, many: bool) -> None:
        from hub.cluster.logs import logs

        with suppress(HubError):  # a pod may go while it is read; what there was has been printed
            lines = logs(self._hub.live(), pod.namespace, pod.name, container.name, follow=True)
            async for line in lines:
                text = line.decode(errors="replace")
                screen.say(f"{pod.name}  {text}" if many else text)
                screen.flush()

    async def over(self) -> None:
        """The last lines, and no more."""
        if self._reading:
            _, unread = await asyncio.wait(self._reading.values(), timeout=LAST_WORDS)
            for task in unread:
                task.cancel()
            await asyncio.gather(*unread, return_exceptions=True)
