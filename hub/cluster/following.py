"""One kind in the namespaces that were asked for, or in those that may be read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from .health import Health
from .reflector import Reflector
from .resource import Resource

Told = Callable[[Reflector], None]
Make = Callable[[Resource, str, Told], Reflector]


class Following:
    """The reflectors of one kind.

    Where all namespaces were asked for and that is forbidden, ``fallback`` is
    read instead, until the first becomes allowed.
    """

    def __init__(
        self,
        resource: Resource,
        namespaces: Sequence[str],
        fallback: str,
        make: Make,
        missing: Callable[[], None],
    ) -> None:
        self.resource = resource
        self._make, self._fallback, self._missing = make, fallback, missing
        self._running: dict[str, tuple[Reflector, asyncio.Task[None]]] = {}
        for namespace in namespaces if resource.namespaced and namespaces else ("",):
            self._start(namespace)

    @property
    def health(self) -> list[Health]:
        return [reflector.health for reflector, _ in self._running.values()]

    async def settled(self) -> None:
        """Every listing has happened, or is known not to happen soon."""
        while waiting := [r for r, _ in self._running.values() if not r.settled.is_set()]:
            await asyncio.gather(*(reflector.settled.wait() for reflector in waiting))

    def stop(self) -> list[asyncio.Task[None]]:
        """Cancel all; the tasks that are ending."""
        return [self._end(namespace) for namespace in list(self._running)]

    def _start(self, namespace: str) -> None:
        reflector = self._make(self.resource, namespace, self._told)
        self._running[namespace] = (
            reflector,
            asyncio.create_task(reflector.run(), name=f"watch {self.resource.kind}"),
        )

    def _end(self, namespace: str) -> asyncio.Task[None]:
        _, task = self._running.pop(namespace)
        task.cancel()
        return task

    def _told(self, reflector: Reflector) -> None:
        state = reflector.health.state
        if state == "missing":
            self._missing()
        if reflector.namespace or not self.resource.namespaced:
            return
        if state == "forbidden" and self._fallback not in self._running:
            self._start(self._fallback)
        elif state == "watching" and self._fallback in self._running:
            self._end(self._fallback)
