"""Orphans: as the first process of its namespace the agent inherits the children of those that died."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from pathlib import Path

EVERY = 5.0


async def run() -> None:
    """Bury children that are dead for a whole round: by then asyncio has waited for its own."""
    dead: set[int] = set()
    while True:
        await asyncio.sleep(EVERY)
        now = set(filter(_is_dead, _children()))
        for pid in now & dead:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        dead = now - dead


def _children() -> list[int]:
    found: list[int] = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):
            found += map(int, (task / "children").read_text().split())
    return found


def _is_dead(pid: int) -> bool:
    with suppress(OSError):
        # The state follows the name, which is in parentheses and may hold anything.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return False
