"""Names used again, series and their runs, pods held by labels, adapters that misbehave."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hub.adapter import Adapter, Family, Phase, Status, labelled, owned

from .objects import START, Manifest, job, pod, reference, thing
from .world import World, only, shape

ROBOT = Adapter(name="robot", claims=(owned("example.org/Robot"),))
CREW = Adapter(
    name="crew", claims=(labelled("crew"),), status=lambda family: Status(phase=Phase.RUNNING, word="up")
)


# Names used again


def test_a_name_used_again_is_a_new_row_while_old_pods_still_end() -> None:
    old = job("j")
    new = job("j", metadata={"uid": "uid-new", "creationTimestamp": "2026-11-24T10:01:00Z"})
    world = World().see(old, pod("old", old))
    world.rows()
    world.lose(old).see(pod("old", old, deletionTimestamp="2026-11-24T10:00:50Z"), new, pod("new", new))
    world.board.flush(START + timedelta(seconds=60))
    rows = world.board.workloads
    assert {uid: (row.key, row.pods, row.phase) for uid, row in rows.items()} == {
        "uid-job-j": ("job/ns/j", ("old",), Phase.DELETING),
        "uid-new": ("job/ns/j", ("new",), Phase.PENDING),
    }
    assert world.board.find("job/ns/j") == rows["uid-new"]
    assert world.board.find("job/ns/j@uid-job-j") == rows["uid-job-j"]
    world.lose(pod("old", old))
    assert list(world.rows()) == ["job/ns/j"]
    assert world.board.find("job/ns/j@uid-job-j") is None


# Series and children


def test_a_series_is_a_row_and_its_runs_are_its_children() -> None:
    top = thing("CronJob", "c", spec={})
    runs = [job("c-1"), job("c-2")]
    for run in runs:
        run["metadata"]["ownerReferences"] = [reference(top)]
    rows = World().see(top, *runs, pod("p", runs[1])).rows()
    assert rows["cronjob/ns/c"].children == ("job/ns/c-1", "job/ns/c-2")
    assert rows["cronjob/ns/c"].pods == ()
    assert rows["job/ns/c-2"].parent == "cronjob/ns/c"
    assert rows["job/ns/c-2"].pods == ("p",)


def test_a_run_that_comes_after_its_pods_tells_its_parent() -> None:
    top = thing("CronJob", "c", spec={})
    run = job("c-1")
    run["metadata"]["ownerReferences"] = [reference(top)]
    world = World().see(pod("p", run))
    assert list(world.rows()) == ["job/ns/c-1"]
    rows = world.see(run).rows()
    assert rows["cronjob/ns/c"].children == ("job/ns/c-1",)
    assert rows["job/ns/c-1"].parent == "cronjob/ns/c"
    world.lose(pod("p", run)).lose(run)
    assert world.rows() == {}


def test_a_run_that_goes_leaves_its_parent() -> None:
    top = thing("CronJob", "c", spec={})
    run = job("c-1")
    run["metadata"]["ownerReferences"] = [reference(top)]
    world = World().see(top, run)
    assert world.rows()["cronjob/ns/c"].children == ("job/ns/c-1",)
    assert world.lose(run).rows()["cronjob/ns/c"].children == ()


# Labels


def crew(name: str, owner: Manifest | None = None, labels: str = "blue", space: str = "ns") -> Manifest:
    made = pod(name, owner, labels={"crew": labels})
    made["metadata"]["namespace"] = space
    return made


def test_labels_hold_pods_together() -> None:
    world = World(only(CREW)).see(crew("a"), crew("b"), crew("c", labels="red"))
    assert shape(world) == {"crew/ns/blue": ["a", "b"], "crew/ns/red": ["c"]}
    assert world.rows()["crew/ns/blue"].anchor == {"crew": "blue"}
    assert world.rows()["crew/ns/blue"].root is None


def test_a_claimed_owner_wins_over_labels() -> None:
    robot = thing("Robot", "r")
    world = World(only(ROBOT, CREW)).see(robot, crew("a", robot), crew("b"))
    assert shape(world) == {"crew/ns/blue": ["b"], "robot/ns/r": ["a"]}


def test_labels_win_over_an_owner_that_nobody_claims() -> None:
    robot = thing("Robot", "r")
    assert shape(World(only(CREW)).see(robot, crew("a", robot))) == {"crew/ns/blue": ["a"]}


def test_each_namespace_is_its_own_unless_the_claim_says_across() -> None:
    pods = [crew("a"), crew("b", space="other")]
    assert shape(World(only(CREW)).see(*pods)) == {"crew/ns/blue": ["a"], "crew/other/blue": ["b"]}
    wide = Adapter(name="crew", claims=(labelled("crew", across=True),))
    assert shape(World(only(wide)).see(*pods)) == {"crew/ns/blue": ["a", "b"]}


def test_a_pod_whose_label_changes_moves() -> None:
    world = World(only(CREW)).see(crew("a"), crew("b"))
    assert shape(world.see(crew("a", labels="red"))) == {"crew/ns/blue": ["b"], "crew/ns/red": ["a"]}


def test_an_object_that_hands_labels_to_its_pods_is_a_child() -> None:
    deep = Adapter(name="crew", claims=(labelled("crew", via=("spec.labels",)),))
    robot = thing("Robot", "r", spec={"labels": {"crew": "blue"}})
    rows = World(only(ROBOT, deep)).see(crew("a"), robot, pod("p", robot)).rows()
    assert rows["crew/ns/blue"].children == ("robot/ns/r",)
    assert rows["robot/ns/r"].parent == "crew/ns/blue"


# Adapters that misbehave


def broken(_: object) -> bool:
    raise KeyError("spec")


ROBOTS = (owned("example.org/Robot"),)
BAD = {
    "status": Adapter(name="robot", claims=ROBOTS, status=lambda family: Status(word=family.oops)),  # type: ignore[attr-defined]
    "role": Adapter(name="robot", claims=ROBOTS, role=lambda pod: pod.labels["role"]),
    "when": Adapter(name="machine", claims=(owned("example.org/Robot", when=broken),)),
    "name": Adapter(name="machine", claims=(labelled("crew", name=lambda labels: labels["name"]),)),
}


@pytest.mark.parametrize("slot", BAD)
def test_a_slot_that_raises_costs_no_row(slot: str) -> None:
    robot = thing("Robot", "r", spec={})
    world = World(only(BAD[slot], Adapter(name="pod", claims=(owned("Pod"),))))
    world.see(robot, crew("a", robot), pod("p"), pod("q", job("j")))
    assert shape(world) == {"robot/ns/r": ["a"], "pod/ns/p": ["p"], "job/ns/j": ["q"]}
    (trouble,) = world.board.troubles()
    assert trouble.plugin == "test"
    assert slot in trouble.where


def test_a_family_is_given_to_slots_in_an_order_that_never_changes() -> None:
    robot = thing("Robot", "r")
    given: list[list[str]] = []

    def note(family: Family) -> Status:
        given.append([each.name for each in family.pods])
        return Status()

    noting = Adapter(name="robot", claims=(owned("example.org/Robot"),), status=note)
    pods = [pod(name, robot) for name in "dacb"]
    for order in (pods, pods[::-1]):
        World(only(noting)).see(robot, *order).rows()
    assert all(names == ["a", "b", "c", "d"] for names in given)
