"""One pod on this machine: what its containers share while they run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from hub_local.agent.fields import Place
from hub_local.agent.host import Host
from hub_local.agent.pod import Pod
from hub_local.agent.process import ProcessRun
from hub_local.agent.run import Run
from hub_local.agent.sandbox import Sandbox
from hub_local.agent.state import PodState
from hub_local.agent.volumes import Volumes


@dataclass(slots=True)
class Scene:
    host: Host
    pod: Pod
    """As last seen; replaced when the pod changes."""
    state: PodState
    changed: Callable[[], None]
    """To be called after every change of ``state``."""
    place: Place
    folder: Path
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    runs: dict[str, Run] = field(default_factory=dict)
    """By container: the run that is going on, or the last one."""
    sandbox: Sandbox | None = None
    volumes: Volumes | None = None

    async def pause(self, seconds: float) -> bool:
        """Wait. True at once when the pod is to stop."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)
        return self.stopping.is_set()

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    def process(self, container: str) -> ProcessRun | None:
        """The process of a container that is running now."""
        run = self.runs.get(container)
        return run if isinstance(run, ProcessRun) and run.running else None
