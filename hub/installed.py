"""Which plugins are installed, and what each registers.

A broken plugin costs only itself: what it raised is kept as a `Fault` that
names the plugin, the hook or slot, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint, distributions
from typing import Any, get_args, get_type_hints

import pluggy

from . import hookspecs
from .settings import Server

WITH_SERVERS = ("hub_metric_sources", "hub_notifiers")
"""Hooks whose records may have servers of their own, beside `hub_sources`."""
GROUP = "hub"
"""The entry-point group: ``[project.entry-points.hub]``."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """One installed plugin and where it came from."""

    name: str
    module: str
    distribution: str = ""
    version: str = ""
    value: object = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What a plugin did wrong. The hub goes on without that part of it."""

    plugin: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"plugin {self.plugin!r}, {self.where}: {self.what}"


@dataclass(frozen=True)
class Registered:
    """One record with the plugin that gave it."""

    plugin: Plugin
    record: Any


def discover() -> tuple[list[Plugin], list[Fault]]:
    """Every plugin that imports, and a fault for every one that does not."""
    plugins: dict[str, Plugin] = {}
    faults: list[Fault] = []
    for distribution, entry in sorted(_entries(), key=lambda pair: (pair[1].name, pair[1].value)):
        if entry.name in plugins:
            faults.append(
                Fault(entry.name, "entry point", f"{entry.value} has a name that is taken; rename one")
            )
            continue
        try:
            value = entry.load()
        except Exception as error:  # whatever a foreign module raises must not stop the hub
            faults.append(Fault(entry.name, f"import of {entry.value}", f"{type(error).__name__}: {error}"))
            continue
        name, version = distribution.metadata["Name"], distribution.version
        plugins[entry.name] = Plugin(entry.name, entry.value, name, version, value)
    return list(plugins.values()), faults


def records(plugins: Iterable[Plugin], hook: str, faults: list[Fault]) -> Iterator[Registered]:
    """What each plugin answers to one hook; each record with its plugin."""
    expected = _record(hook)
    for plugin in plugins:
        try:
            manager = pluggy.PluginManager(GROUP)
            manager.add_hookspecs(hookspecs)
            manager.register(plugin.value, plugin.name)
            manager.check_pending()
            answers = [list(answer) for answer in getattr(manager.hook, hook)()]
        except Exception as error:  # as above: a fault names it, the others go on
            faults.append(Fault(plugin.name, hook, f"{type(error).__name__}: {error}"))
            continue
        for record in (record for answer in answers for record in answer):
            if isinstance(record, expected):
                yield Registered(plugin, record)
            else:
                faults.append(Fault(plugin.name, hook, f"{record!r} is no {expected.__name__}"))


def registered(hook: str) -> tuple[list[Registered], list[Fault]]:
    """What all plugins answer to one hook other than ``hub_adapters``."""
    plugins, faults = discover()
    return list(records(plugins, hook, faults)), faults


def _entries() -> Iterator[tuple[Distribution, EntryPoint]]:
    seen: set[tuple[str, str]] = set()
    for distribution in distributions():
        for entry in distribution.entry_points:
            if entry.group == GROUP and (entry.name, entry.value) not in seen:
                seen.add((entry.name, entry.value))
                yield distribution, entry


def other_servers(
    servers: Mapping[str, Server], known: Mapping[str, Any], plugins: list[Plugin], faults: list[Fault]
) -> set[str]:
    """Who else has a server; looked for only where a setting names one that is no source's."""
    if servers.keys() <= known.keys():
        return set()
    return {each.record.name for hook in WITH_SERVERS for each in records(plugins, hook, faults)}


def _record(hook: str) -> type[Any]:
    """What the hook's answers are: its own annotation says so."""
    (record,) = get_args(get_type_hints(getattr(hookspecs, hook))["return"])
    found: type[Any] = record
    return found
