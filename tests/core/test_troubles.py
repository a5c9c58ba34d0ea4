"""The phase model when something goes wrong: images, sidecars, room, memory, nodes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .courses import Courses, Step, head, pods, worker
from .objects import deleted, deployment, job, pod, raycluster
from .world import World

course = Courses()


@course
def a_sidecar_fails_in_a_pod_that_stays_ready(w: World) -> Iterator[Step]:
    j = job(pods=1)
    w.see(j, *pods(j, "ready", sidecar="ready"))
    yield 10, "Running AllRequiredPodsReady", ""
    w.see(*pods(j, "ready", sidecar="failed"))
    yield 20, "Running AllRequiredPodsReady", ""
    w.see(*pods(j, "ready", sidecar="crash"))
    yield 30, "Running AllRequiredPodsReady", ""


@course
def a_crash_loop_is_over_when_its_container_has_stayed_up(w: World) -> Iterator[Step]:
    """The kubelet held it back for 40 s before its third restart: so long it must stay up."""
    d = deployment(replicas=1)
    w.see(d, *pods(d, "ready"))
    yield 10, "Running AllRequiredPodsReady", ""
    w.see(*pods(d, "crash", seconds=20))
    yield 20, "Degraded CrashLoop", "back-off"
    w.see(*pods(d, "again", seconds=60))
    yield 61, "Degraded CrashLoop", "exited with code 1 and was started again, 3 times so far"
    yield 99, "Degraded CrashLoop", ""
    yield 100, "Running AllRequiredPodsReady", ""


@course
def failures_before_it_first_ran_are_forgotten(w: World) -> Iterator[Step]:
    d = deployment(replicas=1)
    w.see(d, *pods(d, "again", seconds=60))
    yield 61, "Running AllRequiredPodsReady", ""


@course
def a_sidecar_takes_the_readiness_with_it_and_nothing_fails(w: World) -> Iterator[Step]:
    j = job(pods=1)
    w.see(j, *pods(j, "ready", sidecar="ready"))
    yield 10, "Running AllRequiredPodsReady", ""
    w.see(*pods(j, "lost", sidecar="crash"))
    yield 20, "Degraded CrashLoop", "proxy"
    w.see(*pods(j, "ready", sidecar="ready"))
    yield 30, "Running AllRequiredPodsReady", ""


@course
def a_large_image_is_pulled_for_an_hour(w: World) -> Iterator[Step]:
    j = job()
    w.see(j, *pods(j, "pulling", "ready"))
    yield 60, "Initializing ContainersStarting", ""
    yield 3600, "Initializing ContainersStarting", ""
    w.see(*pods(j, "ready", "ready"))
    yield 3601, "Running AllRequiredPodsReady", ""


@course
def an_image_cannot_be_pulled_and_then_it_can(w: World) -> Iterator[Step]:
    j = job()
    w.see(j, *pods(j, "image", "ready"))
    yield 60, "Initializing ImagePullFailing", "Back-off pulling image"
    yield 309, "Initializing ImagePullFailing", ""
    yield 310, "Failed ImagePullFailed", "more than 5 minutes"
    w.see(*pods(j, "starting", "ready"))
    yield 400, "Initializing NotReady", ""
    w.see(*pods(j, "ready", "ready"))
    yield 401, "Running AllRequiredPodsReady", ""


@course
def an_image_cannot_be_pulled_in_a_pod_that_is_not_needed(w: World) -> Iterator[Step]:
    c = raycluster(workers=2, low=1, elastic=True)
    w.see(c, head(c), worker(c, 0, "ready"), worker(c, 1, "image"))
    yield 60, "Running AllRequiredPodsReady", ""
    yield 6000, "Running AllRequiredPodsReady", ""


@course
def an_image_cannot_be_pulled_while_another_pod_waits(w: World) -> Iterator[Step]:
    j = job()
    w.see(j, *pods(j, "image", "unschedulable"))
    yield 60, "Pending Unschedulable", ""
    yield 400, "Failed ImagePullFailed", ""


ONE_OF_MANY = {
    "unschedulable": ("Pending Unschedulable", "Degraded Unschedulable", "3 Insufficient cpu"),
    "gated": ("Pending SchedulingGated", "Degraded PodsNotReady", ""),
    "image": ("Initializing ImagePullFailing", "Degraded ImagePullFailing", "Back-off pulling image"),
    "config": (
        "Initializing ContainerConfigError",
        "Degraded ContainerConfigError",
        'secret "token" not found',
    ),
    "crash": ("Initializing CrashLoop", "Degraded CrashLoop", "back-off"),
    "oom": ("Initializing CrashLoop", "Degraded CrashLoop", "OOMKilled"),
    "lost": ("Initializing NotReady", "Degraded NotReady", ""),
}


@pytest.mark.parametrize("state", ONE_OF_MANY)
def test_one_pod_of_many_before_it_ran(state: str) -> None:
    j = job(pods=4)
    row = World().see(j, *pods(j, "ready", "ready", state, "ready")).row()
    assert f"{row.phase} {row.reason}" == ONE_OF_MANY[state][0]
    assert ONE_OF_MANY[state][2] in row.message


@pytest.mark.parametrize("state", ONE_OF_MANY)
def test_one_pod_of_many_after_it_ran(state: str) -> None:
    j = job(pods=4)
    world = World().see(j, *pods(j, "ready", "ready", "ready", "ready"))
    assert world.row(20).phase == "Running"
    row = world.see(*pods(j, "ready", "ready", state, "ready")).row(30)
    assert f"{row.phase} {row.reason}" == ONE_OF_MANY[state][1]
    assert ONE_OF_MANY[state][2] in row.message
    assert row.gang.state == ("broken" if state in ("unschedulable", "gated") else "whole")


@course
def a_node_is_lost_and_the_pod_replaced(w: World) -> Iterator[Step]:
    d = deployment(replicas=1)
    w.see(d, *pods(d, "ready"))
    yield 10, "Running AllRequiredPodsReady", ""
    w.see(*pods(d, "lost", seconds=20))
    yield 20, "Degraded NotReady", "0 of 1"
    w.see(deleted(pods(d, "lost")[0]))
    yield 30, "Degraded PodsMissing", ""
    w.see(pod("q-0", d, "pulling"))
    yield 40, "Degraded PodsNotReady", ""
    w.see(pod("q-0", d, "ready"))
    yield 50, "Running AllRequiredPodsReady", ""


@course
def a_pod_is_evicted(w: World) -> Iterator[Step]:
    d = deployment(replicas=2)
    w.see(d, *pods(d, "ready", "ready"))
    yield 10, "Running AllRequiredPodsReady", ""
    w.see(*pods(d, "evicted", "ready"))
    yield 20, "Degraded PodsFailed", "The node was low on resource"
    w.see(pod("q-0", d, "ready"))
    yield 30, "Running AllRequiredPodsReady", ""


@course
def a_pod_is_preempted(w: World) -> Iterator[Step]:
    c = raycluster(workers=2)
    w.see(c, head(c), worker(c, 0, "ready"), worker(c, 1, "ready"))
    yield 10, "Running AllRequiredPodsReady", "3 of 3"
    w.see(worker(c, 0, "preempted"))
    yield 20, "Degraded PodsFailed", "preempted"
    w.lose(worker(c, 0, "preempted")).see(worker(c, 2, "unschedulable"))
    yield 30, "Degraded Unschedulable", "2 of 3"
    w.see(worker(c, 2, "ready"))
    yield 40, "Running AllRequiredPodsReady", ""


@pytest.mark.parametrize("name", course)
def test_course(name: str) -> None:
    course.follow(name)
