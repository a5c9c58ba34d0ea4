"""MLflow: one tracked run that a Kubernetes Job carries, and the runs above and below it.

MLflow's backend for projects makes one Job from the user's template and adds only the name of
its run, as an environment variable; the hub's own backend does the same. So a Job that names a run
is that run (`run`), and all else is as with any Job. Where settings name a tracking server, `server`
asks it (the only I/O), `record` reads what it told, and nested runs are rows of their own (`tracked`).
Pods of other frameworks that report to MLflow belong to those frameworks; its servers are plain
Deployments.

Facts are those of MLflow 3.18 (``mlflow/projects/kubernetes.py``).
"""

from __future__ import annotations

from hub.adapter import Adapter, Submission, hookimpl
from hub.plugin import Source

from .run import RUN
from .server import MLFLOW
from .submit import SUBMISSIONS
from .tracked import TRACKED


@hookimpl
def hub_adapters() -> list[Adapter]:
    return [RUN, TRACKED]


@hookimpl
def hub_sources() -> list[Source]:
    return [MLFLOW]


@hookimpl
def hub_submissions() -> tuple[Submission, ...]:
    return SUBMISSIONS
