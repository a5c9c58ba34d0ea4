"""The process on which a cluster hangs: starting it, finding it again, ending it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import psutil

import hub_local
from hub.errors import HubError
from hub_local import control, namespace
from hub_local.control import Answer, Message
from hub_local.processes import Identity, alive, identify, kill, outside_pids, wait
from hub_local.records import Mode
from hub_local.state import Folder, state_root

_START = 30.0  # seconds until the supervisor must answer
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


def answers(folder: Folder, process: Identity | None) -> bool:
    """Whether the cluster's supervisor runs and listens."""
    if not alive(process):
        return False
    try:
        control.ask(folder.control, Message("status"))
    except OSError:
        return False
    return True


def start(folder: Folder, mode: Mode, env: Mapping[str, str]) -> Identity:
    """Start a supervisor that outlives this program; wait until it answers."""
    argv = [*namespace.unshare(mode), sys.executable, "-m", "hub_local.supervise", folder.name, mode.value]
    with folder.log("supervisor").open("ab") as log:
        process = subprocess.Popen(
            argv,
            env={**_base_env(), **env},
            cwd=folder.path,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + _START
    while time.monotonic() < deadline and process.poll() is None:
        identity = identify(process.pid)
        if answers(folder, identity) and identity:
            return identity
        time.sleep(0.02)
    process.kill()
    process.wait()
    raise HubError(f"the cluster's supervisor did not start: {_last_line(folder.log('supervisor'))}")


def _base_env() -> dict[str, str]:
    """This program's environment, less what is wrong inside, plus where this package lies."""
    kept = {name: value for name, value in os.environ.items() if name.lower() not in _PROXIES}
    # Not "": that would be the current folder of each component.
    paths = [str(Path(hub_local.__file__).parent.parent), *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), "HUB_LOCAL_STATE": str(state_root())}


def _last_line(log: Path) -> str:
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else f"it said nothing; see {log}"


def status(folder: Folder, process: Identity, mode: Mode) -> Answer:
    """What the supervisor says, with process numbers as seen from here."""
    answer = control.ask(folder.control, Message("status"))
    if not mode.namespaced:
        return answer
    seen = outside_pids(process.pid)
    components = (replace(each, pid=seen.get(each.pid or 0)) for each in answer.components)
    return Answer(tuple(components))


def end(folder: Folder, process: Identity) -> None:
    """End the supervisor and with it everything inside; the kernel does what it does not do itself."""
    family = _family(process)
    if alive(process):
        try:
            control.ask(folder.control, Message("end"))
            wait(process, timeout=10)
        except OSError:
            pass  # it hangs or is gone: then it is killed
    kill(process)
    for member in family:
        kill(member)
    folder.control.unlink(missing_ok=True)


def _family(process: Identity) -> list[Identity]:
    """The process and all below it, to be sure of them where no namespace is."""
    if not alive(process):
        return []
    below = psutil.Process(process.pid).children(recursive=True)
    return [found for each in below if (found := identify(each.pid))]
