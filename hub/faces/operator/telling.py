"""What users should know of their workload, as an Event on its root; said once."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from hub.cluster.effects import Effects
from hub.cluster.failures import Answer
from hub.errors import HubError
from hub.model import Create, Plan, Ref

IGNORED, UNPLACED, CONFLICT, DROPPED = (
    "AnnotationIgnored",
    "GangNotScheduled",
    "GangConflict",
    "GangWishDropped",
)
MOST = 10_000
LONGEST = 1024
"""Letters of an event's message that the API server accepts (core/v1 validation)."""


class Telling:
    """Events are named after what they say, so that a hub that starts again does not say it again."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects
        self._said: set[tuple[str, str]] = set()

    async def warn(self, root: Ref, reason: str, message: str) -> None:
        """Where it cannot be said, it is not: nothing depends on it."""
        if (root.uid, message) in self._said:
            return
        try:
            await self._effects.perform([Create(event(root, reason, message))])
        except Answer as error:
            if error.reason != "AlreadyExists":
                return
        except HubError:
            return
        if len(self._said) > MOST:
            self._said.clear()  # the API server knows the names of those it has
        self._said.add((root.uid, message))


def event(root: Ref, reason: str, message: str) -> dict[str, Any]:
    """A `core/v1` Event of type Warning."""
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    mark = sha256(f"{root.uid}/{reason}/{message}".encode()).hexdigest()[:16]
    about = {
        "apiVersion": root.api_version,
        "kind": root.kind,
        "namespace": root.namespace,
        "name": root.name,
    }
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": f"{root.name}.{mark}", "namespace": root.namespace},
        "involvedObject": {**about, "uid": root.uid},
        "type": "Warning",
        "reason": reason,
        "message": message[:LONGEST],
        "firstTimestamp": now,
        "lastTimestamp": now,
        "count": 1,
        "source": {"component": "workload-hub"},
    }


def wrong(plan: Plan, why: str) -> list[tuple[str, str]]:
    """What is wrong with what a user asked for, each with its reason; ``why`` no backend takes it."""
    told = [(IGNORED, str(one)) for one in plan.ignored]
    if why and plan.backend:
        told.append((UNPLACED, f"its pods start one by one: {why}"))
    return told
