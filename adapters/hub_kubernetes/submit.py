"""Submitting to plain Kubernetes: a Job for what ends, a Deployment for what serves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.adapter import Create, Field, Filled, Submission, placing

NO_END = "a Deployment is there to stay; `hub submit kubernetes` makes a Job, which ends"


def job(filled: Filled) -> list[Create]:
    """One pod, or so many with an index each (JOB_COMPLETION_INDEX) that run side by side."""
    return [_root("batch/v1", "Job", filled, _job(filled)), *placing.code_map(filled)]


def cronjob(filled: Filled) -> list[Create]:
    """Such a Job at each of its times; one at a time."""
    spec = placing.compact(
        schedule=filled.text("schedule"),
        timeZone=filled.text("time-zone"),
        concurrencyPolicy=filled.text("concurrency"),
        jobTemplate={"spec": _job(filled)},
    )
    return [_root("batch/v1", "CronJob", filled, spec), *placing.code_map(filled)]


def _job(filled: Filled) -> dict[str, Any]:
    nodes = filled.number("nodes") or 1
    pod = {**placing.pod_spec(filled, "main"), "restartPolicy": "Never"}
    return placing.compact(
        parallelism=nodes,
        completions=nodes,
        completionMode="Indexed" if nodes > 1 else "",
        backoffLimit=filled.number("retries") or 0,
        activeDeadlineSeconds=filled.number("timeout"),
        template=_template(filled, pod, {}),
    )


def deployment(filled: Filled) -> list[Create]:
    """Pods that are alike, replaced when they fail; and a Service where they listen."""
    port, mine = filled.number("port"), {"app.kubernetes.io/name": filled.name}
    ports = [{"containerPort": port}] if port else []
    ready = {"tcpSocket": {"port": port}, "periodSeconds": 2} if port else {}
    spec = {
        "replicas": filled.number("nodes") or 1,
        "selector": {"matchLabels": mine},
        "template": _template(
            filled, placing.pod_spec(filled, "main", ports=ports, readinessProbe=ready), mine
        ),
    }
    made = [_root("apps/v1", "Deployment", filled, spec), *placing.code_map(filled)]
    return [*made, _service(filled.name, port, mine)] if port else made


def _root(version: str, kind: str, filled: Filled, spec: Mapping[str, Any]) -> Create:
    return Create({"apiVersion": version, "kind": kind, "metadata": placing.metadata(filled), "spec": spec})


def _template(filled: Filled, pod: Mapping[str, Any], more: Mapping[str, str]) -> dict[str, Any]:
    return placing.compact(metadata=placing.compact(labels={**filled.pairs("label"), **more}), spec=pod)


def _service(name: str, port: int, selector: Mapping[str, str]) -> Create:
    spec = {"selector": selector, "ports": [{"port": port}]}
    return Create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec})


KUBERNETES = Submission(
    name="kubernetes",
    type="job",
    help="A program that ends, as a Kubernetes Job.",
    make=job,
    defaults={"image": "python:3.11"},
    examples=(
        "hub submit kubernetes -- python3 -c 'print(6 * 7)'",
        "hub submit kubernetes --image busybox:1.36 --nodes 4 -- sh -c 'echo $JOB_COMPLETION_INDEX'",
        "hub submit kubernetes --code train.py --gpus 1 --follow -- python3 train.py",
    ),
)
DEPLOYMENT = Submission(
    name="deployment",
    type="deployment",
    help="A program that serves until it is deleted, as a Deployment.",
    make=deployment,
    fields=(
        Field(
            name="port",
            kind="whole",
            minimum=1,
            maximum=65535,
            help="The port it listens on: makes a Service of its name, and tells when it is ready.",
        ),
    ),
    defaults={"image": "python:3.11"},
    cannot={"timeout": NO_END, "retries": "a Deployment replaces its pods as often as they fail"},
    examples=("hub submit deployment --name web --port 8000 -- python3 -m http.server 8000",),
)
CRONJOB = Submission(
    name="cronjob",
    type="cronjob",
    help="A program that runs again and again, as a CronJob.",
    make=cronjob,
    fields=(
        Field(name="schedule", required=True, help="When, as cron has it: '0 3 * * *'."),
        Field(name="time-zone", help="The zone of its times: Europe/Berlin. Left out, the cluster's own."),
        Field(
            name="concurrency",
            default="Forbid",
            choices=("Allow", "Forbid", "Replace"),
            help="What happens when a run is due and the one before has not ended.",
        ),
    ),
    defaults={"image": "python:3.11"},
    examples=("hub submit cronjob --name nightly --schedule '0 3 * * *' --code . -- python3 report.py",),
)
SUBMISSIONS = (KUBERNETES, DEPLOYMENT, CRONJOB)
