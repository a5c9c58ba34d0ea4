"""One server: where it listens, whom it lets in, and how it begins and ends."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from ipaddress import ip_address
from secrets import token_urlsafe
from typing import Any, Literal

import uvicorn

from hub.errors import Usage
from hub.faces.listening import listen
from hub.service import Hub
from hub.service.feed import Feed
from hub.service.keeping import keeping
from hub.service.people import People
from hub.service.standing import StandingLists
from hub.service.viewers import Owner

from .app import application
from .audit import Audit
from .doors import Doors
from .measures import Measures
from .origins import LOOPBACK
from .serving import Serving

GOODBYE = 1
"""Seconds that open streams have to end."""
Install = Callable[[Any, Serving, Doors], None]
"""Adds something to the application: the page."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """How to serve.

    ``auth``: ``token`` also lets in whoever has the printed one, ``cluster`` the cluster's users alone.
    """

    address: str = "127.0.0.1"
    port: int = 0
    auth: Literal["", "token", "cluster"] = ""
    certificate: str = ""
    key: str = ""
    plain: bool = False
    names: Sequence[str] = ()
    audit: str = ""

    @property
    def loopback(self) -> bool:
        if self.address == "localhost":
            return True
        try:
            return ip_address(self.address).is_loopback
        except ValueError:
            return False

    @property
    def cluster(self) -> bool:
        """Whether only users of the cluster may come in."""
        return self.auth == "cluster" or (not self.auth and not self.loopback)

    @property
    def hosts(self) -> frozenset[str]:
        """The names that are served; empty means all: a name without a cookie gains nothing."""
        own = {name.lower() for name in self.names}
        return frozenset(own | set(LOOPBACK)) if self.loopback or own else frozenset()

    def checked(self) -> Way:
        """Raises `Usage` where others on the network could listen in."""
        if bool(self.certificate) != bool(self.key):
            raise Usage("TLS needs both --tls-cert and --tls-key")
        if not (self.loopback or self.certificate or self.plain):
            raise Usage(
                f"{self.address} is open to the network, and tokens would go over it in the clear; add "
                "--tls-cert and --tls-key, or --plain-http where a proxy in front of it speaks TLS"
            )
        return self


async def serve(hub: Hub, way: Way, say: Callable[[str], None], install: Install | None = None) -> None:
    """Serve until SIGINT or SIGTERM; ``say`` is told the address once it answers. Raises `HubError`."""
    listening = listen(way.checked().address, way.port)
    feed = Feed(hub)
    people, token = People(feed), "" if way.cluster else token_urlsafe(24)
    doors = Doors(people, Owner(feed), token, secure=bool(way.certificate))
    async with keeping(feed, _tell) as following:
        here = Serving(feed, StandingLists(feed), people, Audit(way.audit), Measures(feed))
        app = application(here, doors, way.hosts)
        if install is not None:
            install(app, here, doors)
        server = _server(app, way)
        serving = asyncio.create_task(server.serve([listening]))
        try:
            say(_address(way, listening.getsockname()[1], token))
            await asyncio.wait((serving, following), return_when=asyncio.FIRST_COMPLETED)
            if following.done():
                await following
        finally:
            server.should_exit = True
            await serving
            await people.close()
            here.audit.close()


def _tell(words: str) -> None:
    """What whoever runs the server should know."""
    print(f"hub: {words}", file=sys.stderr, flush=True)


def _cut(record: logging.LogRecord) -> bool:
    """Not worth a line: streams that are open when the server ends are cut, which is meant."""
    cut = record.exc_info is not None and isinstance(record.exc_info[1], asyncio.CancelledError)
    return not cut and not record.getMessage().startswith("Cancel ")


def _server(app: Any, way: Way) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # an address may have a token in it
        server_header=False,
        timeout_graceful_shutdown=GOODBYE,
        ssl_certfile=way.certificate or None,
        ssl_keyfile=way.key or None,
    )
    server = uvicorn.Server(config)
    logging.getLogger("uvicorn.error").addFilter(_cut)
    server.capture_signals = nullcontext  # type: ignore[method-assign,assignment]
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, setattr, server, "should_exit", True)
    return server


def _address(way: Way, port: int, token: str) -> str:
    scheme = "https" if way.certificate else "http"
    host = f"[{way.address}]" if ":" in way.address else way.address
    return f"{scheme}://{host}:{port}/{f'?token={token}' if token else ''}"
