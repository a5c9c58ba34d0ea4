"""Commands that the agent itself runs in a container: exec probes and lifecycle hooks."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from contextlib import suppress

from hub_local.agent.process import ProcessRun
from hub_local.agent.tasks import spawn

MOST_OUTPUT = 10_000


async def execute(run: ProcessRun, command: list[str], seconds: float) -> tuple[int, str]:
    """Exit code and output. ``TimeoutError`` when it takes longer; then it is killed."""
    process = await asyncio.create_subprocess_exec(
        *run.inside(command),
        env=run.root.env,
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
        start_new_session=True,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), seconds)
    except (TimeoutError, asyncio.CancelledError):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        spawn(process.wait())
        raise
    assert process.returncode is not None
    code = process.returncode if process.returncode >= 0 else 128 - process.returncode
    return code, output[:MOST_OUTPUT].decode(errors="replace").strip()
