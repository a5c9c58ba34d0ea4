"""A small world for tests of the core: objects come, change and go, and the board is looked at."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from itertools import pairwise

from hub.adapter import Adapter
from hub.core.board import Board, rebuilt
from hub.core.keep import Keep
from hub.core.memory import Memory
from hub.core.things import Thing
from hub.core.things import thing as decoded
from hub.core.transitions import legal
from hub.model import Workload
from hub.registry import Plugin, Registered, Registry, load

from .objects import START, Manifest, reference

registry = cache(load)


def keep(of: Registry) -> Keep:
    return Keep(of.annotations, of.identity)


class World:
    """A board with the house's adapters. Every look holds what must hold at any time."""

    def __init__(self, of: Registry | None = None, memory: dict[str, Memory] | None = None) -> None:
        self.registry = of or registry()
        self.board = Board(self.registry, memory)
        self._seen: dict[str, Workload] = {}

    def thing(self, manifest: Manifest) -> Thing:
        return decoded(manifest, keep(self.registry))

    def see(self, *manifests: Manifest) -> World:
        for manifest in manifests:
            self.board.seen("MODIFIED", self.thing(manifest))
        return self

    def lose(self, *manifests: Manifest) -> World:
        for manifest in manifests:
            self.board.seen("DELETED", self.thing(manifest))
        return self

    def rows(self, seconds: float = 60) -> dict[str, Workload]:
        """Every workload by key, so many seconds after the start."""
        now = START + timedelta(seconds=seconds)
        self.board.flush(now)
        assert self.board.workloads == rebuilt(self.board, now)
        for uid, workload in self.board.workloads.items():
            assert legal(self._seen.get(uid), workload), f"{self._seen[uid].phase} → {workload.phase}"
        self._seen = dict(self.board.workloads)
        return {workload.key: workload for workload in self.board.workloads.values()}

    def row(self, seconds: float = 60) -> Workload:
        """The only workload."""
        (found,) = self.rows(seconds).values()
        return found


def shape(world: World) -> dict[str, list[str]]:
    """Key → its pods."""
    return {key: list(row.pods) for key, row in world.rows().items()}


def chain(*links: Manifest) -> list[Manifest]:
    """Each owned by the one before it."""
    for owner, below in pairwise(links):
        below["metadata"]["ownerReferences"] = [reference(owner)]
    return list(links)


def only(*adapters: Adapter) -> Registry:
    return Registry.of(Registered(Plugin("test", "test"), adapter) for adapter in adapters)
