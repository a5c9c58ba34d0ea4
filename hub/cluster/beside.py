"""What an explanation needs beside the board: what nodes offer, and what failed containers last wrote."""

from __future__ import annotations

from hub.core.fitting import Node
from hub.core.trouble import Words
from hub.errors import HubError
from hub.model import Container, Obj, Pod, PodState, Resources

from .failures import Answer
from .logs import logs
from .objects import items
from .resource import NODES
from .session import Session

LINES = 3
"""How many last lines are told: the last of a traceback, and what led to it."""


async def nodes(session: Session) -> list[Node]:
    """Every node's allocatable resources; none where the user may not read nodes."""
    try:
        found = map(Obj, await items(session, NODES))
    except Answer:
        return []
    return [Node(node.name, Resources.of(node.get("status.allocatable"))) for node in found]


async def last_words(session: Session, pods: tuple[Pod, ...]) -> Words | None:
    """The last lines of the first container that ended badly; nothing where it left no log."""
    for pod in sorted(pods, key=lambda pod: pod.state is not PodState.FAILED):
        for container in pod.containers:
            if container.exit_code:
                lines = await _tail(session, pod, container)
                return Words(pod.name, container.name, lines) if lines else None
    return None


async def _tail(session: Session, pod: Pod, container: Container) -> tuple[str, ...]:
    before = container.state != "terminated"
    stream = logs(session, pod.namespace, pod.name, container.name, tail=20, previous=before)
    try:
        lines = [line.decode(errors="replace").rstrip() async for line in stream]
    except HubError:
        return ()
    return tuple(line for line in lines if line)[-LINES:]
