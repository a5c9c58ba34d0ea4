"""A command in a container, with what is typed here and what it writes there."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import get_terminal_size
from typing import TYPE_CHECKING, NamedTuple

from hub.errors import Usage
from hub.faces.cli.asked import Asked

if TYPE_CHECKING:
    from hub.cluster.inside import Run

CHUNK = 1 << 15


class Wish(NamedTuple):
    """What is to be run, and where."""

    command: tuple[str, ...]
    pod: str = ""
    container: str = ""
    typed: bool = False
    terminal: bool = False


async def enter(asked: Asked, key: str, wish: Wish) -> int:
    """Its exit code. Raises `HubError` where it could not be run."""
    from hub.cluster import inside
    from hub.service import reaching

    if wish.terminal and not sys.stdin.isatty():
        raise Usage("there is no terminal here to give to it; leave out --tty")
    async with asked.hub(keys=[key]) as hub:
        place = reaching.container(reaching.chosen(hub, key, wish.pod), wish.container)
        session = hub.live("a recording has no containers to enter")
        async with inside.run(session, place, wish.command, typed=wish.typed, terminal=wish.terminal) as run:
            with _raw(run) if wish.terminal else _cooked():
                typing = asyncio.create_task(_type(run)) if wish.typed else None
                await _show(run)
                if typing is not None:
                    typing.cancel()
        return run.code or 0


async def _show(run: Run) -> None:
    from hub.cluster.inside import STDERR

    async for channel, data in run.output():
        to = sys.stderr.buffer if channel == STDERR else sys.stdout.buffer
        to.write(data)
        to.flush()


async def _type(run: Run) -> None:
    """What comes in here. A thread could not be ended while it reads: the loop watches, where it can."""
    loop, source = asyncio.get_running_loop(), sys.stdin.fileno()
    arrived: asyncio.Queue[bytes] = asyncio.Queue()
    try:
        loop.add_reader(source, lambda: arrived.put_nowait(os.read(source, CHUNK)))
    except PermissionError:  # a file, which is always ready to be read
        while data := os.read(source, CHUNK):
            await run.type(data)
        return await run.end()
    try:
        while data := await arrived.get():
            await run.type(data)
        loop.remove_reader(source)
        await run.end()
    finally:
        loop.remove_reader(source)


@contextmanager
def _cooked() -> Iterator[None]:
    yield


@contextmanager
def _raw(run: Run) -> Iterator[None]:
    """The terminal hands on every key, also those that would interrupt us; the other side knows its size."""
    import termios
    import tty

    loop, tasks = asyncio.get_running_loop(), set[asyncio.Task[None]]()

    def resize() -> None:
        task = loop.create_task(run.resize(*get_terminal_size()))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    before = termios.tcgetattr(sys.stdin)
    tty.setraw(sys.stdin, termios.TCSADRAIN)  # what was typed meanwhile is kept
    loop.add_signal_handler(signal.SIGWINCH, resize)
    resize()
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGWINCH)
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
