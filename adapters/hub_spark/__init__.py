"""Spark on Kubernetes, however it was submitted.

`conf` holds Spark's own arithmetic: sizes, overheads, how many executors. One
module per way in: `sparkapplication`, `scheduled` and `sparkconnect` are
Kubeflow's operator, `apache` and `sparkcluster` the Apache project's, and
`native` is plain ``spark-submit`` without any operator. Running spark-submit
does not belong here: adapters do no I/O.

Facts are those of Spark 4.0, of Kubeflow's spark-operator 2.5.1 and of the
Apache operator 1.0.0.
"""

from __future__ import annotations

from hub.adapter import Adapter, Submission, hookimpl

from .apache import APACHE
from .native import SPARK
from .scheduled import SCHEDULED
from .sparkapplication import SPARKAPPLICATION
from .sparkcluster import SPARKCLUSTER
from .sparkconnect import SPARKCONNECT
from .submit_apache import SUBMISSIONS


@hookimpl
def hub_adapters() -> list[Adapter]:
    return [SPARK, SPARKAPPLICATION, SCHEDULED, SPARKCONNECT, APACHE, SPARKCLUSTER]


@hookimpl
def hub_submissions() -> tuple[Submission, ...]:
    return SUBMISSIONS
