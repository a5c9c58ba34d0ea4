"""Seldon Core: SeldonDeployments of v1; Models, Pipelines, Experiments, Servers and the runtime of v2.

In v1 each component of a predictor is a Deployment of its own: `components`
says which there are and how large, `levels` on which level that is written. In
v2 only a Server and the SeldonRuntime have pods; a Model is loaded into a
Server's by Seldon's own scheduler and is shown without any, so that nothing is
counted twice. ServerConfig and SeldonConfig are templates and no workloads.

Facts are those of Seldon Core 1.18.2 and 2.10.2, read.
"""

from __future__ import annotations

from hub.adapter import Adapter, Submission, hookimpl

from .experiment import EXPERIMENT
from .model import MODEL
from .pipeline import PIPELINE
from .runtime import RUNTIME
from .seldondeployment import SELDONDEPLOYMENT
from .server import SERVER
from .submit import SUBMISSIONS


@hookimpl
def hub_adapters() -> list[Adapter]:
    return [SELDONDEPLOYMENT, MODEL, PIPELINE, EXPERIMENT, SERVER, RUNTIME]


@hookimpl
def hub_submissions() -> tuple[Submission, ...]:
    return SUBMISSIONS
