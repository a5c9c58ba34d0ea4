"""What one workload has been through: as it was recorded, else as far as its objects tell."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from hub.errors import NotFound
from hub.model import Workload

from . import past

if TYPE_CHECKING:
    from hub.history.records import Told

    from .hub import Hub


async def life(hub: Hub, workload: Workload) -> list[Told]:
    """Its phases and why, what people did, and times in which nobody looked; oldest first."""
    return await asyncio.to_thread(_life, hub, workload)


def _life(hub: Hub, workload: Workload) -> list[Told]:
    from hub.history.reading import Question

    if hub.session is not None and past.kept(hub.settings):
        with past.opened(hub.settings) as reader:
            try:
                return past.story(reader, Question(key=f"{workload.key}@{workload.uid}"), hub.now)
            except NotFound:
                pass  # the recorder has not come to it yet
    return past.told([workload], hub.now)
