"""The table of plugins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hub import hookspecs
from hub.faces.cli import listed
from hub.faces.cli.layout import Column
from hub.registry import Fault, Plugin, records

Row = dict[str, Any]


def put(plugins: Iterable[Plugin], wrong: list[Fault], output: str) -> None:
    """Print them. What they do wrong when asked what they bring is added to ``wrong``."""
    listed.put(
        [plain(plugin, wrong) for plugin in plugins],
        output,
        columns=COLUMNS,
        plain=lambda row: row,
        name=lambda row: str(row["name"]),
        nothing="no plugin is installed; `pip install workload-hub` brings the hub's own",
    )


def plain(plugin: Plugin, wrong: list[Fault]) -> Row:
    """One plugin's facts, as JSON shows them."""
    return {
        "name": plugin.name,
        "module": plugin.module,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "registers": registers(plugin, wrong),
    }


def registers(plugin: Plugin, wrong: list[Fault]) -> dict[str, list[str]]:
    """Hook → the names of what it gave. What it does wrong is added to ``wrong``."""
    hooks = [name for name in vars(hookspecs) if name.startswith("hub_")]
    given = {hook: [item.record.name for item in records([plugin], hook, wrong)] for hook in hooks}
    return {hook.removeprefix("hub_"): names for hook, names in given.items() if names}


def _brings(row: Row) -> str:
    return "; ".join(
        f"{hook.replace('_', ' ')}: {', '.join(names)}" for hook, names in row["registers"].items()
    )


COLUMNS: tuple[Column[Row], ...] = (
    Column("NAME", lambda row: row["name"]),
    Column("DISTRIBUTION", lambda row: row["distribution"]),
    Column("VERSION", lambda row: row["version"]),
    Column("MODULE", lambda row: row["module"], wide=True),
    Column("REGISTERS", _brings, least=16),
)
