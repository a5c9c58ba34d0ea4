"""A recording with a bit of everything: real cases of many frameworks, each under a team's name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from hub.testing.cases import load
from tests.faces.cli.conftest import ADAPTERS, UID

Object = dict[str, Any]


NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


class Case(NamedTuple):
    """A recorded case, the name under which it is shown, who has submitted it, and how long ago it was."""

    file: str
    namespace: str
    name: str
    user: str
    minutes: int


def objects(case: Case) -> Iterator[Object]:
    """What it ended with, under another name, at another time, with uids of its own."""
    recorded = load(ADAPTERS / case.file)
    left = {_named(each): each for each in recorded.objects}
    for step in recorded.steps:
        for name in step.gone:
            left = {known: each for known, each in left.items() if known != name}
    root = next((each for each in left.values() if "ownerReferences" not in each["metadata"]), {})
    old = re.compile(rf"\b{re.escape(root['metadata']['name'])}\b")
    text = old.sub(case.name, json.dumps(list(left.values()), default=str))
    text = UID.sub(lambda uid: str(uuid5(NAMESPACE_URL, case.name + uid[0])), _shifted(text, case.minutes))
    for each in json.loads(text):
        each["metadata"]["namespace"] = case.namespace
        if each["kind"] == root["kind"] and "ownerReferences" not in each["metadata"]:
            notes = each["metadata"].setdefault("annotations", {})
            notes |= {
                "workloadhub.dev/submitted-by": case.user,
                "workloadhub.dev/queue": f"team-{case.namespace}",
            }
        yield each


def _named(each: Object) -> str:
    meta = each["metadata"]
    return f"{each['kind']}/{meta.get('namespace', '')}/{meta['name']}"


def _shifted(text: str, minutes: int) -> str:
    """Its last moment at this distance from `NOW`."""
    last = max(datetime.fromisoformat(found[0]) for found in TIME.finditer(text))
    by = NOW - timedelta(minutes=minutes) - last
    return TIME.sub(lambda found: f"{datetime.fromisoformat(found[0]) + by:%Y-%m-%dT%H:%M:%SZ}", text)


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
    Case("hub_kubeflow/cases/pytorchjob-running.yaml", "language", "llama-sft", "ada", 190),
    Case("hub_ray/cases/rayjob-running-jobstatus-pending.yaml", "language", "tokenize-web", "lin", 4),
    Case("hub_kubernetes/cases/jobset-running.yaml", "language", "pretrain-7b", "ada", 1500),
    Case("hub_kubernetes/cases/leaderworkerset-running.yaml", "language", "chat-70b", "lin", 4300),
    Case("hub_ray/cases/rayjob-failed-app.yaml", "language", "reward-model", "mo", 62),
    Case(
        "hub_ray/cases/raycluster-worker-unschedulable-first-start.yaml", "vision", "segment-sweep", "ravi", 7
    ),
    Case("hub_kubeflow/cases/trainjob-unschedulable-in-part.yaml", "vision", "resnet-nightly", "ravi", 18),
    Case("hub_kubeflow/cases/katib-experiment-running.yaml", "vision", "augmentation-search", "zoe", 42),
    Case("hub_kubeflow/cases/notebook-stopped.yaml", "vision", "explore-lidar", "zoe", 900),
    Case("hub_kubernetes/cases/job-out-of-memory.yaml", "vision", "render-masks", "ravi", 96),
    Case(
        "hub_spark/cases/sparkapplication-running-executors-pending.yaml",
        "features",
        "clickstream-join",
        "mo",
        2,
    ),
    Case("hub_spark/cases/native-spark-cluster-running.yaml", "features", "daily-rollup", "mo", 31),
    Case("hub_kubernetes/cases/job-success.yaml", "features", "backfill-june", "mo", 240),
    Case("hub_kubernetes/cases/deployment-crash-loop.yaml", "serving", "ranker-canary", "ada", 11),
    Case("hub_kubernetes/cases/deployment-serving.yaml", "serving", "ranker", "ada", 8600),
    Case("hub_seldon/cases/seldondeployment-available.yaml", "serving", "fraud-score", "lin", 13000),
    Case("hub_kubevirt/cases/vm-running.yaml", "serving", "licence-server", "ops", 20000),
]
