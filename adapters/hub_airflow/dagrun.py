"""One run of a DAG, read from the pods of its tasks.

A worker pod that succeeded does not tell that its task did: Airflow 3.3's
`execute_workload` exits with 0 either way, and its scheduler deletes the pod. So pods
tell whether the run is at work, and never that it has ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hub.adapter import Adapter, Cannot, Family, Phase, PodSet, PodState, Status

from .labels import CLAIMS, IDS, own
from .record import RECORD, WORDS, connections, submitter, told
from .steering import delete, restart, run, stop
from .tasks import Task, current, failed
from .tasks import roles as by_role

REASONS = {
    "ErrImagePull": "ImagePullFailing",
    "ImagePullBackOff": "ImagePullFailing",
    "InvalidImageName": "ImagePullFailing",
    "CreateContainerConfigError": "ContainerConfigError",
    "CreateContainerError": "ContainerConfigError",
    "Unschedulable": "Unschedulable",
}
"""What keeps one task's pod from starting while others run."""

READY = PodState.READY
STARTING = (PodState.PENDING, PodState.INITIALIZING)
ENDED = (PodState.SUCCEEDED, PodState.FAILED)


def status(family: Family) -> Status:
    pods, record = _pods(family), family.part(RECORD)
    return told(record, pods, any(task.pod.active for task in current(family.pods))) if record else pods


def _pods(family: Family) -> Status:
    """What the pods alone tell."""
    there = current(family.pods)
    if (bad := failed(there, family.pods)) is not None:
        return _degraded(family, bad, "PodsFailed")
    if any(task.pod.state is READY and task.pod.active for task in there):
        stuck = _stuck(there)
        return _degraded(family, stuck, REASONS[stuck.pod.reason]) if stuck else _says(family, Phase.RUNNING)
    if not any(task.pod.active for task in there):
        pods = "its pods have ended" if there else "none of its pods is there"
        message = f"{pods}; whether the run has ended, only Airflow knows"
        return _says(family, Phase.RUNNING, "PodsEnded", message)
    again = next((task for task in there if task.pod.active and task.attempt > 1), None)
    if again is not None:
        message = f"task {own(again.pod, 'task_id')}: try {again.attempt} is under way"
        return _says(family, Phase.INITIALIZING, "Retrying", message)
    return _says(family, Phase.INITIALIZING)


def _says(family: Family, phase: Phase, reason: str = "", message: str = "") -> Status:
    raw = next((run for pod in family.pods if (run := pod.annotation("run_id"))), "")
    evidence = (f"Airflow's run_id={raw}",) if raw else ()
    return Status(phase=phase, reason=reason, message=message, evidence=evidence)


def _degraded(family: Family, task: Task, reason: str) -> Status:
    pod = task.pod
    message = f"task {own(pod, 'task_id')}: pod {pod.name}: {pod.message or pod.reason or 'failed'}"
    return _says(family, Phase.DEGRADED, reason, message)


def _stuck(there: list[Task]) -> Task | None:
    """A task of which nothing runs because its pod cannot start; one pod of a mapped task is enough."""
    running = {(task.name, task.worker) for task in there if task.pod.state is READY}
    troubled = (task for task in there if task.pod.active and task.pod.reason in REASONS)
    return next((task for task in troubled if (task.name, task.worker) not in running), None)


def roles(family: Family) -> Mapping[str, str]:
    return {task.pod.uid: role for role, tasks in by_role(family.pods).items() for task in tasks}


def pod_sets(family: Family) -> Iterator[PodSet]:
    """One per task that is at work, as large as it is now: only Airflow knows what comes next.

    Tasks do not wait for each other's pods, so what runs is all that must; before that, all there is.
    """
    found = by_role(family.pods)
    begun = any(task.pod.active and task.pod.state is READY for tasks in found.values() for task in tasks)
    needed = (READY, PodState.SUCCEEDED) if begun else (*STARTING, READY, PodState.SUCCEEDED)
    for role, tasks in found.items():
        pods = [task.pod for task in tasks if task.pod.active or task.pod.state in ENDED]
        working = any(pod.active for pod in pods)
        yield PodSet(
            role=role,
            desired=len(pods) if working else 0,
            minimum=sum(pod.state in needed for pod in pods) if working else 0,
            created_after=f"{role}/worker" if f"{role}/worker" in found else None,
            requests=tasks[-1].pod.requests,
        )


DAGRUN = Adapter(
    name="dagrun",
    claims=CLAIMS,
    parts=(RECORD,),
    annotations=(*IDS, "task_id", "map_index", "try_number"),
    words=WORDS,
    status=status,
    pod_sets=pod_sets,
    roles=roles,
    elastic=lambda family: True,  # pods come and go with the tasks
    connections=connections,
    submitter=submitter,
    gang=False,  # tasks start one after the other, and a worker makes its task's pod
    stop=stop,
    run=run,
    restart=restart,
    scale=Cannot("its DAG says how many pods each task has"),
    delete=delete,
)
