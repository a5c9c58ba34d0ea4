"""The table of who uses how much."""

from __future__ import annotations

from collections.abc import Sequence

from hub.core.ranking import Consumer
from hub.faces.cli import cells, listed
from hub.faces.cli.layout import Column

BARS = "▁▂▃▄▅▆▇█"
NOTHING = "nothing runs here, or nothing tells what it uses; `hub doctor` lists metric sources"


def put(rows: Sequence[Consumer], output: str, by: str) -> None:
    """Print them."""
    listed.put(
        rows,
        output,
        columns=CSV if output == "csv" else columns(by),
        plain=lambda row: row,
        name=lambda row: row.name,
        nothing=NOTHING,
    )


def columns(by: str) -> tuple[Column[Consumer], ...]:
    """The first column is named by what is summed up."""
    head = "KEY" if by == "workload" else by.upper()
    first: Column[Consumer] = Column(head, lambda row: cells.clean(row.name) or "-", least=20)
    return (first, *COLUMNS)


def line(series: Sequence[float | None]) -> str:
    """``▁▃█``: each beside the highest; a blank where nothing was measured."""
    highest = max((value for value in series if value is not None), default=0.0)
    if not highest:
        return "".join(" " if value is None else BARS[0] for value in series).rstrip()
    return "".join(
        " " if value is None else BARS[min(int(value / highest * len(BARS)), len(BARS) - 1)]
        for value in series
    )


def share(used: float | None, held: float) -> str:
    """``45%`` of what is held."""
    return f"{used / held:.0%}" if used is not None and held else ""


def used(row: Consumer, metric: str) -> float | None:
    return (row.usage or {}).get(metric)


def _phase_style(row: Consumer) -> str:
    return cells.PHASES.get(row.phase or "", "")


COLUMNS: tuple[Column[Consumer], ...] = (
    Column("PHASE", lambda row: row.phase or "", optional=True, style=_phase_style),
    Column("PODS", lambda row: str(row.pods), right=True),
    Column("CPU", lambda row: cells.used(row.usage, "cpu"), right=True),
    Column("OF", lambda row: cells.number(row.held.cpu), right=True),
    Column("CPU%", lambda row: share(used(row, "cpu"), row.held.cpu), right=True),
    Column("MEMORY", lambda row: cells.used(row.usage, "memory"), right=True),
    Column("OF MEM", lambda row: cells.memory(row.held.memory), right=True),
    Column("MEM%", lambda row: share(used(row, "memory"), row.held.memory), right=True),
    Column("GPU", lambda row: cells.used(row.usage, "gpu"), right=True, optional=True),
    Column("OF GPU", lambda row: cells.number(row.held.gpu), right=True, optional=True),
    Column("GPU%", lambda row: share(used(row, "gpu"), row.held.gpu), right=True, optional=True),
    Column("GPU-MEM", lambda row: cells.used(row.usage, "gpuMemory"), right=True, optional=True),
    Column("POWER", lambda row: cells.used(row.usage, "gpuPower"), right=True, optional=True),
    Column("CPU LATELY", lambda row: line(row.series), optional=True),
)


def _plain(metric: str) -> Column[Consumer]:
    return Column(
        metric,
        lambda row: (
            "" if (v := used(row, metric)) is None else f"{v:.6g}" if metric in ("cpu", "gpu") else f"{v:.0f}"
        ),
    )


CSV: tuple[Column[Consumer], ...] = (
    Column("name", lambda row: row.name),
    Column("phase", lambda row: row.phase or ""),
    Column("pods", lambda row: str(row.pods)),
    *map(_plain, ("cpu", "memory", "gpu", "gpuMemory", "gpuPower")),
    Column("heldCpu", lambda row: f"{row.held.cpu:g}"),
    Column("heldMemory", lambda row: str(row.held.memory)),
    Column("heldGpu", lambda row: f"{row.held.gpu:g}"),
)
"""For programs: bare numbers, in cores, bytes, devices and watts."""
