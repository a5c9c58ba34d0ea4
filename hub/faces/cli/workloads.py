"""A list of workloads on the screen, in whatever form it is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.errors import Usage
from hub.faces.cli import columns, formats, screen, tree
from hub.faces.cli.columns import Row
from hub.faces.cli.layout import Column, Piece, table
from hub.model import Workload


@dataclass(frozen=True)
class View:
    """How a list is shown: its format, the columns that were named, whether as a tree."""

    output: str = "table"
    named: str = ""
    tree: bool = False

    def __post_init__(self) -> None:
        formats.checked(self.output)
        if self.named and self.output not in ("table", "wide", "csv"):
            raise Usage(f"--columns is for tables and csv; -o {self.output} always has every field")
        columns.named(self.named)

    @property
    def columns(self) -> list[Column[Row]]:
        return columns.named(self.named) or columns.standard(self.output == "wide")

    def rows(self, workloads: Sequence[Workload], now: datetime) -> list[Row]:
        if self.tree:
            return tree.rows(workloads, now)
        return [Row(workload, now) for workload in workloads]

    def lines(
        self,
        workloads: Sequence[Workload],
        now: datetime,
        held: dict[str, int] | None = None,
        margin: int = 0,
    ) -> list[list[Piece]]:
        """The table, as wide as the screen has room beside a margin."""
        room = screen.room()
        return table(self.columns, self.rows(workloads, now), room and room - margin, held)


def put(workloads: Sequence[Workload], now: datetime, view: View) -> None:
    """Print the list."""
    if view.output in ("json", "yaml"):
        formats.put_document(formats.listed(workloads), view.output)
    elif view.output == "csv":
        formats.put_csv(workloads, view.named, now)
    elif view.output == "name":
        for workload in workloads:
            screen.say(workload.key)
    elif workloads:
        screen.put(view.lines(workloads, now))
