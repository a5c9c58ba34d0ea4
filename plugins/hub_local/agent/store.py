"""Objects of one kind as last seen, by namespace and name."""

from __future__ import annotations

from collections.abc import Callable

from hub_local.agent.api import Object

Key = tuple[str, str]


def key(obj: Object) -> Key:
    meta = obj["metadata"]
    return meta.get("namespace", ""), meta["name"]


class Store:
    """A ``Sink`` that keeps what it is told; ``tell`` hears (before, after) of each difference."""

    def __init__(self, tell: Callable[[Object | None, Object | None], None] | None = None) -> None:
        self.objects: dict[Key, Object] = {}
        self._tell = tell

    def listed(self, objects: list[Object]) -> None:
        fresh = {key(obj): obj for obj in objects}
        for gone in [name for name in self.objects if name not in fresh]:
            self._put(gone, None)
        for name, obj in fresh.items():
            self._put(name, obj)

    def changed(self, kind: str, obj: Object) -> None:
        self._put(key(obj), None if kind == "DELETED" else obj)

    def _put(self, name: Key, after: Object | None) -> None:
        before = self.objects.pop(name, None)
        if after is not None:
            self.objects[name] = after
        if self._tell is not None:
            self._tell(before, after)
