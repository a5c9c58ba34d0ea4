"""Airflow: a dag run is the workload, told by the pods of its task instances.

Airflow has no kind of its own in the cluster: the labels that it puts on pods hold a
run together. `labels` knows these and the way Airflow makes label values, `tasks` which
pod of a task counts, `dagrun` makes the row. Where settings name Airflow's own server, `server`
asks it (the only I/O) and `record` reads what it told. What tasks submit (a Job, a SparkApplication,
a RayJob) is a workload of its own and the run's child. Airflow's own servers, and pods
without the mark of a task, do not belong here.

Facts are those of Airflow 3.3 with its provider cncf.kubernetes 10.25.
"""

from __future__ import annotations

from hub.adapter import Adapter, Submission, hookimpl
from hub.plugin import Source

from .dagrun import DAGRUN
from .server import AIRFLOW
from .submit import SUBMISSIONS


@hookimpl
def hub_adapters() -> list[Adapter]:
    return [DAGRUN]


@hookimpl
def hub_sources() -> list[Source]:
    return [AIRFLOW]


@hookimpl
def hub_submissions() -> tuple[Submission, ...]:
    return SUBMISSIONS
