"""What an explanation needs beside the board: what nodes offer, and what failed containers last wrote."""

from __future__ import annotations

from hub.core.fitting import Node
from hub.core.trouble import Words, ended
from hub.errors import HubError
from hub.model import Container, Obj, Pod, Resources

from .failures import Answer
from .logs import logs
from .objects import items
from .resource import NODES
from .session import Session

LINES = 200
"""How many last lines are read: a trace is in them, even where a JVM says much while it shuts down."""


async def nodes(session: Session) -> list[Node]:
    """Every node's allocatable resources; none where the user may not read nodes."""
    try:
        found = map(Obj, await items(session, NODES))
    except Answer:
        return []
    return [Node(node.name, Resources.of(node.get("status.allocatable"))) for node in found]


async def last_words(session: Session, pods: tuple[Pod, ...]) -> Words | None:
    """The last lines of the container that ended badly first; nothing where it left no log."""
    for pod, container in ended(pods)[:1]:
        if lines := await _tail(session, pod, container):
            return Words(pod.name, container.name, lines)
    return None


async def _tail(session: Session, pod: Pod, container: Container) -> tuple[str, ...]:
    before = container.state != "terminated"
    stream = logs(session, pod.namespace, pod.name, container.name, tail=LINES, previous=before)
    try:
        lines = [line.decode(errors="replace").rstrip() async for line in stream]
    except HubError:
        return ()
    return tuple(line for line in lines if line)
