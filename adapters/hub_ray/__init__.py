"""Ray on Kubernetes, as KubeRay runs it: RayCluster, RayJob, RayService, RayCronJob.

`sets` says which pods a cluster's specification asks for, with what the operator
adds to them; `ways` how to reach one; `address` is for Ray's own tools, which load it; the other
modules are one kind each. Ray's
own job API, which knows of jobs without any Kubernetes object, is no adapter's
business: adapters do no I/O.

Facts are those of KubeRay 1.6.2, run and read, and of its CRDs of 1.7.
"""

from __future__ import annotations

from hub.adapter import Adapter, Submission, hookimpl

from .address import get_job_submission_client_cluster_info as get_job_submission_client_cluster_info
from .raycluster import RAYCLUSTER
from .raycronjob import RAYCRONJOB
from .rayjob import RAYJOB
from .rayservice import RAYSERVICE
from .submit import SUBMISSIONS


@hookimpl
def hub_adapters() -> list[Adapter]:
    return [RAYCLUSTER, RAYJOB, RAYSERVICE, RAYCRONJOB]


@hookimpl
def hub_submissions() -> tuple[Submission, ...]:
    return SUBMISSIONS
