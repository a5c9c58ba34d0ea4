"""Mount and PID namespaces of the agent's own: when it ends, whatever way, no container outlives it."""

from __future__ import annotations

import os
import sys

INSIDE = "HUB_LOCAL_AGENT_INSIDE"
COMMAND = ("unshare", "-m", "-p", "--fork", "--kill-child=SIGKILL", "--mount-proc")


def enter() -> None:
    """Start this program again inside; returns only there.

    ``unshare`` takes SIGKILL only; ``--kill-child`` then ends everything inside.
    """
    if os.environ.pop(INSIDE, ""):
        return
    os.environ[INSIDE] = "1"
    os.execvp(COMMAND[0], [*COMMAND, sys.executable, "-m", "hub_local.agent", *sys.argv[1:]])
