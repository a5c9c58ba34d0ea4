"""``/exec``: a command in a container, over the WebSocket protocol ``v5.channel.k8s.io``.

Each binary message begins with its channel: 0 stdin, 1 stdout, 2 stderr, 3 the final status, 4 terminal
size, 255 end of another channel (KEP-4006).
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from asyncio.subprocess import PIPE, Process
from contextlib import suppress

from aiohttp import WSMsgType, web

from hub_local.agent.console import Input, Pipe
from hub_local.agent.process import ProcessRun
from hub_local.agent.terminal import SESSION, Terminal

STDIN, STDOUT, STDERR, STATUS, RESIZE, CLOSE = 0, 1, 2, 3, 4, 255
PROTOCOLS = ("v5.channel.k8s.io", "v4.channel.k8s.io")


async def execute(request: web.Request, run: ProcessRun) -> web.WebSocketResponse:
    """Serve one ``kubectl exec``."""
    socket = web.WebSocketResponse(protocols=PROTOCOLS, max_msg_size=0)
    await socket.prepare(request)
    command, wants = request.query.getall("command", []), request.query
    try:
        code = await _run(socket, run, command, "tty" in wants and wants["tty"] in ("1", "true"),
                          wants.get("input", wants.get("stdin", "")) in ("1", "true"))  # fmt: skip
        await send(socket, STATUS, json.dumps(status(code)).encode())
    except (OSError, LookupError) as error:
        await send(socket, STATUS, json.dumps(failure(str(error))).encode())
    await socket.close()
    return socket


async def _run(
    socket: web.WebSocketResponse, run: ProcessRun, command: list[str], tty: bool, stdin: bool
) -> int:
    env = dict(run.root.env)
    if tty:
        env.setdefault("TERM", "xterm")
        terminal = await Terminal.open(run.inside([*SESSION, *command]), env)
        try:
            return await _serve(socket, terminal.process, terminal, {STDOUT: terminal.output})
        finally:
            terminal.close()
    process = await asyncio.create_subprocess_exec(
        *run.inside(command), env=env, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True
    )
    assert process.stdout
    assert process.stderr
    pipe = Pipe(process)
    if not stdin:
        pipe.end()
    return await _serve(socket, process, pipe, {STDOUT: process.stdout, STDERR: process.stderr})


async def _serve(
    socket: web.WebSocketResponse, process: Process, typed: Input, outputs: dict[int, asyncio.StreamReader]
) -> int:
    """Carry everything until the command is over; a client that goes away ends it."""
    pumps = [asyncio.create_task(_pump(socket, channel, each)) for channel, each in outputs.items()]
    listening = asyncio.create_task(listen(socket, typed))
    over = asyncio.create_task(process.wait())
    await asyncio.wait({over, listening}, return_when=asyncio.FIRST_COMPLETED)
    if not over.done():
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    code = await over
    # A child left in the background may hold the output open.
    await asyncio.wait(pumps, timeout=1)
    for task in (listening, *pumps):
        task.cancel()
    return code if code >= 0 else 128 - code


async def _pump(socket: web.WebSocketResponse, channel: int, output: asyncio.StreamReader) -> None:
    with suppress(OSError):
        while data := await output.read(1 << 15):
            await send(socket, channel, data)


async def listen(socket: web.WebSocketResponse, typed: Input) -> None:
    """Hand on what the client sends, until it goes."""
    async for message in socket:
        if message.type is not WSMsgType.BINARY or not message.data:
            continue
        channel, data = message.data[0], message.data[1:]
        if channel == STDIN and data:
            typed.write(data)
        elif channel == CLOSE and data[:1] == bytes([STDIN]):
            typed.end()
        elif channel == RESIZE:
            size = json.loads(data)
            typed.resize(size["Width"], size["Height"])


async def send(socket: web.WebSocketResponse, channel: int, data: bytes) -> None:
    with suppress(ConnectionError):
        await socket.send_bytes(bytes([channel]) + data)


def status(code: int) -> dict[str, object]:
    """The exit code as ``metav1.Status``, as remotecommand clients read it."""
    if code == 0:
        return {"metadata": {}, "status": "Success"}
    cause = {"reason": "ExitCode", "message": str(code)}
    return {**failure(f"command terminated with non-zero exit code: exit status {code}"),
            "reason": "NonZeroExitCode", "details": {"causes": [cause]}}  # fmt: skip


def failure(message: str) -> dict[str, object]:
    return {"metadata": {}, "status": "Failure", "reason": "InternalError", "message": message, "code": 500}
