"""The table of plugins."""

from __future__ import annotations

from collections.abc import Iterable

from hub.faces.cli import listed
from hub.faces.cli.layout import Column
from hub.registry import Fault, Plugin
from hub.service import installed
from hub.service.installed import Row


def put(plugins: Iterable[Plugin], wrong: list[Fault], output: str) -> None:
    """Print them. What they do wrong when asked what they bring is added to ``wrong``."""
    listed.put(
        installed.plugins(plugins, wrong),
        output,
        columns=COLUMNS,
        plain=lambda row: row,
        name=lambda row: str(row["name"]),
        nothing="no plugin is installed; `pip install workload-hub` brings the hub's own",
    )


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
