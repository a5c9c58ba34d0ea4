"""What a workload used over a span of time, in as many points as somebody wants to see. Pure.

Points are equally far apart and begin at whole multiples of their distance, so that a span that moves on
shows the same points again. Where nobody looked, a point has its time and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from hub.core.samples import STEPS, Sample, together
from hub.model.workload import Record

FINEST = 2 * STEPS[0]
"""Seconds between points: two looks, since looks take a moment and now and then skip one of their places."""


class Point(Record, frozen=True):
    """Means over the ``seconds`` in which somebody looked; ``None`` is what nobody knows.

    ``…_held_…`` is what its pods asked for; ``gpu_devices`` are those kept busy (two at 50 % are 1.0).
    """

    time: datetime
    seconds: int | None = None
    pods: int | None = None
    cpu_cores: float | None = None
    cpu_peak_cores: float | None = None
    cpu_held_cores: float | None = None
    memory_bytes: float | None = None
    memory_peak_bytes: float | None = None
    memory_held_bytes: float | None = None
    gpu_devices: float | None = None
    gpu_held_devices: float | None = None
    gpu_memory_bytes: float | None = None
    gpu_power_watts: float | None = None
    gpu_idle_seconds: float | None = None


_OF = {
    "cpu": "cpu_cores",
    "cpu_peak": "cpu_peak_cores",
    "cpu_held": "cpu_held_cores",
    "memory": "memory_bytes",
    "memory_peak": "memory_peak_bytes",
    "memory_held": "memory_held_bytes",
    "gpu": "gpu_devices",
    "gpu_held": "gpu_held_devices",
    "gpu_memory": "gpu_memory_bytes",
    "gpu_power": "gpu_power_watts",
    "idle": "gpu_idle_seconds",
}
"""The field of a point for each of a sample."""
MEASURED = tuple(name for sample, name in _OF.items() if not sample.endswith("_held"))
"""What a metric source tells; the others are the hub's own."""


def curve(samples: Sequence[Sample], begin: int, end: int, most: int) -> tuple[int, list[Point]]:
    """The seconds between two points, and ``most`` points (two at least) or fewer."""
    grain = _grain(samples)
    step = grain * max(-(-(end - begin) // (grain * (most - 1))), 1)
    found: dict[int, list[Sample]] = {}
    for one in samples:
        found.setdefault(one.at // step, []).append(one)
    places = range(begin // step, -(-end // step))
    return step, [_point(place * step, found.get(place, ())) for place in places]


def _grain(samples: Sequence[Sample]) -> int:
    """How finely these samples can be drawn: points between two of them would look like gaps."""
    fitting = (step for step in STEPS if samples and all(one.at % step == 0 for one in samples))
    return max([FINEST, *fitting])


def _point(at: int, looks: Sequence[Sample]) -> Point:
    time = datetime.fromtimestamp(at, UTC)
    if not looks:
        return Point(time=time)
    one = together(looks, at)
    known = {name: getattr(one, field) for field, name in _OF.items()}
    return Point(time=time, seconds=one.seconds, pods=one.pods, **known)
