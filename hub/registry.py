"""What plugins registered, as plain tables: every adapter by type, and the look-ups that grouping needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from types import MappingProxyType

from msgspec import structs

from .adapter import Adapter
from .claims import Anchor, Labelled, Owned
from .errors import Usage
from .installed import GROUP, Fault, Plugin, Registered, discover, other_servers, records, registered
from .model import Doc, Family, Kind, Obj, Status
from .plugin import GangBackend, Source
from .settings import Server

__all__ = ["GROUP", "Fault", "Plugin", "Registered", "Registry", "discover", "load", "records", "registered"]


@dataclass(frozen=True)
class Registry:
    """Every adapter by type, and the look-ups that grouping needs."""

    adapters: Mapping[str, Adapter]
    sources: Mapping[str, Plugin]
    """Which plugin each adapter came from."""
    faults: tuple[Fault, ...] = ()
    owners: Mapping[Kind, tuple[tuple[Owned, Adapter], ...]] = field(default_factory=dict)
    anchors: tuple[tuple[Labelled, Adapter], ...] = ()
    parts: Mapping[Kind, tuple[str, ...]] = field(default_factory=dict)
    asked: tuple[tuple[Source, Server], ...] = ()
    """Sources whose server the settings name."""
    answered: frozenset[Kind] = frozenset()
    """Kinds that come from sources, not from the cluster."""
    backends: tuple[GangBackend, ...] = ()
    """Schedulers that can be told which pods start together."""
    raised: dict[str, Fault] = field(default_factory=dict, compare=False)
    """By type: the last exception of a claim that looked at an object."""

    @classmethod
    def of(cls, found: Iterable[Registered], faults: Iterable[Fault] = ()) -> Registry:
        """Tables from records. What two plugins both claim, the later one loses, with a fault."""
        adapters: dict[str, Adapter] = {}
        sources: dict[str, Plugin] = {}
        wrong = list(faults)
        general: dict[Kind, str] = {}
        for item in found:
            if problem := _conflict(item.record, adapters, general):
                wrong.append(Fault(item.plugin.name, "hub_adapters", problem))
                continue
            adapter = item.record
            adapters[adapter.name], sources[adapter.name] = adapter, item.plugin
            general |= {claim.kind: adapter.name for claim in _general(adapter)}
        wrong += _likened(adapters, sources)
        tables = MappingProxyType(adapters), MappingProxyType(sources)
        return cls(*tables, tuple(wrong), _owners(adapters), _anchors(adapters), _parts(adapters))

    def owner(self, kind: Kind, doc: Doc | None) -> Adapter | None:
        """The adapter that claims an object of this kind as a root. ``None``: the object cannot be read."""
        for claim, adapter in self.owners.get(kind, ()):
            if claim.when is None or (doc is not None and self._holds(claim.when, doc, adapter)):
                return adapter
        return None

    def _holds(self, when: Callable[[Obj], bool], doc: Doc, adapter: Adapter) -> bool:
        try:
            return bool(when(doc.obj()))
        except Exception as error:  # foreign code: it claims nothing then, and the others go on
            self._blame(adapter, f"claims, when, on {doc.kind.name} {doc.namespace}/{doc.name}", error)
            return False

    def anchor(
        self,
        claim: Labelled,
        adapter: Adapter,
        labels: Mapping[str, str],
        annotations: Mapping[str, str] = MappingProxyType({}),
    ) -> Anchor | None:
        """The workload that these labels point at by this claim."""
        try:
            return claim.anchor(labels, annotations)
        except Exception as error:  # as above
            self._blame(adapter, f"claims, name, on labels {dict(labels)}", error)
            return None

    def known(self, adapter: Adapter, doc: Doc) -> tuple[Adapter, Anchor] | None:
        """What holds together that this root is known by without carrying its labels."""
        for claim in adapter.claims:
            if isinstance(claim, Owned) and claim.known is not None and claim.kind == doc.kind:
                labels = self._labels(claim.known, doc, adapter)
                found = ((other, self.anchor(one, other, labels)) for one, other in self.anchors if labels)
                return next(((other, anchor) for other, anchor in found if anchor), None)
        return None

    def _labels(
        self, known: Callable[[Obj], Mapping[str, str]], doc: Doc, adapter: Adapter
    ) -> Mapping[str, str]:
        try:
            return known(doc.obj())
        except Exception as error:  # as above
            self._blame(adapter, f"claims, known, on {doc.kind.name} {doc.namespace}/{doc.name}", error)
            return {}

    def _blame(self, adapter: Adapter, where: str, error: Exception) -> None:
        told = f"{type(error).__name__}: {error}"
        self.raised[adapter.name] = Fault(self.framework(adapter.name), f"{adapter.name}, {where}", told)

    def anchored(
        self, labels: Mapping[str, str], annotations: Mapping[str, str]
    ) -> tuple[Adapter, Anchor] | None:
        """The workload that a pod's labels point at."""
        for claim, adapter in self.anchors:
            if claim.pods and (anchor := self.anchor(claim, adapter, labels, annotations)):
                return adapter, anchor
        return None

    def framework(self, type_: str) -> str:
        """The plugin's name, which is the framework's."""
        source = self.sources.get(type_)
        return source.name if source else "unknown"

    @cached_property
    def kinds(self) -> frozenset[Kind]:
        """Every kind that must be watched, pods aside."""
        return (frozenset(self.owners) | frozenset(self.parts)) - self.answered

    @cached_property
    def annotations(self) -> frozenset[str]:
        """Those of pods that are kept."""
        readers = [*map(_annotations, self.adapters.values()), *map(_annotations, self.backends)]
        return frozenset().union(*readers)

    @cached_property
    def identity(self) -> frozenset[str]:
        return frozenset(name for adapter in self.adapters.values() for name in adapter.identity)


def load(servers: Mapping[str, Server] = MappingProxyType({})) -> Registry:
    """The registry of everything installed. Raises `Usage` for a server that no source asks."""
    plugins, faults = discover()
    found = list(records(plugins, "hub_adapters", faults))
    sources: dict[str, Source] = {
        each.record.name: each.record for each in records(plugins, "hub_sources", faults)
    }
    if unknown := sorted(servers.keys() - sources.keys() - other_servers(servers, sources, plugins, faults)):
        known = ", ".join(sorted(sources)) or "none is installed"
        raise Usage(f"there is no source {unknown[0]!r} to ask its server ({known}); correct its settings")
    backends = {each.record.name: each.record for each in records(plugins, "hub_gang_backends", faults)}
    return replace(
        Registry.of(found, faults),
        backends=tuple(backends.values()),
        asked=tuple(
            (one, servers[name]) for name, one in sources.items() if name in servers and servers[name].url
        ),
        answered=frozenset(Kind.parse(kind) for source in sources.values() for kind in source.kinds),
    )


def _annotations(reader: Adapter | GangBackend) -> Sequence[str]:
    return reader.annotations


def _general(adapter: Adapter) -> Iterator[Owned]:
    return (claim for claim in adapter.claims if isinstance(claim, Owned) and claim.when is None)


def _conflict(adapter: Adapter, taken: Mapping[str, Adapter], general: Mapping[Kind, str]) -> str:
    if adapter.name in taken:
        return f"the type {adapter.name!r} is taken by another adapter; rename one"
    for claim in _general(adapter):
        if claim.kind in general:
            return f"{adapter.name!r} claims {claim.kind}, which {general[claim.kind]!r} claims; use when="
    return ""


def _likened(adapters: dict[str, Adapter], sources: dict[str, Plugin]) -> Iterator[Fault]:
    """Fill the slots of adapters that read like another; one whose pattern is not there is left out."""
    usual = Adapter(name="", claims=())
    for name, adapter in [(n, a) for n, a in adapters.items() if a.like]:
        pattern = adapters.get(adapter.like)
        if pattern is None or pattern.like:
            what = f"{name!r} reads like {adapter.like!r}, which is no type of its own; install or rename it"
            yield Fault(sources[name].name, "hub_adapters", what)
            del adapters[name], sources[name]
            continue
        told = {slot.name: getattr(adapter, slot.name) for slot in fields(Adapter)}
        own = {slot: value for slot, value in told.items() if value != getattr(usual, slot)}
        if adapter.adds is not None:
            own["status"] = _added(pattern.status, adapter.adds)
        adapters[name] = replace(pattern, **own)


def _added(
    status: Callable[[Family], Status], adds: Callable[[Family], Iterable[str]]
) -> Callable[[Family], Status]:
    def both(family: Family) -> Status:
        told = status(family)
        return structs.replace(told, evidence=(*told.evidence, *adds(family)))

    return both


def _owners(adapters: Mapping[str, Adapter]) -> Mapping[Kind, tuple[tuple[Owned, Adapter], ...]]:
    """Claims by kind, the particular (``when``) before the general."""
    table: dict[Kind, list[tuple[Owned, Adapter]]] = {}
    for adapter in sorted(adapters.values(), key=lambda a: a.name):
        for claim in adapter.claims:
            if isinstance(claim, Owned):
                table.setdefault(claim.kind, []).append((claim, adapter))
    return {kind: tuple(sorted(row, key=lambda pair: pair[0].when is None)) for kind, row in table.items()}


def _anchors(adapters: Mapping[str, Adapter]) -> tuple[tuple[Labelled, Adapter], ...]:
    """Label claims, those that ask for most first."""
    rows = [(claim, a) for a in adapters.values() for claim in a.claims if isinstance(claim, Labelled)]
    return tuple(sorted(rows, key=lambda row: (-len(row[0].labels) - len(row[0].where), row[1].name)))


def _parts(adapters: Mapping[str, Adapter]) -> Mapping[Kind, tuple[str, ...]]:
    table: dict[Kind, list[str]] = {}
    for adapter in adapters.values():
        for part in adapter.parts:
            table.setdefault(Kind.parse(part), []).append(adapter.name)
    return {kind: tuple(names) for kind, names in table.items()}
