"""The table of what was held and used."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from hub.core.spans import spoken
from hub.faces.cli import cells, formats, listed
from hub.faces.cli.layout import Column
from hub.history.tallying import Share


def put(shares: Sequence[Share], by: Sequence[str], output: str) -> None:
    """Print them."""
    if output == "csv":
        _csv(shares, by)
        return
    listed.put(
        shares,
        output,
        columns=[*(_group(word) for word in by), *COLUMNS],
        plain=lambda row: row,
        name=lambda row: " ".join(row.group.values()),
        nothing="nothing was recorded in that time; `hub serve` records while it runs",
    )


def _group(word: str) -> Column[Share]:
    return Column(word.upper(), lambda row: cells.clean(row.group[word]) or "-", least=12)


def _csv(shares: Sequence[Share], by: Sequence[str]) -> None:
    names = [name for name in Share.__struct_encode_fields__ if name != "group"]
    plain = map(msgspec.to_builtins, shares)
    formats.put_rows(
        [*by, *names], ([*one["group"].values(), *(one[name] for name in names)] for one in plain)
    )


def hours(value: float | None) -> str:
    """``12.5``; blank for what nobody knows."""
    if value is None:
        return ""
    return f"{value:.1f}" if value >= 10 else f"{value:.3g}"


def _share(part: float | None, whole: float) -> str:
    return f"{part / whole:.0%}" if part is not None and whole else ""


def _time(value: float) -> str:
    return spoken(value * 3600) if value else ""


COLUMNS: tuple[Column[Share], ...] = (
    Column("JOBS", lambda row: str(row.workloads), right=True),
    Column("GPU-H", lambda row: hours(row.gpu_hours or None), right=True, optional=True),
    Column("GPU USED", lambda row: hours(row.gpu_used), right=True, optional=True),
    Column("GPU WASTED", lambda row: hours(row.gpu_wasted), right=True, optional=True),
    Column(
        "GPU IDLE",
        lambda row: "" if row.gpu_idle_share is None else f"{row.gpu_idle_share:.0%}",
        right=True,
        optional=True,
    ),
    Column("CPU-H", lambda row: hours(row.cpu_hours), right=True),
    Column("CPU USED", lambda row: hours(row.cpu_used), right=True),
    Column("CPU WASTED", lambda row: _share(row.cpu_wasted, row.cpu_hours), right=True),
    Column("GIB-H", lambda row: hours(row.memory_hours), right=True),
    Column("GIB USED", lambda row: hours(row.memory_used), right=True, wide=True),
    Column("WAITED", lambda row: _time(row.pending_hours), right=True),
    Column("RAN", lambda row: _time(row.running_hours), right=True),
)
