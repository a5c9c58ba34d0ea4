"""Workloads that labels hold together: which labels count, what is beside their pods, and their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from hub.adapter import Adapter, Family, PodSet, Status, labelled
from hub.core.board import Board, rebuilt
from hub.core.keep import Keep
from hub.core.things import Thing
from hub.core.things import thing as decoded
from hub.model import Workload
from hub.registry import Plugin, Registered, Registry

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
RECORD = "example.org/Record"


def annotated(labels: Mapping[str, str], annotations: Mapping[str, str]) -> Mapping[str, str]:
    return {"run": annotations.get("run") or labels.get("run", "")}


def newest(family: Family) -> Mapping[str, str]:
    return {pod.uid: "work" for pod in family.pods[-1:]}


def sets(family: Family) -> Iterator[PodSet]:
    yield PodSet(role="work", desired=1)


def status(family: Family) -> Status:
    return Status(word=family.part(RECORD).text("status.state"))


RUN = Adapter(
    name="run",
    claims=(
        labelled("run", where={"worker": "yes"}, told=annotated, across=True),
        labelled("run", via=("spec.labels",), across=True, pods=False),
    ),
    parts=(RECORD,),
    annotations=("run",),
    status=status,
    pod_sets=sets,
    roles=newest,
)
REGISTRY = Registry.of([Registered(Plugin("runs", "runs"), RUN)])


def thing(kind: str, name: str, namespace: str = "a", spec: Any = None, **meta: Any) -> Thing:
    api = {"Pod": "v1", "Record": "example.org/v1"}.get(kind, "example.org/v1")
    state = {"state": "on"} if kind == "Record" else {}
    head = {"name": name, "namespace": namespace, "uid": name, **meta}
    manifest = {"apiVersion": api, "kind": kind, "metadata": head, "spec": spec or {}, "status": state}
    return decoded(manifest, Keep(REGISTRY.annotations))


def worker(name: str, run: str, namespace: str = "a", **meta: Any) -> Thing:
    return thing("Pod", name, namespace, labels={"worker": "yes", "run": run}, **meta)


def board(*things: Thing) -> Board:
    made = Board(REGISTRY)
    for each in things:
        made.seen("ADDED", each)
        made.flush(NOW)
    assert rebuilt(made, NOW) == made.workloads
    return made


def rows(*things: Thing) -> dict[str, Workload]:
    return {workload.key: workload for workload in board(*things).workloads.values()}


def test_annotations_are_trusted_where_the_claim_says_so() -> None:
    found = rows(worker("p", "forged", annotations={"run": "true"}), worker("q", "true"))
    assert found["run/a/true"].pods == ("p", "q")


def test_an_annotation_that_comes_later_moves_the_pod() -> None:
    seen = board(worker("p", "forged"))
    seen.seen("MODIFIED", worker("p", "forged", annotations={"run": "true"}))
    seen.flush(NOW)
    assert [workload.key for workload in seen.workloads.values()] == ["run/a/true"]


def test_a_claim_of_objects_claims_no_pods() -> None:
    found = rows(thing("Pod", "p", labels={"run": "r"}), thing("Robot", "x", spec={"labels": {"run": "r"}}))
    assert "run/a/r" not in found
    assert found["pod/a/p"].parent is None


def test_a_part_beside_the_pods_speaks_for_the_root_and_names_its_home() -> None:
    record = thing("Record", "r", "home", labels={"run": "r"})
    assert rows(record)["run/home/r"].native == "on"
    both = rows(worker("p", "r", "a"), record)
    assert list(both) == ["run/home/r"]
    assert both["run/home/r"].pods == ("p",)


def test_a_child_follows_its_parents_name() -> None:
    robot = thing("Robot", "x", "b", spec={"labels": {"run": "r"}})
    pod = thing("Pod", "x-0", "b", ownerReferences=[OWNER])
    early = rows(robot, pod)
    assert early["robot/b/x"].parent == "run/b/r"
    late = rows(robot, pod, worker("p", "r", "a"))
    assert late["robot/b/x"].parent == "run/a/r"
    assert late["run/a/r"].children == ("robot/b/x",)


OWNER = {"apiVersion": "example.org/v1", "kind": "Robot", "name": "x", "uid": "x", "controller": True}


def test_roles_depend_on_neighbours_and_the_others_are_in_no_set() -> None:
    found = rows(
        worker("p", "r", creationTimestamp="2026-11-24T10:00:00Z"),
        worker("q", "r", creationTimestamp="2026-11-24T11:00:00Z"),
    )
    (one,) = found["run/a/r"].pod_sets
    assert (one.role, one.pods.total) == ("work", 1)
