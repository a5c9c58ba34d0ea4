"""Waiting until an operator listens, asked from inside the cluster's network."""

from __future__ import annotations

import subprocess
import sys

from hub.errors import HubError
from hub_local import machine, namespace
from hub_local.operators.places import Places
from hub_local.operators.records import HERE, Program
from hub_local.running import Running


def wait_for(program: Program, places: Places, running: Running) -> None:
    """Returns when the program's ready port accepts connections; raises HubError with its last words."""
    if not program.ready:
        return
    asked = (places["host"], program.ready.format_map(dict(places)), str(program.patience))
    inside = (sys.executable, str(HERE / "listens.py"), *asked)
    argv = namespace.entering(running.mode, running.process.pid, inside)
    if subprocess.run(argv, check=False).returncode:
        log = running.folder.log(program.name)
        last = machine.last_line(log)
        raise HubError(f"{program.name} is not ready after {program.patience} s: {last} (its log: {log})")
