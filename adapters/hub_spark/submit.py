"""Submitting to Spark through Kubeflow's operator, as a SparkApplication.

Fields are those of spark-operator 2.4 (`sparkapplication_types.go`). Spark writes memory with letters of
its own (``512m`` is 512 MiB), and a core count is whole: a part of a core is asked for beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

from hub.adapter import Code, Create, Field, Filled, Submission, placing, quantity

VERSION = "4.0.1"
ENDINGS = {"py": "Python", "R": "R", "r": "R", "jar": "Java"}
"""The language of an application, by its file's ending (`SparkApplicationType`)."""

FIELDS = (
    Field(
        name="service-account",
        section="Where",
        help="The driver's. Left out, one is made that may run executors.",
    ),
    Field(
        name="application",
        kind="program",
        required=True,
        word=True,
        section="What runs",
        help="The program: a local .py or .R file, which goes along, or where Spark finds it (local:///, s3a://).",
    ),
    Field(name="arguments", kind="command", word=True, section="What runs", help="Its arguments, after --."),
    Field(name="class", help="The main class of a .jar."),
    Field(name="conf", kind="pairs", help="Spark property NAME=VALUE."),
    Field(name="spark-version", default=VERSION, help="Spark's version in the image."),
    Field(
        name="driver-cpu", kind="amount", default="1", minimum=0.1, unit="cores", help="Cores of the driver."
    ),
    Field(
        name="driver-memory",
        kind="amount",
        default="1Gi",
        minimum=471859200,
        unit="bytes",
        help="Memory of the driver, without Spark's overhead.",
    ),
    Field(
        name="max-nodes",
        kind="whole",
        minimum=1,
        unit="pods",
        help="Let Spark go from --nodes executors up to so many (dynamic allocation).",
    ),
)


def application(filled: Filled) -> list[Create]:
    """Driver and executors run the same image with the same volumes; the driver's log is the program's."""
    file, filled = program(filled)
    spec = placing.compact(
        type=ENDINGS.get(file.rpartition(".")[2], "Scala"),
        mode="cluster",
        image=filled.text("image"),
        imagePullSecrets=list(filled.words("pull-secret")),
        sparkVersion=filled.text("spark-version"),
        mainApplicationFile=file,
        mainClass=filled.text("class"),
        arguments=list(filled.words("arguments")),
        sparkConf=filled.pairs("conf"),
        volumes=placing.volumes(filled),
        batchSchedulerOptions=placing.compact(queue=filled.text("queue")),
        dynamicAllocation=_dynamic(filled),
        restartPolicy=_again(filled.number("retries")),
        driver=_pod(filled, "driver-cpu", "driver-memory") | {"serviceAccount": account(filled)},
        executor=_pod(filled, "cpu", "memory") | {"instances": filled.number("nodes")} | _gpu(filled),
    )
    head = {"apiVersion": "sparkoperator.k8s.io/v1beta2", "kind": "SparkApplication"}
    root = Create({**head, "metadata": placing.metadata(filled), "spec": spec})
    return [root, *rights(filled), *placing.code_map(filled)]


def program(filled: Filled) -> tuple[str, Filled]:
    """Where Spark finds the application; the form with its file among the code, where it goes along."""
    found = filled.values["application"]
    if not isinstance(found, Code):
        return str(found), filled
    beside = filled.code.files if filled.code else {}
    code = found._replace(files={**beside, **found.files})
    return f"local://{placing.CODE}/{found.name}", Filled({**filled.values, "code": code})


def account(filled: Filled) -> str:
    """The one that is named, else one of its own."""
    return filled.text("service-account") or f"{filled.name}-driver"


def rights(filled: Filled) -> Iterator[Create]:
    """A driver makes its executors itself: an account that may, where none is named.

    What it touches: pods, services, ConfigMaps and claims ("Running Spark on Kubernetes", RBAC).
    """
    if filled.text("service-account"):
        return
    meta, group = {"name": account(filled)}, "rbac.authorization.k8s.io"
    head = {"apiVersion": f"{group}/v1", "metadata": meta}
    what = ["pods", "services", "configmaps", "persistentvolumeclaims"]
    verbs = ["create", "get", "list", "watch", "update", "patch", "delete", "deletecollection"]
    rules = [{"apiGroups": [""], "resources": what, "verbs": verbs}]
    yield Create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta})
    yield Create({**head, "kind": "Role", "rules": rules})
    who = [{"kind": "ServiceAccount", **meta}]
    yield Create(
        {
            **head,
            "kind": "RoleBinding",
            "subjects": who,
            "roleRef": {"apiGroup": group, "kind": "Role", **meta},
        }
    )


def _dynamic(filled: Filled) -> dict[str, Any]:
    nodes, most = filled.number("nodes") or 0, filled.number("max-nodes")
    if most is None:
        return {}
    return {
        "enabled": True,
        "initialExecutors": nodes,
        "minExecutors": nodes,
        "maxExecutors": max(most, nodes),
    }


def _again(retries: int | None) -> dict[str, Any]:
    """Ten seconds between attempts; a submission that fails counts as one, too."""
    if not retries:
        return {"type": "Never"}
    names = ("onFailure", "onSubmissionFailure")
    often = {f"{name}Retries": retries for name in names} | {f"{name}RetryInterval": 10 for name in names}
    return {"type": "OnFailure", **often}


def _pod(filled: Filled, cpu: str, memory: str) -> dict[str, Any]:
    cores = quantity(filled.text(cpu))
    return placing.compact(
        cores=max(ceil(cores), 1),
        coreRequest=filled.text(cpu) if cores != ceil(cores) else "",
        memory=mib(filled.text(memory)),
        labels=filled.pairs("label"),
        env=placing.env(filled),
        envFrom=[{"secretRef": {"name": name}} for name in filled.words("env-from")],
        volumeMounts=placing.mounts(filled),
        nodeSelector=filled.pairs("pool"),
        priorityClassName=filled.text("priority"),
    )


def mib(memory: str) -> str:
    return f"{ceil(quantity(memory) / 2**20)}m"


def _gpu(filled: Filled) -> dict[str, Any]:
    gpus = filled.number("gpus")
    return {"gpu": {"name": placing.GPU, "quantity": gpus}} if gpus else {}


SPARK = Submission(
    name="spark",
    type="sparkapplication",
    help="A Spark application, as a SparkApplication of Kubeflow's operator.",
    make=application,
    fields=FIELDS,
    defaults={
        "image": f"spark:{VERSION}",
        "nodes": 2,
        "cpu": "1",
        "memory": "1Gi",
    },
    cannot={
        "command": "Spark starts an application: name its file",
        "timeout": "the Spark operator has no limit for how long an application runs",
    },
    logs=("driver",),
    examples=(
        "hub submit spark app.py",
        "hub submit spark app.py --nodes 4 --memory 4Gi --conf spark.sql.shuffle.partitions=64 -- 2026-11",
        "hub submit spark s3a://jobs/report.jar --class org.example.Report",
    ),
)
