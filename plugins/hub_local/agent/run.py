"""One run of one container, whether it is a process or simulated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from hub_local.agent.pod import Container


@dataclass(frozen=True, slots=True)
class Exit:
    """How a run ended. ``reason`` only where it is more than ``Completed`` or ``Error``."""

    code: int
    reason: str = ""
    message: str = ""


class StartFailed(Exception):
    """The container's program could not be started; the message is for the pod's owner."""


class Run(Protocol):
    """A container that was started. ``stop`` and ``kill`` return at once; ``wait`` tells when it is over."""

    @property
    def id(self) -> str: ...
    async def wait(self) -> Exit: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...


class Runtime(Protocol):
    """What makes runs. ``image_problem`` is ``None`` for an image that can be run."""

    quiet: bool
    """Nothing is said in Events while all goes well: a thousand simulated pods must not cost 3,000 writes."""

    def image_problem(self, container: Container) -> str | None: ...
    def image_id(self, container: Container) -> str: ...
    async def start(self, container: Container, restart: int) -> Run: ...
