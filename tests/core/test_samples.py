"""Looks put together, and GPUs that nobody uses."""

from __future__ import annotations

import pytest

from hub.core.samples import Idleness, Sample, sample, together
from hub.model import PodCounts, PodSet, Resources

from ..workloads import workload


def test_means_are_weighted_by_time_and_peaks_are_the_highest() -> None:
    looks = [
        Sample(at=0, seconds=10, pods=2, cpu=1.0, memory=100.0),
        Sample(at=10, seconds=20, pods=2, cpu=4.0),
    ]
    one = together(looks, 0)
    assert (one.seconds, one.pods, one.cpu, one.cpu_peak) == (30, 2, 3.0, 4.0)
    assert (one.memory, one.gpu, one.idle) == (100.0, None, None)


def test_sums_of_sums_are_the_sums() -> None:
    looks = [Sample(at=n, seconds=10, pods=1, cpu=float(n), idle=1.0) for n in range(12)]
    parts = [together(looks[:6], 0), together(looks[6:], 60)]
    assert together(parts, 0) == together(looks, 0)


@pytest.mark.parametrize(
    ("uses", "found"),
    [
        ([0.0] * 31, 4 * 310.0),
        ([0.0] * 29, 0.0),
        ([0.0] * 29 + [1.0] + [0.0] * 29, 0.0),
        ([0.1] * 40, 4 * 400.0),
        ([0.3] * 40, 0.0),
        ([None] * 40, 0.0),
    ],
)
def test_gpus_are_idle_after_five_minutes(uses: list[float | None], found: float) -> None:
    idleness = Idleness()
    assert sum(idleness.of("w", 4.0, used, 10) or 0.0 for used in uses) == found


def test_what_holds_and_uses_nothing_has_no_sample() -> None:
    ended = workload(
        "job/team-a/crunch", pod_sets=(PodSet(role="pods", desired=1, pods=PodCounts(succeeded=1)),)
    )
    assert sample(ended, 0, 10, None) is None


def test_a_sample_has_what_is_held_beside_what_is_used() -> None:
    sets = (
        PodSet(role="pods", desired=2, requests=Resources(cpu=1, gpu=2), pods=PodCounts(ready=1, pending=1)),
    )
    one = sample(
        workload("job/team-a/crunch", pod_sets=sets, usage={"cpu": 0.5, "gpuMemory": 7.0}), 60, 10, None
    )
    assert one == Sample(
        at=60, seconds=10, pods=1, cpu=0.5, cpu_held=1.0, memory_held=0.0, gpu_held=2.0, gpu_memory=7.0
    )
