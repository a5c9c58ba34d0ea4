"""A recording with a bit of everything: real cases of many frameworks, each under a team's name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

import yaml

from tests.faces.cli.conftest import ADAPTERS, UID

Object = dict[str, Any]


class Case(NamedTuple):
    """A recorded case and the name under which it is shown."""

    file: str
    namespace: str
    name: str


def objects(case: Case) -> Iterator[Object]:
    """Its objects, with uids and a namespace of their own, so that a case may be there twice."""
    salt = f"{case.namespace}/{case.name}"
    text = UID.sub(lambda uid: str(uuid5(NAMESPACE_URL, salt + uid[0])), (ADAPTERS / case.file).read_text())
    document = yaml.safe_load(text)
    old = next(str(each["metadata"]["name"]) for each in document["objects"])
    moved = json.loads(json.dumps(document["objects"], default=str).replace(old, case.name))
    for each in moved:
        each["metadata"]["namespace"] = case.namespace
        yield each


def written(file: Path, cases: list[Case], *more: Object) -> Path:
    """A file that `hub serve --from` takes."""
    found = [each for case in cases for each in objects(case)]
    file.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": [*found, *more]}))
    return file


def jobs(count: int) -> list[Object]:
    """Many rows."""
    ends = ("Complete", "Failed", "Suspended")
    return [_job(number, ends[number % 3]) for number in range(count)]


def _job(number: int, end: str) -> Object:
    made = f"2026-11-28T0{number % 10}:{number % 60:02}:00Z"
    condition = {"type": end, "status": "True", "lastTransitionTime": made, "reason": end}
    container = {"name": "main", "image": "python", "resources": {"limits": {"nvidia.com/gpu": number % 5}}}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": f"train-{number:05}",
            "namespace": "many",
            "uid": f"uid-{number}",
            "creationTimestamp": made,
        },
        "spec": {"suspend": end == "Suspended", "template": {"spec": {"containers": [container]}}},
        "status": {"startTime": made, "conditions": [condition]},
    }


CASES = [
    Case("hub_kubeflow/cases/pytorchjob-running.yaml", "language", "llama-sft"),
    Case("hub_ray/cases/rayjob-running-jobstatus-pending.yaml", "language", "tokenize-web"),
    Case("hub_kubernetes/cases/jobset-running.yaml", "language", "pretrain-7b"),
    Case("hub_kubernetes/cases/leaderworkerset-running.yaml", "language", "chat-70b"),
    Case("hub_ray/cases/rayjob-failed-app.yaml", "language", "reward-model"),
    Case("hub_ray/cases/raycluster-worker-unschedulable-first-start.yaml", "vision", "segment-sweep"),
    Case("hub_kubeflow/cases/trainjob-unschedulable-in-part.yaml", "vision", "resnet-nightly"),
    Case("hub_kubeflow/cases/katib-experiment-running.yaml", "vision", "augmentation-search"),
    Case("hub_kubeflow/cases/notebook-stopped.yaml", "vision", "explore-lidar"),
    Case("hub_kubernetes/cases/job-out-of-memory.yaml", "vision", "render-masks"),
    Case("hub_spark/cases/sparkapplication-running-executors-pending.yaml", "features", "clickstream-join"),
    Case("hub_spark/cases/native-spark-cluster-running.yaml", "features", "daily-rollup"),
    Case("hub_kubernetes/cases/job-success.yaml", "features", "backfill-june"),
    Case("hub_kubernetes/cases/deployment-crash-loop.yaml", "serving", "ranker-canary"),
    Case("hub_kubernetes/cases/deployment-serving.yaml", "serving", "ranker"),
    Case("hub_seldon/cases/seldondeployment-available.yaml", "serving", "fraud-score"),
    Case("hub_kubevirt/cases/vm-running.yaml", "serving", "licence-server"),
]
