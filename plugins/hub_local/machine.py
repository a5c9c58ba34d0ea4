"""The process on which a cluster hangs: starting it, finding it again, ending it.

Which process that is, is never written down. The kernel knows who listens on the
cluster's socket, and a note could be wrong.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread

import psutil

import hub_local
from hub.errors import HubError
from hub_local import control, namespace
from hub_local.control import Message
from hub_local.processes import Identity, identify, kill, outside_pids, wait
from hub_local.records import ComponentStatus, Mode
from hub_local.state import Folder, state_root

_START = 30.0  # seconds until the supervisor must answer


def find(folder: Folder) -> Identity | None:
    """The supervisor of this cluster, whoever started it; it may hang, though."""
    if not folder.path.is_dir():
        return None
    pid = control.listener(folder.control)
    return identify(pid) if pid else None


def find_healthy(folder: Folder) -> Identity | None:
    """The supervisor, if it answers; one that does not is ended, and all of its cluster with it."""
    process = find(folder)
    if process is None:
        return None
    try:
        control.ask(folder.control, Message("status"))
    except OSError:
        end(folder, process)
        return None
    return process


def start(folder: Folder, mode: Mode, env: Mapping[str, str]) -> Identity:
    """Start a supervisor that outlives this program; wait until it listens."""
    argv = [*namespace.unshare(mode), sys.executable, "-m", "hub_local.supervise", folder.name, mode.value]
    with folder.log("supervisor").open("ab") as log:
        process = subprocess.Popen(
            argv,
            env={**env, **_package()},
            cwd=folder.path,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + _START
    while time.monotonic() < deadline and process.poll() is None:
        if found := find(folder):
            Thread(target=process.wait, daemon=True).start()  # buries it, if it ends before this program
            return found
        time.sleep(0.02)
    process.kill()
    process.wait()
    raise HubError(f"the cluster's supervisor did not start: {last_line(folder.log('supervisor'))}")


def _package() -> dict[str, str]:
    """Where this package and the clusters are, for Python programs inside."""
    # An empty part of PYTHONPATH would be the current folder of each component.
    paths = [str(Path(hub_local.__file__).parent.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {"PYTHONPATH": os.pathsep.join(paths), "HUB_LOCAL_STATE": str(state_root())}


def last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    told = [line for line in lines if line.strip()]
    return told[-1][:300] if told else f"it said nothing in {log}"


def components(folder: Folder, process: Identity, mode: Mode) -> tuple[ComponentStatus, ...]:
    """What the supervisor says of its components, with process numbers as seen from here."""
    told = control.ask(folder.control, Message("status")).components
    if not mode.namespaced:
        return told
    seen = outside_pids(process.pid)
    return tuple(replace(each, pid=seen.get(each.pid or 0)) for each in told)


def end(folder: Folder, process: Identity) -> None:
    """End the supervisor and with it everything inside; the kernel does what it does not do itself."""
    family = _family(process)
    with suppress(OSError):  # it hangs: then it is killed
        control.ask(folder.control, Message("end"))
        wait(process, timeout=5)
    kill(process)
    for member in family:
        kill(member)
    folder.control.unlink(missing_ok=True)


def _family(process: Identity) -> list[Identity]:
    """All that hang on the supervisor, and the `unshare` above it: after `end` they are gone, not going."""
    with suppress(psutil.NoSuchProcess):
        first = psutil.Process(process.pid)
        family = first.children(recursive=True)
        parent = first.parent()
        if parent and parent.name() == "unshare":
            family.append(parent)
        return [found for each in family if (found := identify(each.pid))]
    return []
