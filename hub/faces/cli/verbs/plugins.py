"""``hub plugins``: what is installed beside the hub, and what it brings."""

from __future__ import annotations

from typing import Any

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb
from hub.faces.cli.layout import Column

Row = dict[str, Any]


@verb
def plugins(asked: Asked, output: o.Output = "table") -> int:
    """Which plugins are installed, and what each registers."""
    from hub.faces.cli import faults, formats, listed
    from hub.registry import discover

    formats.checked(output)
    found, wrong = discover()
    listed.put(
        [plain(plugin, wrong) for plugin in found],
        output,
        columns=COLUMNS,
        plain=lambda row: row,
        name=lambda row: str(row["name"]),
        nothing="no plugin is installed; `pip install workload-hub` brings the hub's own",
    )
    return faults.note(wrong)


def plain(plugin: Any, wrong: list[Any]) -> Row:
    """One plugin's facts, as JSON shows them."""
    return {
        "name": plugin.name,
        "module": plugin.module,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "registers": registers(plugin, wrong),
    }


def registers(plugin: Any, wrong: list[Any]) -> dict[str, list[str]]:
    """Hook → the names of what it gave. What it does wrong is added to ``wrong``."""
    from hub import hookspecs
    from hub.registry import records

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
