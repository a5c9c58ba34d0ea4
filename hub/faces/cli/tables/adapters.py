"""The table of adapters, and what they cannot do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hub.faces.cli import listed, screen
from hub.faces.cli.layout import Column
from hub.faces.cli.prose import sentence
from hub.service.installed import VERBS, Row, adapters, can

if TYPE_CHECKING:
    from hub.registry import Registry


def put(registry: Registry, output: str) -> None:
    """Print the table, and for people what cannot be done below it."""
    listed.put(
        adapters(registry),
        output,
        columns=COLUMNS,
        plain=lambda row: row,
        name=lambda row: str(row["type"]),
        nothing="no adapter is installed; `pip install workload-hub` brings the hub's own",
    )
    if output in ("table", "wide"):
        _cannots(registry)


def _mark(verb: str) -> Any:
    return lambda row: "yes" if row["actions"][verb] is True else "-"


def _cannots(registry: Registry) -> None:
    """Below the table: each sentence once, with the types that it is said of."""
    said: dict[tuple[str, str], list[str]] = {}
    for name, adapter in sorted(registry.adapters.items()):
        for action in VERBS:
            if (answer := can(getattr(adapter, action))) is not True:
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
