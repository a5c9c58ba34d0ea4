"""Plain Kubernetes: the kinds of `core`, `apps` and `batch`, and the two workload kinds of its SIGs.

One module per kind, each ending in one `Adapter`. `sizes` and `ended` hold what
several of them share: replicas that can go to zero and back, and statuses told
by conditions. What belongs to a framework's own operator does not belong here;
an owner of a kind that nobody claims is read by the hub itself.

Facts are those of Kubernetes 1.37, JobSet 0.10 and LeaderWorkerSet 0.7.
"""

from __future__ import annotations

from hub.adapter import Adapter, Submission, hookimpl

from .cronjob import CRONJOB
from .daemonset import DAEMONSET
from .deployment import DEPLOYMENT, REPLICASET
from .job import JOB
from .jobset import JOBSET
from .leaderworkerset import LEADERWORKERSET
from .pod import POD
from .statefulset import STATEFULSET
from .submit import SUBMISSIONS


@hookimpl
def hub_adapters() -> list[Adapter]:
    return [POD, JOB, CRONJOB, DEPLOYMENT, REPLICASET, STATEFULSET, DAEMONSET, JOBSET, LEADERWORKERSET]


@hookimpl
def hub_submissions() -> tuple[Submission, ...]:
    return SUBMISSIONS
