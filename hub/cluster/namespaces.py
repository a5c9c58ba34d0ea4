"""What namespaces say of themselves: labels and annotations, by name. A sink, and nothing of the board's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hub.core.things import Thing
from hub.model import Doc, Kind

from .resource import Resource

NAMESPACES = Resource(Kind("", "Namespace"), "v1", "namespaces", False)


class Namespaces(dict[str, Mapping[str, str]]):
    """By name: its annotations; its labels beside."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: dict[str, Mapping[str, str]] = {}

    def listed(self, kind: Kind, namespace: str, things: Sequence[Thing]) -> None:
        self.clear()
        for thing in things:
            self.seen("ADDED", thing)

    def seen(self, type_: str, thing: Thing) -> None:
        if type_ == "DELETED":
            self.pop(thing.name, None)
            self.labels.pop(thing.name, None)
        elif isinstance(thing, Doc):
            self[thing.name], self.labels[thing.name] = thing.annotations, thing.labels

    def gone(self, kind: Kind) -> None:
        """There are always namespaces."""
