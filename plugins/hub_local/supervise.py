"""The first process of a cluster: `python -m hub_local.supervise NAME MODE`.

It knows nothing of Kubernetes. It makes the network, keeps the components running
that it is told to start, and ends them when it is told to end.
"""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import socket
import sys
from threading import Thread

import msgspec

from hub_local import children, control, namespace
from hub_local.control import Answer, Message
from hub_local.records import Component, Mode
from hub_local.runner import Around, Runner
from hub_local.state import Folder

_LAST = "etcd"  # ended after everybody who writes to it

_log = logging.getLogger(__name__)


class Supervisor:
    """The components of one cluster."""

    def __init__(self, folder: Folder, mode: Mode) -> None:
        self.folder, self.mode = folder, mode
        self.runners: dict[str, Runner] = {}
        # Without a process namespace nothing else ends the components when this process is killed.
        self.prefix: tuple[str, ...] = () if mode.namespaced else ("setpriv", "--pdeathsig", "KILL", "--")

    def act(self, message: Message, listeners: list[int]) -> Answer:
        changed = False
        match message:
            case Message(act="start", component=Component() as component):
                changed = self.start(component, listeners[0] if listeners else None)
            case Message(act="stop", name=name):
                changed = self.stop(name)
            case Message(act="end"):
                self.end()
            case Message(act="status"):
                pass
            case _:
                return Answer(error=f"{message.act!r} is nothing that the supervisor can do")
        return Answer(tuple(runner.status() for runner in self.runners.values()), changed)

    def stop(self, name: str) -> bool:
        runner = self.runners.pop(name, None)
        if runner:
            runner.end()
        return runner is not None

    def start(self, component: Component, listener: int | None) -> bool:
        old = self.runners.get(component.name)
        if old and old.component == component and listener is None:
            return False
        self.stop(component.name)
        # Its own, because some programs give their files in there fixed names.
        scratch = self.folder.scratch / component.name
        scratch.mkdir(parents=True, exist_ok=True)
        around = Around(os.environ | {"TMPDIR": str(scratch)}, self.prefix)
        self.runners[component.name] = Runner(component, self.folder.log(component.name), around, listener)
        return True

    def end(self) -> None:
        """End everything, all at once, and the store when nobody uses it any more."""
        for name, runner in self.runners.items():
            if name != _LAST:
                runner.tell_to_end()
        for name in sorted(self.runners, key=_LAST.__eq__):
            self.runners.pop(name).end()

    def leave(self) -> None:
        self.end()
        sys.exit()

    def serve(self, server: socket.socket) -> None:
        while True:
            connection, _ = server.accept()
            with connection:
                if self._answer(connection):
                    return

    def _answer(self, connection: socket.socket) -> bool:
        """Answer one message; True when it was the last. A broken one is told so and changes nothing."""
        message = Message("nothing")
        try:
            message, listeners = control.receive(connection)
            answer = self.act(message, listeners)
        except EOFError:
            return False  # somebody only looked whether anybody is here
        except (OSError, msgspec.DecodeError) as problem:
            answer = Answer(error=str(problem))
        try:
            connection.send(msgspec.json.encode(answer))
        except OSError as problem:
            _log.warning("nobody heard the answer to %r: %s", message.act, problem)
        return message.act == "end"


def main(folder: Folder, mode: Mode) -> None:
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO)
    if mode.namespaced:
        namespace.furnish(folder.path)
    fcntl.flock(os.open(folder.logs, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)  # never two of them
    supervisor = Supervisor(folder, mode)
    server = control.listen(folder.control)
    signal.signal(signal.SIGTERM, lambda *_: supervisor.leave())
    if os.getpid() == 1:
        Thread(target=children.bury_orphans, daemon=True).start()
    supervisor.serve(server)
    folder.control.unlink(missing_ok=True)


if __name__ == "__main__":
    main(Folder(sys.argv[1]), Mode(sys.argv[2]))
