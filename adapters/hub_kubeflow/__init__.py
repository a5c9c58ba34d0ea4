"""Kubeflow's kinds: training jobs of both generations, notebooks, experiments, pipelines, model servers.

`replicas` is what the training-operator's kinds share, `training` those kinds but
`mpijob`, which one adapter reads in both its versions. `trainjob` is the second
generation. `katib` and `argo` are series: their trials and steps' jobs are rows of
their own. What a JobSet or a Job means on its own is no business of this package.

Facts are those of training-operator 1.9.3, mpi-operator 0.8.2, Trainer 2.2.1,
Katib 0.19, Notebooks 1.11, Argo Workflows 3.7.4, Pipelines 2 and KServe 0.16.
"""

from __future__ import annotations

from hub.adapter import Adapter, Submission, hookimpl

from .argo import CRONWORKFLOW, WORKFLOW
from .inferenceservice import INFERENCESERVICE
from .katib import EXPERIMENT, TRIAL
from .mpijob import MPIJOB
from .notebook import NOTEBOOK
from .scheduledworkflow import SCHEDULEDWORKFLOW
from .submit import SUBMISSIONS
from .training import JOBS
from .trainjob import TRAINJOB


@hookimpl
def hub_adapters() -> list[Adapter]:
    return [
        *JOBS,
        MPIJOB,
        TRAINJOB,
        NOTEBOOK,
        EXPERIMENT,
        TRIAL,
        WORKFLOW,
        CRONWORKFLOW,
        SCHEDULEDWORKFLOW,
        INFERENCESERVICE,
    ]


@hookimpl
def hub_submissions() -> tuple[Submission, ...]:
    return SUBMISSIONS
