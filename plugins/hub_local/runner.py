"""One component kept running: started, watched, started again with growing pauses, ended when told."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from hub_local import children
from hub_local.records import Component, ComponentStatus

FIRST_PAUSE = 0.25  # seconds before the first restart; doubled each time
LONGEST_PAUSE = 30.0
STEADY = 60.0  # seconds of running after which the pauses begin anew
LARGEST_LOG = 20 * 2**20  # bytes; a larger log is set aside when the component starts

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Around:
    """What all processes of a cluster have in common: the environment, and the start of the command line."""

    env: Mapping[str, str]
    prefix: tuple[str, ...] = ()


class Runner:
    """Keeps one component running in a thread of its own."""

    def __init__(self, component: Component, log: Path, around: Around, listener: int | None) -> None:
        self.component = component
        self.listener = listener  # a listening socket that the process gets as its standard input
        self._log, self._around = log, around
        self._ending = Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._state, self._since = "waiting", time.time()
        self._restarts = 0
        self._last: tuple[str, float] | None = None
        self._thread = Thread(target=self._run, name=component.name, daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def status(self) -> ComponentStatus:
        text, at = self._last or (None, None)
        name, pid = self.component.name, self.pid
        return ComponentStatus(name, self._state, pid, self._restarts, self._since, text, at)

    def tell_to_end(self) -> None:
        self._ending.set()
        if self._process:
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.Signals[f"SIG{self.component.stop}"])

    def end(self) -> None:
        """Tell it to end, and kill it if it does not within its grace."""
        self.tell_to_end()
        self._thread.join(self.component.grace)
        if self._process:
            with suppress(ProcessLookupError):
                self._process.kill()
        self._thread.join()
        if self.listener is not None:
            os.close(self.listener)

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._ending.is_set():
            began = time.monotonic()
            ended = self._live()
            self._last = (ended, time.time())
            if self._ending.is_set():
                break
            pause = FIRST_PAUSE if time.monotonic() - began > STEADY else pause
            _log.warning("%s ended: %s; started again in %.2f s", self.component.name, ended, pause)
            self._become("waiting")
            self._ending.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            self._restarts += 1
        self._become("stopped")

    def _live(self) -> str:
        """One life of the process, from start to end; says how it ended."""
        try:
            process = self._start()
        except OSError as problem:
            return f"could not be started: {problem}"
        self._process = process
        self._become("running")
        _log.info("%s runs as %d", self.component.name, process.pid)
        if self._ending.is_set():
            self.tell_to_end()  # it was told to while the process was being born
        code = children.end_of(process)
        self._process = None
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # what it started and left behind
        return f"killed by signal {-code}" if code < 0 else f"exit code {code}"

    def _start(self) -> subprocess.Popen[bytes]:
        if self._log.exists() and self._log.stat().st_size > LARGEST_LOG:
            self._log.replace(self._log.with_suffix(".log.1"))
        with self._log.open("ab") as log:
            return children.spawn(
                (*self._around.prefix, *self.component.argv),
                env={**self._around.env, **self.component.env},
                cwd=self.component.cwd,
                stdin=subprocess.DEVNULL if self.listener is None else self.listener,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _become(self, state: str) -> None:
        self._state, self._since = state, time.time()
