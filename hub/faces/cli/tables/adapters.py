"""The table of adapters, and what they cannot do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hub.faces.cli import listed, screen
from hub.faces.cli.layout import Column
from hub.faces.cli.prose import sentence

if TYPE_CHECKING:
    from hub.adapter import Adapter
    from hub.registry import Registry

VERBS = ("stop", "run", "restart", "scale", "delete")
Row = dict[str, Any]


def put(registry: Registry, output: str) -> None:
    """Print the table, and for people what cannot be done below it."""
    listed.put(
        [plain(registry, adapter) for _, adapter in sorted(registry.adapters.items())],
        output,
        columns=COLUMNS,
        plain=lambda row: row,
        name=lambda row: str(row["type"]),
        nothing="no adapter is installed; `pip install workload-hub` brings the hub's own",
    )
    if output in ("table", "wide"):
        _cannots(registry)


def plain(registry: Registry, adapter: Adapter) -> Row:
    """One adapter's facts, as JSON shows them. An action is ``true`` or the sentence that says why not."""
    source = registry.sources[adapter.name]
    category = adapter.category
    return {
        "type": adapter.name,
        "framework": source.name,
        "distribution": f"{source.distribution} {source.version}".strip(),
        "claims": list(dict.fromkeys(map(_claim, adapter.claims))),
        "parts": list(adapter.parts),
        "category": "by object" if callable(category) else category,
        "series": adapter.series,
        "actions": {verb: _can(getattr(adapter, verb)) for verb in VERBS},
    }


def _claim(claim: Any) -> str:
    kind = getattr(claim, "kind", None)
    if kind is not None:
        return f"{kind}{' (some)' if claim.when else ''}"
    return "labels " + ",".join(claim.labels)


def _can(slot: Any) -> bool | str:
    return getattr(slot, "reason", True)


def _mark(verb: str) -> Any:
    return lambda row: "yes" if row["actions"][verb] is True else "-"


def _cannots(registry: Registry) -> None:
    """Below the table: each sentence once, with the types that it is said of."""
    said: dict[tuple[str, str], list[str]] = {}
    for name, adapter in sorted(registry.adapters.items()):
        for action in VERBS:
            if (answer := _can(getattr(adapter, action))) is not True:
                said.setdefault((action, str(answer)), []).append(name)
    lines = [
        line
        for (verb, why), names in sorted(said.items())
        for line in sentence(f"{verb} {', '.join(names)}: {why}")
    ]
    if lines:
        screen.put([[], [("What cannot be done", "bold")], *lines])


COLUMNS: tuple[Column[Row], ...] = (
    Column("TYPE", lambda row: row["type"]),
    Column("FRAMEWORK", lambda row: row["framework"]),
    Column("CATEGORY", lambda row: row["category"]),
    *(Column(verb.upper(), _mark(verb)) for verb in VERBS),
    Column("CLAIMS", lambda row: ", ".join(row["claims"]), least=16),
    Column("DISTRIBUTION", lambda row: row["distribution"], wide=True),
    Column("PARTS", lambda row: ", ".join(row["parts"]), wide=True, optional=True),
)
