"""Single values as people read them: ages, amounts, texts that cannot disturb a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from hub.core.fields import Field, find
from hub.core.spans import spoken
from hub.model import Workload
from hub.model.objects import stamp

_CONTROL = dict.fromkeys((*range(32), *range(127, 160), 8232, 8233), " ")
_STEPS = (("Ti", 2**40), ("Gi", 2**30), ("Mi", 2**20), ("Ki", 2**10))
PHASES = {
    "Creating": "cyan",
    "Pending": "yellow",
    "Initializing": "cyan",
    "Running": "green",
    "Degraded": "bold yellow",
    "Deleting": "dim",
    "Stopped": "blue",
    "Failed": "bold red",
    "Completed": "dim green",
}
"""The colour of each phase. Every one is also a word: nothing is told by colour alone."""


def clean(text: str) -> str:
    """On one line and without control characters: what a cluster says must not steer a terminal."""
    return text.translate(_CONTROL).strip()


def since(at: datetime | None, now: datetime) -> str:
    """How long ago, as kubectl writes ages."""
    return spoken((now - at).total_seconds()) if at else ""


def number(value: float | None) -> str:
    """``2``, ``0.5``; nothing for nothing."""
    return f"{value:.3f}".rstrip("0").rstrip(".") if value else ""


def memory(size: float | None) -> str:
    """Bytes in binary units, three digits at most after the point: ``12Gi``, ``1.5Gi``."""
    for unit, step in _STEPS:
        if size and size >= step:
            return f"{size / step:.1f}".removesuffix(".0") + unit
    return number(size)


def used(usage: Mapping[str, float] | None, metric: str) -> str:
    """One amount of a usage: ``0.25``, ``1.5Gi``, ``220W``; also for nothing at all, blank for unknown."""
    value = (usage or {}).get(metric)
    if value is None:
        return ""
    if metric in ("memory", "gpuMemory"):
        return memory(value) or "0"
    if metric == "gpuPower":
        return f"{value:.0f}W"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"


def field_cell(field: Field, workload: Workload, now: datetime) -> str:
    """Any field of a workload as people read it."""
    value = field.read(workload, now)
    if value is None:
        return ""
    return clean(_WRITERS[field.sort](field, value))


def _number(field: Field, value: Any) -> str:
    if "memory" in field.name.lower():
        return memory(value)
    return number(value) or "0"


_WRITERS: dict[str, Callable[[Field, Any], str]] = {
    "text": lambda _, value: str(value),
    "number": _number,
    "span": lambda _, value: spoken(value),
    "time": lambda _, value: stamp(value),
    "flag": lambda _, value: "yes" if value else "no",
    "names": lambda _, value: ",".join(value),
}


def known(name: str) -> Field:
    """A field that this package names itself."""
    field = find(name)
    assert field is not None, name
    return field
