"""Submitting to Spark through the Apache project's own operator, as its SparkApplication.

Fields are those of spark-kubernetes-operator 1.0.0 (CRD of v1). Sizes are Spark's properties; what a pod is
beside, its template says.
"""

from __future__ import annotations

from typing import Any

from hub.adapter import Create, Filled, Submission, placing

from .pods import CONTAINERS, DRIVER, EXECUTOR
from .submit import SPARK, account, mib, program, rights

FILES = {"py": "pyFiles", "R": "sparkRFiles", "r": "sparkRFiles"}
"""The field of a program, by its ending; else it is a .jar (`SparkAppSubmissionWorker`)."""


def application(filled: Filled) -> list[Create]:
    file, filled = program(filled)
    spec = placing.compact(
        mainClass=filled.text("class"),
        driverArgs=list(filled.words("arguments")),
        sparkConf=_conf(filled) | filled.pairs("conf"),
        applicationTolerations=_tolerated(filled),
    )
    spec |= {
        FILES.get(file.rpartition(".")[2], "jars"): file,
        "runtimeVersions": {"sparkVersion": filled.text("spark-version")},
        "driverSpec": {
            "podTemplateSpec": _template(filled, DRIVER, cpu="driver-cpu", memory="driver-memory")
        },
        "executorSpec": {"podTemplateSpec": _template(filled, EXECUTOR, cpu="cpu", memory="memory")},
    }
    head = {"apiVersion": "spark.apache.org/v1", "kind": "SparkApplication"}
    root = Create({**head, "metadata": placing.metadata(filled), "spec": spec})
    return [root, *rights(filled), *placing.code_map(filled)]


def _conf(filled: Filled) -> dict[str, str]:
    start, nodes, most = "spark.kubernetes", filled.number("nodes") or 0, filled.number("max-nodes")
    dynamic = "spark.dynamicAllocation"
    grows = {
        f"{dynamic}.enabled": "true",
        f"{dynamic}.shuffleTracking.enabled": "true",
        f"{dynamic}.minExecutors": str(nodes),
        f"{dynamic}.maxExecutors": str(max(most or 0, nodes)),
    }
    return {
        f"{start}.container.image": filled.text("image"),
        f"{start}.authenticate.driver.serviceAccountName": account(filled),
        f"{start}.driver.request.cores": filled.text("driver-cpu"),
        f"{start}.executor.request.cores": filled.text("cpu"),
        "spark.driver.memory": mib(filled.text("driver-memory")),
        "spark.executor.memory": mib(filled.text("memory")),
        "spark.executor.instances": str(nodes),
        **(grows if most else {}),
    }


def _tolerated(filled: Filled) -> dict[str, Any]:
    """One attempt, unless more are asked for."""
    again = filled.number("retries")
    policy = (
        {"restartPolicy": "OnFailure", "maxRestartAttempts": again} if again else {"restartPolicy": "Never"}
    )
    return {"restartConfig": policy}


def _template(filled: Filled, role: str, *, cpu: str, memory: str) -> dict[str, Any]:
    """A pod of this role: GPUs are the executors'. Spark writes its own amounts over its container's."""
    sizes = {"cpu": filled.text(cpu), "memory": filled.text(memory)}
    gpus = filled.values.get("gpus") if role == EXECUTOR else None
    own = Filled({**filled.values, **sizes, "gpus": gpus})
    labels = placing.compact(labels=filled.pairs("label"))
    return placing.compact(metadata=labels, spec=placing.pod_spec(own, CONTAINERS[role]))


APACHE = Submission(
    name="spark-apache",
    type="apache-sparkapplication",
    help="A Spark application, as a SparkApplication of the Apache Spark project's operator.",
    make=application,
    fields=SPARK.fields,
    defaults=SPARK.defaults,
    cannot=SPARK.cannot,
    logs=("driver",),
    examples=(
        "hub submit spark-apache app.py",
        "hub submit spark-apache s3a://jobs/report.jar --class org.example.Report --nodes 4",
    ),
)
SUBMISSIONS = (SPARK, APACHE)
