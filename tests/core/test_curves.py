"""Samples as points of a picture: equally far apart, gaps kept, no more than asked for."""

from __future__ import annotations

import pytest

from hub.core.curves import FINEST, curve
from hub.core.samples import Sample

DAY = 86_400


def looks(begin: int, end: int, step: int = 10, **amounts: float) -> list[Sample]:
    return [Sample(at=at, seconds=step, pods=2, **amounts) for at in range(begin, end, step)]


def test_points_are_means_of_what_they_cover() -> None:
    samples = [Sample(at=n * 10, seconds=10, pods=1, cpu=float(n), memory=2.0) for n in range(12)]
    step, points = curve(samples, 0, 120, 3)
    assert (step, len(points)) == (60, 2)
    assert [(one.cpu_cores, one.cpu_peak_cores, one.seconds) for one in points] == [
        (2.5, 5.0, 60),
        (8.5, 11.0, 60),
    ]
    assert points[0].gpu_devices is None


def test_where_nobody_looked_there_is_nothing() -> None:
    _, points = curve(looks(0, 100, cpu=1.0) + looks(200, 300, cpu=1.0), 0, 300, 100)
    assert [one.cpu_cores for one in points] == [1.0] * 5 + [None] * 5 + [1.0] * 5
    assert [one.seconds for one in points[5:10]] == [None] * 5


@pytest.mark.parametrize("step", [10, 60, 600])
@pytest.mark.parametrize("most", [2, 3, 7, 200, 5000])
@pytest.mark.parametrize(("begin", "end"), [(0, 1), (0, 7200), (3607, 7211), (0, 3 * DAY), (11, 400 * DAY)])
def test_there_are_never_more_than_asked_for_nor_false_gaps(
    step: int, most: int, begin: int, end: int
) -> None:
    found = looks(begin - begin % step, min(end, begin + DAY), step, cpu=1.0)
    apart, points = curve(found, begin, end, most)
    assert 1 <= len(points) <= most
    assert apart % max(step, FINEST) == 0
    times = [int(one.time.timestamp()) for one in points]
    assert times == list(range(times[0], times[0] + apart * len(times), apart))
    assert times[0] <= begin
    within = [one for one, at in zip(points, times, strict=True) if begin <= at < found[-1].at]
    assert all(one.cpu_cores == 1.0 for one in within)


def test_a_look_that_came_late_is_no_gap() -> None:
    samples = [one for one in looks(0, 600, cpu=1.0) if one.at not in (110, 330)]
    assert all(point.cpu_cores == 1.0 for point in curve(samples, 0, 600, 100)[1])


def test_a_span_that_moves_on_shows_the_same_points() -> None:
    samples = looks(0, 600, cpu=1.0)
    before, after = (curve(samples, begin, begin + 480, 40)[1] for begin in (0, 50))
    assert {one.time for one in before[3:]} <= {one.time for one in after} | {before[3].time}
