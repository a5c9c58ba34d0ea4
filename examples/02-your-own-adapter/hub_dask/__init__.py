"""Dask on Kubernetes, as its operator runs it: DaskCluster and DaskJob.

`workers` says which pods a cluster asks for, the other modules are one kind
each. A DaskWorkerGroup and a DaskAutoscaler are parts of a cluster, never rows.

Facts are those of dask-kubernetes 2026.3.0, run and read.
"""

from __future__ import annotations

from hub.adapter import Adapter, hookimpl

from .daskcluster import DASKCLUSTER
from .daskjob import DASKJOB


@hookimpl
def hub_adapters() -> list[Adapter]:
    return [DASKCLUSTER, DASKJOB]
