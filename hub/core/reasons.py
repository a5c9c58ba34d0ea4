"""The closed list of reasons: one CamelCase word beside every phase, and what it means.

An adapter may name one of these; any other word becomes part of the message.
The documentation's table is made from this one.
"""

from __future__ import annotations

from hub.model import Phase

REASONS: dict[str, tuple[frozenset[Phase], str]] = {}
UNKNOWN: tuple[frozenset[Phase], str] = frozenset(), ""


def _reason(word: str, meaning: str, *phases: Phase) -> str:
    REASONS[word] = (frozenset(phases), meaning)
    return word


C, P, I, R = Phase.CREATING, Phase.PENDING, Phase.INITIALIZING, Phase.RUNNING  # noqa: E741
D, S, F = Phase.DEGRADED, Phase.STOPPED, Phase.FAILED

SUBMITTED = _reason("Submitted", "it was accepted and has no pods yet", C)
QUEUED = _reason("Queued", "its framework or a queue holds it back", C, P)
PODS_MISSING = _reason("PodsMissing", "some required pods do not exist yet", P, D, I)
UNSCHEDULABLE = _reason("Unschedulable", "no node has room for a required pod, or none fits it", P, D)
SCHEDULING_GATED = _reason("SchedulingGated", "a scheduling gate holds a required pod back", P, D)
NOT_SCHEDULED = _reason("NotScheduled", "required pods wait for the scheduler", P, D)
CONTAINERS_STARTING = _reason("ContainersStarting", "images, volumes or init containers are in progress", I)
NOT_READY = _reason("NotReady", "containers run and are not ready yet", I, D)
IMAGE_PULL_FAILING = _reason("ImagePullFailing", "an image cannot be pulled; it is tried again", I, D)
CONTAINER_CONFIG = _reason(
    "ContainerConfigError", "a container cannot be made: a missing key, volume or command", I, D
)
CRASH_LOOP = _reason("CrashLoop", "a container ends again and again", I, D)
STARTING = _reason("Starting", "its framework reports that it is starting", C, P, I)
RETRYING = _reason("Retrying", "an attempt failed and the next one is under way", P, I)
ALL_READY = _reason("AllRequiredPodsReady", "every required pod is ready", R)
REPORTED_RUNNING = _reason("ReportedRunning", "its framework reports that it runs", R)
SCALED_TO_ZERO = _reason("ScaledToZero", "an autoscaler took all pods away until there is work", R)
ACTIVE = _reason("Active", "a run of it is under way", R)
PODS_ENDED = _reason("PodsEnded", "its pods have ended; whether it has, only its framework knows", R)
WAITING_FOR_SCHEDULE = _reason("WaitingForSchedule", "its next run is not due yet", R)
PODS_NOT_READY = _reason("PodsNotReady", "fewer pods than required are ready, after it ran", D)
BELOW_DESIRED = _reason("BelowDesired", "it runs with fewer pods than asked for", D)
PODS_FAILED = _reason("PodsFailed", "pods that were needed have failed", D, F)
REPORTED_DEGRADED = _reason("ReportedDegraded", "its framework reports partial health", D)
DELETION_REQUESTED = _reason("DeletionRequested", "its root is being deleted", Phase.DELETING)
ROOT_GONE = _reason("RootGone", "its root is gone and its pods are ending", Phase.DELETING)
SUSPENDED = _reason("Suspended", "it is stopped and keeps no pods", S)
STOPPING = _reason("Stopping", "it is stopped; some of its pods are still ending", S)
REPORTED_FAILED = _reason("ReportedFailed", "its framework reports that it failed", F)
IMAGE_PULL_FAILED = _reason(
    "ImagePullFailed", "an image could not be pulled for longer than the grace time", F
)
DEADLINE_EXCEEDED = _reason("DeadlineExceeded", "it ran or waited longer than its own limit", F)
REJECTED = _reason("Rejected", "its specification was refused", F)
FINISHED = _reason("Finished", "it ended without errors", Phase.COMPLETED)
