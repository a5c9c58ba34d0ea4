"""What is installed, as every face shows it: adapters with what they can do, plugins with what they bring."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hub import hookspecs
from hub.adapter import Adapter
from hub.registry import Fault, Plugin, Registry, records

VERBS = ("stop", "run", "restart", "scale", "delete")
Row = dict[str, Any]


def adapters(registry: Registry) -> list[Row]:
    """Every adapter by type."""
    return [adapter(registry, one) for _, one in sorted(registry.adapters.items())]


def adapter(registry: Registry, one: Adapter) -> Row:
    """One adapter's facts. An action is ``true`` or the sentence that says why not."""
    source = registry.sources[one.name]
    return {
        "type": one.name,
        "framework": source.name,
        "distribution": f"{source.distribution} {source.version}".strip(),
        "claims": list(dict.fromkeys(map(_claim, one.claims))),
        "parts": list(one.parts),
        "category": "by object" if callable(one.category) else one.category,
        "series": one.series,
        "actions": {verb: can(getattr(one, verb)) for verb in VERBS},
    }


def can(slot: Any) -> bool | str:
    """``True``, or why not."""
    return getattr(slot, "reason", True)


def plugins(found: Iterable[Plugin], wrong: list[Fault]) -> list[Row]:
    """Every plugin. What they do wrong when asked what they bring is added to ``wrong``."""
    return [
        {
            "name": one.name,
            "module": one.module,
            "distribution": one.distribution,
            "version": one.version,
            "registers": registers(one, wrong),
        }
        for one in found
    ]


def registers(plugin: Plugin, wrong: list[Fault]) -> dict[str, list[str]]:
    """Hook → the names of what it gave."""
    hooks = [name for name in vars(hookspecs) if name.startswith("hub_")]
    given = {hook: [item.record.name for item in records([plugin], hook, wrong)] for hook in hooks}
    return {hook.removeprefix("hub_"): names for hook, names in given.items() if names}


def _claim(claim: Any) -> str:
    kind = getattr(claim, "kind", None)
    if kind is not None:
        return f"{kind}{' (some)' if claim.when else ''}"
    return "labels " + ",".join(claim.labels)
