"""What gangs cost before any scheduler hears of them: plans, choices, objects and links of 10,000 workloads.

`python -m tests.bench.gangs`. The anchor is the reading of the same workloads, which happens anyway.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from hub.core.gang import choosing, linking, objects, planning
from hub.core.keep import Keep
from hub.core.reading import Subject, read
from hub.core.things import thing
from hub.core.times import EPOCH
from hub.model import Family, Key, Kind, Obj, Pod
from hub.registry import load

KNOWN = load()
WORKLOADS, PODS = 10_000, 10
SERVED = {Kind("scheduling.k8s.io", "PodGroup"): "v1beta1"}


def main() -> None:
    subjects = list(_subjects())
    pods = WORKLOADS * PODS
    reading = _seconds(lambda: [read(one, now=EPOCH) for one in subjects])
    planning_alone = _seconds(lambda: [planning.plan(one) for one in subjects])
    whole = _seconds(lambda: [_linked(one) for one in subjects])
    print(f"{WORKLOADS} workloads of {PODS} pods")
    for name, seconds in (("reading", reading), ("plans", planning_alone), ("plans to links", whole)):
        print(f"{name:<15}{pods / seconds:>12,.0f} pods/s{seconds / reading:>8.2f}x a reading")


def _linked(subject: Subject) -> int:
    """All that a webhook and a controller need of it: each pod's own link among it."""
    made = planning.plan(subject)
    choice = choosing.choose(made, KNOWN.backends, SERVED, pods=subject.family.pods)
    backend = next(one for one in KNOWN.backends if one.name == choice.backend)
    role = subject.adapter.role_in(subject.family)
    groups = (planning.group(made, role(pod)) for pod in subject.family.pods)
    links = [linking.link(backend, made, one, next(iter(one.roles))) for one in groups if one]
    assert len(links) == PODS
    return len(objects.objects(backend, made, choice.version))


def _subjects() -> Iterator[Subject]:
    adapter = KNOWN.adapters["pytorchjob"]
    template = {"spec": {"containers": [{"name": "pytorch", "image": "i"}]}}
    counts = {"Master": 1, "Worker": PODS - 1}
    replicas = {name: {"replicas": count, "template": template} for name, count in counts.items()}
    for number in range(WORKLOADS):
        meta = {"name": f"train-{number}", "namespace": "team-a", "uid": f"u{number}"}
        root = {"apiVersion": "kubeflow.org/v1", "kind": "PyTorchJob", "metadata": meta}
        root["spec"] = {"pytorchReplicaSpecs": replicas}
        pods = [_pod(number, role, n) for role, count in counts.items() for n in range(count)]
        key = Key("pytorchjob", "team-a", f"train-{number}")
        family = Family(Obj(root), (), pods)
        yield Subject(key, f"u{number}", "kubeflow", adapter, family, True, backends=KNOWN.backends)


def _pod(number: int, role: str, n: int) -> Pod:
    name = f"train-{number}-{role.lower()}-{n}"
    meta: dict[str, Any] = {"name": name, "namespace": "team-a", "uid": name}
    meta["labels"] = {"training.kubeflow.org/replica-type": role.lower()}
    spec = {"containers": [{"name": "pytorch", "image": "i"}], "schedulerName": "default-scheduler"}
    found = thing({"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}, KEEP)
    assert isinstance(found, Pod)
    return found


KEEP = Keep(KNOWN.annotations)


def _seconds(work: Callable[[], object]) -> float:
    """Of CPU, the best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


if __name__ == "__main__":
    main()
