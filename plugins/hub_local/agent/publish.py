"""Writing a pod's status to the API server: the latest one, as often as it changes, until it is there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from hub_local.agent.api import STRATEGIC, UNREACHABLE, Api, ApiError

Status = dict[str, Any]
log = logging.getLogger(__name__)


class Publisher:
    """Changes that come while a write is under way are written together after it."""

    def __init__(self, api: Api, path: str, uid: str, render: Callable[[], Status]) -> None:
        self._api, self._path, self._uid, self._render = api, path, uid, render
        self._written: Status | None = None
        self._dirty = False
        self._task: asyncio.Task[None] | None = None
        self.gone = False
        """The pod is not there any more: nothing is written."""

    def changed(self) -> None:
        self._dirty = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def flush(self) -> None:
        """Wait until everything so far is written."""
        while self._task is not None and not self._task.done():
            await asyncio.wait({self._task})

    async def _work(self) -> None:
        pause = 0.2
        while self._dirty and not self.gone:
            # What happens in the same moment belongs in the same write.
            await asyncio.sleep(0)
            self._dirty = False
            status = self._render()
            if status == self._written:
                continue
            if await self._write(status):
                pause = 0.2
                continue
            self._dirty = True
            await asyncio.sleep(pause)
            pause = min(2 * pause, 5)

    async def _write(self, status: Status) -> bool:
        """False when it has to be tried again."""
        try:
            body = {"metadata": {"uid": self._uid}, "status": status}
            await self._api.patch(f"{self._path}/status", body, STRATEGIC)
            self._written = status
        except ApiError as error:
            if error.passing:
                return False
            # 404: deleted. 409: another pod has the name now. Else the server will not take it at any time.
            self.gone = error.status in (404, 409)
            self._written = status
            if not self.gone:
                log.error("status of %s refused: %s", self._path, error)
        except UNREACHABLE:
            return False
        return True
