"""MLflow: one tracked run that a Kubernetes Job carries.

MLflow's backend for projects makes one Job from the user's template and adds only the name of
its run, as an environment variable; the hub's own backend does the same. So a Job that names a run
is that run, and all else is as with any Job. Pods of other frameworks that report to MLflow belong
to those frameworks; its servers are plain Deployments.

Facts are those of MLflow 3.18 (``mlflow/projects/kubernetes.py``).
"""

from __future__ import annotations

from hub.adapter import Adapter, hookimpl

from .run import RUN


@hookimpl
def hub_adapters() -> list[Adapter]:
    return [RUN]
