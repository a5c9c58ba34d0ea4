"""Containers as local processes: started in their own root and PID namespace, inside the pod's sandbox."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec
import psutil

from hub_local.agent.console import Console, Pipe
from hub_local.agent.root import Root
from hub_local.agent.run import Exit, StartFailed
from hub_local.agent.terminal import Terminal

ENTER = str(Path(__file__).with_name("enter.py"))
NAMESPACES = ["unshare", "-m", "-p", "--fork", "--kill-child=SIGKILL"]


class ProcessRun:
    """``pid`` is the container's PID 1 as the agent sees it: signals go to it, not to its ``unshare``."""

    def __init__(
        self, ident: str, process: Process, root: Root, console: Console, output: Awaitable[object]
    ) -> None:
        self.id, self.root, self.console = ident, root, console
        self._process, self._output = process, output
        self.pid = first_child(process.pid)
        self.namespace = _namespace(self.pid)
        self.stop_signal = signal.SIGTERM
        self._out_of_memory = False

    @property
    def running(self) -> bool:
        return self._process.returncode is None

    async def wait(self) -> Exit:
        code = await self._process.wait()
        await self._output
        if self._out_of_memory:
            return Exit(137, "OOMKilled")
        return Exit(code if code >= 0 else 128 - code)

    def stop(self) -> None:
        if self.pid is not None and self.running:
            with suppress(ProcessLookupError):
                os.kill(self.pid, self.stop_signal)

    def kill(self) -> None:
        if self.running:
            with suppress(ProcessLookupError):
                self._process.kill()

    def kill_for_memory(self) -> None:
        self._out_of_memory = True
        self.kill()

    def inside(self, command: list[str]) -> list[str]:
        """The words that run a command in the container."""
        if self.pid is None or not self.running:
            raise ProcessLookupError("the container is not running")
        enter = ["nsenter", "-t", str(self.pid), "-m", "-u", "-i", "-n", "-p", "--"]
        return [*enter, "env", "-C", self.root.cwd, *command]


@dataclass(frozen=True, slots=True)
class Streams:
    """What a container wants of its standard streams."""

    log: BinaryIO
    tty: bool = False
    stdin: bool = False


async def start(ident: str, root: Root, prefix: list[str], spec: Path, streams: Streams) -> ProcessRun:
    """Start the program. ``StartFailed`` when its root cannot be made or there is no such program."""
    for folder in (root.root, root.upper):
        os.makedirs(folder, exist_ok=True)
    spec.touch(mode=0o600)
    spec.write_bytes(msgspec.json.encode(root))
    reading, writing = os.pipe()
    argv = [*prefix, *NAMESPACES, sys.executable, "-I", "-S", ENTER, str(spec), str(writing)]
    try:
        process, console, outputs = await _spawn(argv, writing, streams)
    finally:
        os.close(writing)
    output = asyncio.ensure_future(console.copy(outputs))
    said = await _report(reading, process)
    spec.unlink()
    if said != "ok":
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        await output
        raise StartFailed(said or "the container's namespaces could not be made")
    return ProcessRun(ident, process, root, console, output)


async def _spawn(
    argv: list[str], report: int, streams: Streams
) -> tuple[Process, Console, dict[str, asyncio.StreamReader]]:
    if streams.tty:
        terminal = await Terminal.open(argv, None, [report])
        return terminal.process, Console(terminal, streams.log, True), {"stdout": terminal.output}
    stdin = PIPE if streams.stdin else DEVNULL
    process = await asyncio.create_subprocess_exec(
        *argv, stdin=stdin, stdout=PIPE, stderr=PIPE, pass_fds=[report], start_new_session=True
    )
    assert process.stdout
    assert process.stderr
    outputs = {"stdout": process.stdout, "stderr": process.stderr}
    return process, Console(Pipe(process), streams.log, False), outputs


async def _report(descriptor: int, process: Process) -> str:
    """What the first program says about itself; empty when it died before it could."""
    reader = asyncio.StreamReader()
    file = os.fdopen(descriptor, "rb", 0)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), file
    )
    line = asyncio.ensure_future(reader.readline())
    dead = asyncio.ensure_future(process.wait())
    await asyncio.wait({line, dead}, return_when=asyncio.FIRST_COMPLETED)
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(line), 1)
    line.cancel()
    dead.cancel()
    transport.close()
    return line.result().decode().strip() if line.done() and not line.cancelled() else ""


def first_child(pid: int) -> int | None:
    """The child of ``unshare --fork``: PID 1 of the container."""
    with suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if children:
            return int(children[0])
    with suppress(psutil.Error):
        return next((child.pid for child in psutil.Process(pid).children()), None)
    return None


def _namespace(pid: int | None) -> str:
    with suppress(OSError):
        return os.readlink(f"/proc/{pid}/ns/pid")
    return ""
