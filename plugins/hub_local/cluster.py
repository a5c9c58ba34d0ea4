"""The verbs: `up`, `status`, `down`, `enter`, `expose`, `clusters`. What a face calls, and nothing else."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from hub.errors import HubError, NoCluster, NotFound, Usage
from hub_local import binaries, machine, namespace, requirements
from hub_local.binaries import Binaries
from hub_local.boot import bring_up
from hub_local.components import Plan
from hub_local.locks import only_one
from hub_local.progress import Say
from hub_local.readiness import nodes
from hub_local.records import Exposure, Mode, NodeStatus, Request, Status
from hub_local.running import Running
from hub_local.state import Folder, cluster_names, state_root

__all__ = ["Request", "Running", "Status", "clusters", "down", "enter", "expose", "status", "up"]

_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?")


def up(request: Request, say: Say) -> Running:
    """Make the cluster run as asked: start it, or adopt what runs and change only what is different.

    Builds what is missing, which takes minutes the first time. Raises Usage for a wrong request,
    HubError when the machine or a program stands in the way; what runs by then stays, for the next try.
    """
    folder = _folder(request.name)
    if request.nodes is not None and request.nodes < 1:
        raise Usage(f"a cluster has one node or more, not {request.nodes}")
    _check_operators(request.operators)
    mode = requirements.check()
    programs = binaries.provide(say)
    with only_one(folder.path, lambda: say(f"another hub works on cluster {request.name}; waiting")):
        return bring_up(request, folder, mode, programs, say)


def status(name: str = "local") -> Status:
    """What runs and how it is. Raises NotFound when there is no such cluster."""
    folder = _known(name)
    record = folder.read()
    running = _running(folder)
    parts = running.components() if running else ()
    seen, problem = _nodes(running)
    told = [f"{each.name} is {each.state}: {each.last_exit}" for each in parts if each.state != "running"]
    return Status(
        name=name,
        running=running is not None,
        mode=record.mode,
        version=record.version,
        kubeconfig=str(folder.kubeconfig),
        server=f"https://127.0.0.1:{record.ports.outside}",
        components=parts,
        nodes=seen,
        operators=record.operators,
        exposures=record.exposures if running else (),
        problems=(*told, *problem),
    )


def down(name: str, purge: bool, say: Say) -> None:
    """End everything of the cluster; with `purge` remove its data too. Raises NotFound when there is none."""
    folder = _known(name)
    with only_one(folder.path, lambda: say(f"another hub works on cluster {name}; waiting")):
        process = machine.find(folder)
        if process:
            machine.end(folder, process)
        say(f"cluster {name} is down" if process else f"cluster {name} was not running")
        if purge:
            folder.remove()
            say(f"its data are removed ({folder.path})")


def enter(name: str, argv: Sequence[str], env: Mapping[str, str]) -> int:
    """Run a command inside the cluster's network, on this terminal; its exit code (128 + n: signal n)."""
    running = _up(name)
    tools = str(running.plan.binaries.folder)
    around = namespace.inside_env(running.mode, tools, running.inside_kubeconfig, env)
    command = namespace.entering(running.mode, running.process.pid, argv)
    # Ctrl-C goes to the command, as it does in a shell; this program waits for what it makes of it.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code = subprocess.run(command, env=around, check=False).returncode
    finally:
        signal.signal(signal.SIGINT, before)
    return code if code >= 0 else 128 - code


def expose(name: str, label: str, target: str, port: int = 0) -> Exposure:
    """Let a loopback port outside lead to an address inside; it does so again after the next `up`."""
    if not re.fullmatch(r"[^\s:]+:\d{1,5}", target):
        raise Usage(f"{target!r} is no address; it has the form HOST:PORT, with names as they are inside")
    return _up(name).expose(label, target, port)


def clusters() -> list[str]:
    """The names of all clusters of this user that were not purged, running or not."""
    return cluster_names()


def up_now() -> dict[str, Path]:
    """Those that run, and their kubeconfigs."""
    folders = {name: Folder(name) for name in cluster_names()}
    return {name: folder.kubeconfig for name, folder in folders.items() if machine.find(folder) is not None}


def _check_operators(names: Sequence[str]) -> None:
    """A wrong name is told before anything is started or remembered."""
    if names:
        from hub_local.operators.choose import choose  # operators import this module

        choose(names)


def _folder(name: str) -> Folder:
    if not _NAME.fullmatch(name):
        raise Usage(f"{name!r} cannot name a cluster; use at most 40 lower-case letters, digits and dashes")
    return Folder(name)


def _known(name: str) -> Folder:
    folder = _folder(name)
    if not folder.record.exists():
        known = ", ".join(cluster_names()) or f"none (in {state_root()})"
        raise NotFound(f"there is no local cluster {name!r}; there are: {known}")
    return folder


def _up(name: str) -> Running:
    running = _running(_known(name))
    if running is None:
        raise NoCluster(f"the local cluster {name!r} is not running; start it with: hub up {name}")
    return running


def _running(folder: Folder) -> Running | None:
    process, record = machine.find(folder), folder.read()
    if process is None:
        return None
    programs = Binaries(Path(record.binaries), (0, 0, 0))
    return Running(Plan(folder, record.mode or Mode.USER, record.ports, programs), process)


def _nodes(running: Running | None) -> tuple[tuple[NodeStatus, ...], tuple[str, ...]]:
    if running is None:
        return (), ()
    try:
        seen = nodes(running)
    except HubError as problem:
        return (), (str(problem),)
    return seen, tuple(f"node {node.name} is not ready" for node in seen if not node.ready)
