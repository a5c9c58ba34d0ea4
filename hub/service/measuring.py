"""What everything uses: metric sources asked in turn, their answers put together, the rows with it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from hub.core.usage import Place, Rates, Uses, merged, shown
from hub.errors import HubError
from hub.model import Workload
from hub.model.usage import PodUse
from hub.plugin import MetricSource
from hub.registry import registered
from hub.settings import Server

if TYPE_CHECKING:
    from .hub import Hub

REST = 60.0
"""Seconds for which a source that failed is left alone."""
PATIENCE = 15.0
"""Seconds for one source."""


@dataclass
class Asked:
    """One source, and how asking it went. ``trouble`` is empty while it answers."""

    source: MetricSource
    server: Server
    trouble: str = ""
    pods: int | None = None
    until: float = 0.0
    rates: Rates = field(default_factory=Rates)


class Meter:
    """Asks all metric sources that apply. Whoever wants counters as rates keeps one meter."""

    def __init__(self, hub: Hub, sources: Iterable[MetricSource] | None = None) -> None:
        self.hub = hub
        self.uses: dict[Place, PodUse] = {}
        """What was known last."""
        self.asked = list(_applying(hub, _installed() if sources is None else sources))

    async def look(self) -> Uses:
        """Ask anew: each source in its order, those aside that have nothing more to give."""
        given: set[str] = set()
        rounds: list[Sequence[PodUse]] = []
        for one in self.asked:
            if not given.issuperset(one.source.gives) and monotonic() >= one.until:
                found = await self._ask(one)
                rounds.append(found)
                given |= set(one.source.gives) if found else set()
        self.uses = merged(rounds)
        return self.uses

    async def _ask(self, one: Asked) -> Sequence[PodUse]:
        from hub.cluster.metering import Asker

        asker = Asker(one.source.name, self.hub.live(), one.server, self.hub.namespaces)
        try:
            async with asyncio.timeout(PATIENCE):
                found = one.rates.of(await one.source.ask(asker))
        except TimeoutError:
            return self._failed(one, f"it did not answer for {PATIENCE:.0f} seconds")
        except HubError as error:
            return self._failed(one, str(error))
        except Exception as error:  # a foreign source may raise whatever it likes; the others go on
            return self._failed(one, f"{type(error).__name__}: {error}")
        one.trouble, one.pods = "", len(found)
        return found

    def _failed(self, one: Asked, trouble: str) -> Sequence[PodUse]:
        one.trouble, one.pods, one.until = trouble, None, monotonic() + REST
        return ()

    def row(self, workload: Workload) -> Workload:
        """The row with what it uses, as known last."""
        return shown(workload, self.uses)


async def measured(hub: Hub, workloads: Iterable[Workload]) -> list[Workload]:
    """Rows with what they use now; as they are where no source answers, or of a recording."""
    rows = list(workloads)
    if hub.session is None or not rows:
        return rows
    meter = Meter(hub)
    await meter.look()
    return [meter.row(each) for each in rows]


def _installed() -> list[MetricSource]:
    return [each.record for each in registered("hub_metric_sources")[0]]


def _applying(hub: Hub, sources: Iterable[MetricSource]) -> Iterator[Asked]:
    for source in sorted(sources, key=lambda one: (one.order, one.name)):
        server = hub.settings.servers.get(source.name, Server())
        if server.url or not source.needs_server:
            yield Asked(source, server)
