"""Ports of this machine that lead to a workload's own, as long as it is there."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack, aclosing
from typing import TYPE_CHECKING

from hub.errors import HubError, Refused
from hub.faces.cli import screen
from hub.faces.cli.asked import Asked
from hub.model import Connection

if TYPE_CHECKING:
    from hub.cluster.forwarding import Carrier
    from hub.service import Hub
    from hub.service.reaching import Way

LOOPBACK = "127.0.0.1"
NO_PAGES = frozenset({"client", "connect", "spark", "grpc", "gcs-server", "redis", "vnc", "ssh", "metrics"})
"""Names of ports that a browser has no use for."""
PATIENCE, PAUSE = 60.0, 0.25
"""Seconds for which a connection waits for a pod that is being replaced, and between two looks."""


async def connect(asked: Asked, key: str, wanted: Sequence[str], browse: bool) -> int:
    """The exit code: 0 when it was interrupted, 1 when the workload went. Raises `HubError`."""
    from hub.service import reaching

    async with asked.hub(keys=[key]) as hub, AsyncExitStack() as stack:
        workload = hub.find(key)
        found = reaching.ways(workload, wanted)
        outside = [way for way in found if way.connection.url and not way.connection.service]
        inside = [way for way in found if way not in outside]
        if not outside and (why := workload.actions["connect"]) is not True and not wanted:
            raise Refused(f"cannot connect: {why}")
        urls = [_told(way.connection, way.connection.url or "") for way in outside]
        for way in inside:
            port = await _listen(stack, Forward(hub, key, way.connection), way)
            urls.append(_told(way.connection, _address(way.connection, port)))
        if browse:
            _browse(urls)
        return await _stay(hub, key) if inside else 0


def _told(connection: Connection, url: str) -> str:
    screen.say(f"{connection.name:<12} {url}")
    screen.flush()
    return url


def _address(connection: Connection, port: int) -> str:
    """With the path that the framework serves it under, where its own address has one."""
    if connection.name in NO_PAGES:
        return f"{LOOPBACK}:{port}"
    path = (connection.url or "").partition("://")[2].partition("/")[2]
    return f"http://{LOOPBACK}:{port}/{path}"


def _browse(urls: Sequence[str]) -> None:
    import webbrowser

    page = next((url for url in urls if "://" in url), None)
    if page is None or not webbrowser.open(page):
        screen.note("there is no page to open, or no browser to open it")


async def _listen(stack: AsyncExitStack, forward: Forward, way: Way) -> int:
    """The port of this machine: the wanted one, or any where it was not asked for by name."""
    try:
        server = await asyncio.start_server(forward.serve, LOOPBACK, way.local)
    except OSError as error:
        if way.local != way.connection.port:
            raise HubError(f"port {way.local} of this machine is not free ({error.strerror})") from None
        server = await asyncio.start_server(forward.serve, LOOPBACK, 0)
    stack.push_async_callback(forward.close)
    stack.callback(server.close)
    port: int = server.sockets[0].getsockname()[1]
    return port


async def _stay(hub: Hub, key: str) -> int:
    """Until the workload has gone; the board stays fresh meanwhile, so that new pods are found."""
    workload = hub.find(key)
    screen.note(f"until Ctrl-C, or until {key} has gone")
    async with aclosing(hub.changes()) as batches:
        async for changes in batches:
            for change in changes:
                if change.key != workload.key:
                    continue
                if change.after is None or change.after.phase.final:
                    what = "is gone" if change.after is None else f"has ended ({change.after.phase})"
                    screen.note(f"{key} {what}")
                    return 1
    return 1


class Forward:
    """Carries connections of this machine to one port of a workload, each to the pod that is there then."""

    def __init__(self, hub: Hub, key: str, connection: Connection) -> None:
        self._hub, self._key, self._connection = hub, key, connection
        self._tasks: set[asyncio.Task[None]] = set()
        self._told = ""

    def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._carry(reader, writer)
        except HubError as error:
            self._tell(str(error))
        except OSError:
            pass  # whoever asked has gone
        finally:
            writer.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """To the pod that is there; while one is being replaced, to the next."""
        from hub.cluster.forwarding import Carrier, Unanswered
        from hub.errors import NotFound

        carrier = Carrier(reader, writer)
        until = asyncio.get_running_loop().time() + PATIENCE
        while True:
            try:
                await self._once(carrier)
                self._told = ""
                return
            except (NotFound, Refused, Unanswered) as error:
                if asyncio.get_running_loop().time() > until or reader.at_eof():
                    raise
                self._tell(f"{error}; waiting")
                await asyncio.sleep(PAUSE)

    async def _once(self, carrier: Carrier) -> None:
        from hub.service import reaching

        found = await reaching.end(self._hub, self._hub.find(self._key), self._connection)
        await carrier.carry(self._hub.live(), (found.namespace, found.pod), found.port)

    def _tell(self, problem: str) -> None:
        """Once, however many connections meet it."""
        if problem != self._told:
            self._told = problem
            screen.note(f"{self._connection.name}: {problem}")

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
