"""Frameworks' own servers, asked again and again; their answers go where the cluster's objects go."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from hub.core.keep import Keep
from hub.core.things import Thing, thing
from hub.model import Kind
from hub.plugin import Server, Source
from hub.registry import Registry

from .health import Health, Pulse
from .sink import Sink
from .together import together

PATIENCE = 30.0
"""Seconds for which one answer is waited for."""


class Asking:
    """Every configured source of a registry. One that does not answer costs only what it knows."""

    def __init__(self, registry: Registry, sink: Sink) -> None:
        self._sink = sink
        self._asked = [(source, server, _pulse(source)) for source, server in registry.asked]

    async def once(self) -> list[Health]:
        """Ask each once; how that went."""
        await together(*(self._ask(*each) for each in self._asked))
        return self.health

    async def on(self) -> None:
        """Ask for ever. The first answers are `once`'s."""
        await together(*(self._again(*each) for each in self._asked))

    @property
    def health(self) -> list[Health]:
        return [pulse.health for _, _, pulse in self._asked]

    async def _again(self, source: Source, server: Server, pulse: Pulse) -> None:
        while True:
            await asyncio.sleep(source.every)
            await self._ask(source, server, pulse)

    async def _ask(self, source: Source, server: Server, pulse: Pulse) -> None:
        try:
            found = _by_kind(source, await asyncio.wait_for(source.ask(server), PATIENCE))
        except TimeoutError:
            pulse.move("retrying", f"{server.address} did not answer for {PATIENCE:.0f} seconds")
        except Exception as error:  # a foreign source may raise whatever it likes; the others go on
            pulse.move("retrying", str(error) or type(error).__name__)
        else:
            pulse.objects = sum(map(len, found.values()))
            pulse.move("listed")
            for kind, things in found.items():
                self._sink.listed(kind, "", things)


async def answers(registry: Registry) -> list[Mapping[str, Any]]:
    """What every source tells now, as manifests: for a recording. Raises what a source raises."""
    found = await together(*(_answer(source, server) for source, server in registry.asked))
    return [manifest for one in found for manifest in one]


async def _answer(source: Source, server: Server) -> list[Mapping[str, Any]]:
    return list(await asyncio.wait_for(source.ask(server), PATIENCE))


def _by_kind(source: Source, manifests: Any) -> dict[Kind, list[Thing]]:
    """Each kind that the source promises, empty where it has none."""
    found: dict[Kind, list[Thing]] = {Kind.parse(kind): [] for kind in source.kinds}
    for manifest in manifests:
        one = thing(manifest, Keep())
        if one.kind in found:
            found[one.kind].append(one)
    return found


def _pulse(source: Source) -> Pulse:
    return Pulse(Kind.parse(next(iter(source.kinds), source.name)), "")
