"""The bench: one adapter among all that is installed, with its cases, ready to be judged."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from hub.adapter import Adapter
from hub.core.reading import Subject
from hub.errors import NotFound, nearest
from hub.model import Workload
from hub.registry import Plugin, Registry, load

from .breaking import MOST
from .cases import Case, Words, cases, words
from .playing import play

TOGETHER = 20_000
"""How many broken objects adapters that are judged together are tried with, in all."""


class Row(NamedTuple):
    """One row of the adapter's type, after one step of a case."""

    where: str
    workload: Workload
    subject: Subject


class Bench:
    """One adapter and what it is judged by."""

    def __init__(
        self,
        registry: Registry,
        adapter: Adapter,
        of: Sequence[Case],
        second: Words | None = None,
        most: int = MOST,
    ) -> None:
        self.registry = registry
        self.adapter = adapter
        self.cases = tuple(of)
        self.words = second
        """The second entry of its status words; ``None`` where there is none."""
        self.most = most
        """How many broken objects it is tried with."""

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every row of this type, after every step of every case."""
        return tuple(self._rows())

    def _rows(self) -> Iterator[Row]:
        for case in self.cases:
            for number, stage in enumerate(play(case, self.registry), 1):
                where = f"case {case.name}" + (f", step {number}" if len(case.steps) > 1 else "")
                for workload in stage.board.workloads.values():
                    subject = stage.board.subject(workload)
                    if subject is not None and workload.type == self.adapter.name:
                        yield Row(f"{where}: {workload.key}", workload, subject)

    @cached_property
    def own_slots(self) -> dict[str, Any]:
        """The slots that it fills itself, rather than leave them as they are or take another type's."""
        liked = self.registry.adapters.get(self.adapter.like)
        return {n: v for n, v in slots(self.adapter).items() if liked is None or v != getattr(liked, n)}

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """The files that its slots and claims are written in, and those of its package that these import."""
        return tuple(sorted(set(map(Path, filter(None, map(inspect.getsourcefile, self._functions()))))))

    def _functions(self) -> Iterator[Callable[..., Any]]:
        for value in chain(self.own_slots.values(), *map(_parts, self.adapter.claims)):
            if inspect.isfunction(value):
                yield inspect.unwrap(value)


def slots(adapter: Adapter) -> dict[str, Any]:
    """Every slot that is not left as it was."""
    usual = Adapter(name="", claims=())
    told = {name: getattr(adapter, name) for name in Adapter.__dataclass_fields__}
    return {name: value for name, value in told.items() if value != getattr(usual, name)}


def benches(names: Sequence[str] = (), registry: Registry | None = None) -> list[Bench]:
    """A bench for each of these types, or of the types of these plugins; without names for every type.

    Raises `NotFound` for a name that is neither, `CaseError` for a case that cannot be read.
    """
    registry = registry or load()
    known = {name: plugin.name for name, plugin in registry.sources.items()}
    for name in names:
        if name not in {*known, *known.values()}:
            hint = nearest(name, {*known, *known.values()})
            raise NotFound(f"there is no adapter {name!r}{hint}; `hub adapters` lists them")
    chosen = [n for n, plugin in sorted(known.items()) if not names or n in names or plugin in names]
    most = min(MOST, TOGETHER // max(len(chosen), 1))
    return [_bench(registry, name, most) for name in chosen]


def _bench(registry: Registry, name: str, most: int) -> Bench:
    at = folder(registry.sources[name])
    own = [case for case in _shelf(at) if name in case.types]
    return Bench(registry, registry.adapters[name], own, words(at).get(name), most)


_shelf = cache(cases)


def folder(plugin: Plugin) -> Path:
    """Where a plugin keeps its cases: beside its module."""
    module = import_module(plugin.module.partition(":")[0])
    return Path(module.__file__ or "").parent / "cases"


def _parts(claim: Any) -> Iterator[Any]:
    return (getattr(claim, name) for name in claim.__dataclass_fields__)
