"""The phase model (`DESIGN` section 4) as courses of events: lives, sizes, stops and ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .courses import Courses, Step, head, pods, worker
from .objects import at, deleted, deployment, job, pod, raycluster, thing
from .world import World

course = Courses()


@course
def an_ordinary_life(w: World) -> Iterator[Step]:
    j = job()
    w.see(j)
    yield 0, "Creating Submitted", ""
    w.see(*pods(j, "new"))
    yield 1, "Pending NotScheduled", "0 of 2"
    w.see(*pods(j, "new", "new"))
    yield 2, "Pending NotScheduled", "0 of 2"
    w.see(*pods(j, "pulling", "new"))
    yield 3, "Pending NotScheduled", "1 of 2"
    w.see(*pods(j, "pulling", "pulling"))
    yield 4, "Initializing ContainersStarting", "0 of 2"
    w.see(*pods(j, "ready", "starting"))
    yield 5, "Initializing NotReady", "1 of 2"
    w.see(*pods(j, "ready", "ready"))
    yield 6, "Running AllRequiredPodsReady", "2 of 2"
    w.see(*pods(j, "succeeded", "succeeded"), job(condition="Complete"))
    yield 7, "Completed Finished", ""
    w.see(deleted(j))
    yield 8, "Deleting DeletionRequested", "2 of its pods"


@course
def finished_pods_of_a_parallel_job_are_no_defect(w: World) -> Iterator[Step]:
    j = job(pods=3)
    w.see(j, *pods(j, "ready", "ready", "ready"))
    yield 10, "Running AllRequiredPodsReady", "3 of 3"
    w.see(*pods(j, "succeeded", "ready", "ready"), job(pods=3, succeeded=1))
    yield 20, "Running AllRequiredPodsReady", "3 of 3"
    w.see(*pods(j, "succeeded", "succeeded", "ready"), job(pods=3, succeeded=2))
    yield 30, "Running AllRequiredPodsReady", "3 of 3"
    w.see(*pods(j, "succeeded", "succeeded", "succeeded"), job(pods=3, succeeded=3))
    yield 40, "Running AllRequiredPodsReady", "3 of 3"
    w.see(job(pods=3, succeeded=3, condition="Complete"))
    yield 50, "Completed Finished", ""


@course
def scaled_to_zero_by_hand(w: World) -> Iterator[Step]:
    d = deployment(replicas=1)
    w.see(d, *pods(d, "ready"))
    yield 10, "Running AllRequiredPodsReady", ""
    w.see(deployment(replicas=0))
    yield 20, "Stopped Stopping", "1 of its pods"
    w.lose(*pods(d, "ready"))
    yield 30, "Stopped Suspended", ""
    w.see(deployment(replicas=1))
    yield 40, "Creating Submitted", ""
    w.see(pod("q-0", d, "pulling"))
    yield 50, "Initializing ContainersStarting", ""


@course
def scaled_to_zero_by_an_autoscaler(w: World) -> Iterator[Step]:
    knative = {"serving.knative.dev/revision": "web-1"}
    d = deployment(replicas=1, labels=knative)
    w.see(d, *pods(d, "ready"))
    yield 10, "Running AllRequiredPodsReady", ""
    w.see(deployment(replicas=0, labels=knative)).lose(*pods(d, "ready"))
    yield 20, "Running ScaledToZero", ""


@course
def elastic_pods_above_the_floor_are_not_missed(w: World) -> Iterator[Step]:
    c = raycluster(workers=3, low=1, elastic=True)
    w.see(c, head(c), worker(c, 0, "ready"), worker(c, 1, "unschedulable"))
    yield 10, "Running AllRequiredPodsReady", "2 of 2"
    w.see(worker(c, 1, "ready"), worker(c, 2, "ready"))
    yield 20, "Running AllRequiredPodsReady", "2 of 2"
    w.lose(worker(c, 1, "ready"), worker(c, 2, "ready"))
    yield 30, "Running AllRequiredPodsReady", "2 of 2"
    w.lose(worker(c, 0, "ready"))
    yield 40, "Degraded PodsNotReady", "1 of 2"


@course
def a_retry_between_attempts(w: World) -> Iterator[Step]:
    j = job(pods=1)
    w.see(j, *pods(j, "ready"))
    yield 10, "Running AllRequiredPodsReady", ""
    w.see(*pods(j, "failed"), job(pods=1, failed=1))
    yield 20, "Pending Retrying", "1 pod failed"
    w.see(pod("again", j, "new"))
    yield 30, "Pending NotScheduled", ""
    w.see(pod("again", j, "ready"))
    yield 40, "Running AllRequiredPodsReady", ""


@course
def its_pods_go_after_the_end(w: World) -> Iterator[Step]:
    j = job()
    w.see(j, *pods(j, "succeeded", "failed"), job(condition="Failed"))
    yield 10, "Failed ReportedFailed", ""
    w.lose(*pods(j, "succeeded", "failed"))
    yield 20, "Failed ReportedFailed", ""


@course
def an_end_stays_until_newer_pods_are_at_work(w: World) -> Iterator[Step]:
    j = job(pods=1)
    w.see(j, *pods(j, "succeeded"), job(pods=1, condition="Complete"))
    yield 10, "Completed Finished", ""
    w.see(job(pods=1)).lose(*pods(j, "succeeded"))
    yield 20, "Completed Finished", ""
    w.see(pod("again", j, "ready", creationTimestamp=at(600)))
    yield 610, "Running AllRequiredPodsReady", ""
    assert w.row(610).attempt == 2


@course
def its_root_is_deleted_while_pods_end(w: World) -> Iterator[Step]:
    j = job()
    two = pods(j, "ready", "ready")
    w.see(j, *two)
    yield 10, "Running AllRequiredPodsReady", ""
    w.see(deleted(j))
    yield 20, "Deleting DeletionRequested", "2 of its pods remain"
    w.see(*map(deleted, two)).lose(j)
    yield 30, "Deleting DeletionRequested", "2 of its pods"
    w.lose(two[0])
    yield 40, "Deleting DeletionRequested", "1 of its pods"


@course
def its_root_vanishes_before_its_pods(w: World) -> Iterator[Step]:
    j = job()
    two = pods(j, "ready", "ready")
    w.see(j, *two)
    yield 10, "Running AllRequiredPodsReady", ""
    w.lose(j).see(deleted(two[0]))
    yield 20, "Deleting RootGone", ""
    w.see(deleted(two[1]))
    yield 30, "Deleting RootGone", "2 of its pods"


@course
def suspended_while_pods_still_run_and_resumed(w: World) -> Iterator[Step]:
    j = job()
    w.see(j, *pods(j, "ready", "ready"))
    yield 10, "Running AllRequiredPodsReady", ""
    w.see(job(suspend=True))
    yield 20, "Stopped Stopping", "2 of its pods are still ending"
    w.see(*map(deleted, pods(j, "ready", "ready")))
    yield 30, "Stopped Stopping", ""
    w.lose(*pods(j, "ready", "ready"))
    yield 40, "Stopped Suspended", ""
    w.see(job())
    yield 50, "Creating Submitted", ""
    w.see(pod("new", j, "new"))
    yield 60, "Pending NotScheduled", ""


@course
def an_unclaimed_owner_is_read_from_its_pods(w: World) -> Iterator[Step]:
    robot = thing("Robot", "r2", spec={"arms": 2}, status={})
    w.see(robot, *pods(robot, "ready", "pulling"))
    yield 10, "Initializing ContainersStarting", "1 of 2"
    w.see(*pods(robot, "ready", "ready"))
    yield 20, "Running AllRequiredPodsReady", ""
    w.see(*pods(robot, "succeeded", "ready"))
    yield 30, "Running AllRequiredPodsReady", ""
    w.see(*pods(robot, "succeeded", "succeeded"))
    yield 40, "Completed Finished", ""


@pytest.mark.parametrize("name", course)
def test_course(name: str) -> None:
    course.follow(name)
