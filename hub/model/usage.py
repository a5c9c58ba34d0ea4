"""What pods use, as metric sources tell it."""

from __future__ import annotations

import msgspec


class PodUse(msgspec.Struct, frozen=True, gc=False):
    """What one pod uses now. What a source does not know is ``None``; no number is ever made up.

    ``cpu`` in cores, ``memory`` in bytes (working set), ``gpu`` in devices kept busy (two at 50 % are 1.0),
    ``gpu_memory`` in bytes, ``gpu_power`` in watts. A source that has a counter alone gives ``cpu_seconds``,
    and the hub makes cores of two of them. ``at`` is when it was measured, in seconds since 1970.
    """

    namespace: str
    pod: str
    cpu: float | None = None
    memory: float | None = None
    gpu: float | None = None
    gpu_memory: float | None = None
    gpu_power: float | None = None
    cpu_seconds: float | None = None
    at: float = 0.0
