"""The pods of a dag run by task, and which of them counts.

One try of a task may have several worker pods, one after the other: a task that was
deferred and resumed, or that was put off, or whose first pod could not be started.
Beside its worker a task may have a pod that it made, while the worker waits for it or
has gone (deferred).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hub.adapter import Pod, PodState

from .labels import WORKER, own, safe

UNMAPPED = "-1"


class Task(NamedTuple):
    """One pod as Airflow means it. ``name`` is the task's id as a label value; ``shard`` its map index."""

    name: str
    shard: str
    attempt: int
    worker: bool
    pod: Pod


def current(pods: Iterable[Pod]) -> list[Task]:
    """The pods that count, oldest first: of each task instance the newest of its newest try.

    For worker and made pods on their own, since a pod made by the first try may serve the second
    (``durable``, provider 10.25); but one that ended in an earlier try has had its day.
    """
    newest: dict[tuple[str, str, bool], Task] = {}
    tries: dict[tuple[str, str], int] = {}
    for pod in pods:
        task = _task(pod)
        tries[task[:2]] = max(tries.get(task[:2], 0), task.attempt)
        before = newest.get((task.name, task.shard, task.worker))
        if before is None or task.attempt >= before.attempt:
            newest[task.name, task.shard, task.worker] = task
    return [task for task in newest.values() if task.pod.active or task.attempt == tries[task[:2]]]


def _task(pod: Pod) -> Task:
    number = own(pod, "try_number", "1")
    attempt = int(number) if number.isdecimal() and len(number) < 10 else 1
    name, shard = safe(own(pod, "task_id", "task")), own(pod, "map_index", UNMAPPED)
    return Task(name, shard, attempt, WORKER in pod.labels, pod)


def roles(pods: Iterable[Pod]) -> dict[str, list[Task]]:
    """Pods that count by role: the task's id. Where a task made a pod, its worker stands apart."""
    pods = tuple(pods)
    there = current(pods)
    made = {task.name for task in there if not task.worker}
    raw = {safe(name): name for pod in pods if (name := own(pod, "task_id"))}
    found: dict[str, list[Task]] = {}
    for task in there:
        name = raw.get(task.name, task.name)
        apart = task.worker and task.name in made
        found.setdefault(f"{name}/worker" if apart else name, []).append(task)
    return found


def failed(there: Iterable[Task], pods: Iterable[Pod]) -> Task | None:
    """The first that failed and may matter still.

    A worker fails with its node, image or memory, not with its task, and Airflow starts another at once,
    which may be gone by now: so it matters only until the run has gone on.
    """
    broken = (task for task in there if task.pod.state is PodState.FAILED)
    return next((task for task in broken if not (task.worker and _gone_on(task.pod, pods))), None)


def _gone_on(failed: Pod, pods: Iterable[Pod]) -> bool:
    """Whether another pod was made after this one had failed."""
    at = failed.ended
    return at is not None and any(pod.created and pod.created >= at for pod in pods if pod is not failed)
