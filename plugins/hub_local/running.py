"""A cluster that runs, and what can be done with it from outside."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from hub.errors import HubError
from hub_local import components, control, machine
from hub_local.components import Plan
from hub_local.control import Answer, Message
from hub_local.images import add_images
from hub_local.processes import Identity
from hub_local.records import Component, ComponentStatus, Exposure, Mode
from hub_local.state import Folder


@dataclass(frozen=True)
class Running:
    """What `up` gives. Whatever is spawned runs inside, is kept running, and ends with the cluster."""

    plan: Plan
    process: Identity

    @property
    def folder(self) -> Folder:
        return self.plan.folder

    @property
    def mode(self) -> Mode:
        return self.plan.mode

    @property
    def kubeconfig(self) -> str:
        """The file for programs outside."""
        return str(self.folder.kubeconfig)

    @property
    def inside_kubeconfig(self) -> str:
        """The file for programs inside; spawned components have it as KUBECONFIG anyway."""
        return str(self.folder.inside_kubeconfig)

    def spawn(self, component: Component) -> bool:
        """Run it inside and keep it running; False when it runs already as it is described here.

        Its output goes to `logs/NAME.log` in the cluster's folder, its TMPDIR is its own.
        """
        return self._ask(Message("start", component)).changed

    def stop(self, name: str) -> None:
        self._ask(Message("stop", name=name))

    def components(self) -> tuple[ComponentStatus, ...]:
        return machine.components(self.folder, self.process, self.mode)

    def images(self, entries: Mapping[str, Any]) -> None:
        """Add image patterns to the node agent's table; they stay until the cluster is purged."""
        add_images(self.folder, entries)

    def kubectl(self, *args: str, stdin: str = "") -> str:
        """What kubectl prints, as the administrator. Raises HubError with its words when it fails."""
        argv = [self.plan.binaries["kubectl"], f"--kubeconfig={self.kubeconfig}", *args]
        # Without a home of its own, kubectl would write its caches into the user's.
        env = os.environ | {"KUBECACHEDIR": str(self.folder.scratch / "kubectl")}
        done = subprocess.run(argv, input=stdin, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise HubError(f"kubectl {' '.join(args)}: {' '.join(done.stderr.split())}")
        return done.stdout

    def expose(self, name: str, target: str, port: int = 0) -> Exposure:
        """Let loopback port `port` outside (0: a free one) lead to `target`, HOST:PORT as known inside."""
        made = self.open_gateway(Exposure(name, target, port))
        self._remember(made)
        return made

    def open_gateway(self, wanted: Exposure) -> Exposure:
        """As `expose`, but it is not opened again after the next start."""
        if not self.mode.namespaced:
            return replace(wanted, port=int(wanted.target.rpartition(":")[2]))  # inside is outside
        with _listener(wanted.port) as listener:
            made = replace(wanted, port=listener.getsockname()[1])
            self._ask(Message("start", components.gateway(made)), listener)
        return made

    def _remember(self, made: Exposure) -> None:
        known = self.folder.read()
        others = tuple(each for each in known.exposures if each.name != made.name)
        self.folder.write(replace(known, exposures=(*others, made)))

    def _ask(self, message: Message, *listeners: socket.socket) -> Answer:
        try:
            answer = control.ask(self.folder.control, message, listeners)
        except OSError as problem:
            raise HubError(f"cluster {self.folder.name} does not answer ({problem}); run: hub up") from None
        if answer.error:
            raise HubError(f"cluster {self.folder.name}: {answer.error}")
        return answer


def _listener(port: int) -> socket.socket:
    try:
        return socket.create_server((components.LOCAL, port), backlog=128)
    except OSError as problem:
        raise HubError(f"port {port} on this machine cannot be used: {problem.strerror}") from None
