"""Whose pod is it: chains, cycles, missing and odd owners, labels, series, names used again."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from hub.adapter import Adapter, Family, Phase, Status, labelled, owned
from hub.registry import Plugin, Registered, Registry

from .objects import START, Manifest, deployment, job, pod, raycluster, reference, thing
from .world import World


def shape(world: World) -> dict[str, list[str]]:
    """Key → its pods."""
    return {key: list(row.pods) for key, row in world.rows().items()}


def chain(*links: Manifest) -> list[Manifest]:
    """Each owned by the one before it."""
    for owner, below in pairwise(links):
        below["metadata"]["ownerReferences"] = [reference(owner)]
    return list(links)


def only(*adapters: Adapter) -> Registry:
    return Registry.of(Registered(Plugin("test", "test"), adapter) for adapter in adapters)


ROBOT = Adapter(name="robot", claims=(owned("example.org/Robot"),))
CREW = Adapter(
    name="crew", claims=(labelled("crew"),), status=lambda family: Status(phase=Phase.RUNNING, word="up")
)


# Chains


def test_the_topmost_claimed_owner_wins() -> None:
    links = chain(thing("RayJob", "r", spec={}), raycluster("r-c"), pod("p"))
    assert shape(World().see(*links)) == {"rayjob/ns/r": ["p"]}


def test_an_unclaimed_kind_between_is_passed_over() -> None:
    links = chain(deployment("d"), thing("Robot", "between"), thing("ReplicaSet", "rs", spec={}), pod("p"))
    assert shape(World().see(*links)) == {"deployment/ns/d": ["p"]}


def test_an_unclaimed_kind_above_a_claimed_one_is_passed_over_too() -> None:
    links = chain(thing("Robot", "above"), job("j"), pod("p"))
    assert shape(World().see(*links)) == {"job/ns/j": ["p"]}


def test_without_a_claim_the_topmost_owner_is_the_row() -> None:
    top, mid = thing("Robot", "top"), thing("Robot", "mid")
    assert shape(World().see(*chain(top, mid, pod("p")))) == {"robot/ns/top": ["p"]}


def test_an_owner_that_cannot_be_read_is_named_by_the_reference() -> None:
    *_, last = chain(job("never-seen"), pod("p"))
    row = World().see(last).row()
    assert (row.key, row.uid) == ("job/ns/never-seen", "uid-job-never-seen")
    assert row.root == {"apiVersion": "batch/v1", "kind": "Job", "namespace": "ns", "name": "never-seen"}


def test_an_owner_of_a_kind_that_nobody_knows_is_a_row_of_that_kind() -> None:
    *_, last = chain(thing("Robot", "never-seen"), pod("p"))
    assert shape(World().see(last)) == {"robot/ns/never-seen": ["p"]}


def test_a_pod_alone_is_its_own_row() -> None:
    assert shape(World().see(pod("p"))) == {"pod/ns/p": ["p"]}


def test_the_order_in_which_a_chain_is_seen_makes_no_difference() -> None:
    links = chain(thing("RayJob", "r", spec={}), raycluster("r-c"), pod("p"))
    worlds = [World().see(*order) for order in (links, links[::-1], [links[2], links[0], links[1]])]
    for link in links[::-1]:
        worlds[0].see(link)
        worlds[0].rows()
    assert all(world.rows() == worlds[0].rows() for world in worlds)


def test_a_middle_that_comes_late_brings_its_pods_along() -> None:
    top, mid, p = chain(thing("RayJob", "r", spec={}), raycluster("r-c"), pod("p"))
    world = World().see(top, p)
    assert shape(world) == {"rayjob/ns/r": [], "raycluster/ns/r-c": ["p"]}
    assert shape(world.see(mid)) == {"rayjob/ns/r": ["p"]}


def test_a_pod_may_change_its_owner() -> None:
    one, two = thing("Robot", "one"), thing("Robot", "two")
    world = World().see(one, two, pod("p", one))
    assert shape(world) == {"robot/ns/one": ["p"]}
    assert shape(world.see(pod("p", two))) == {"robot/ns/two": ["p"]}


def test_an_orphan_is_its_own_row() -> None:
    j = job("j")
    world = World().see(j, pod("p", j))
    assert shape(world.see(pod("p")).lose(j)) == {"pod/ns/p": ["p"]}


# Odd references


def test_owners_in_a_circle_are_a_row_all_the_same() -> None:
    links = chain(thing("Robot", "a"), thing("Robot", "b"), thing("Robot", "c"), pod("p"))
    links[0]["metadata"]["ownerReferences"] = [reference(links[2])]
    rows = World().see(*links).rows()
    assert [list(row.pods) for row in rows.values()] == [["p"]]


@pytest.mark.parametrize("kind", ["Robot", "Job", "RayJob"])
def test_an_object_that_owns_itself_is_a_row(kind: str) -> None:
    own = thing(kind, "self", spec={})
    own["metadata"]["ownerReferences"] = [reference(own)]
    assert shape(World().see(own, pod("p", own))) == {f"{kind.lower()}/ns/self": ["p"]}


def test_ten_thousand_owners_above_a_pod() -> None:
    links = chain(*(thing("Robot", f"r{number}") for number in range(10_000)), pod("p"))
    world = World().see(*links)
    assert shape(world) == {"robot/ns/r0": ["p"]}
    assert shape(world.see(pod("p", links[-2]), pod("q", links[5000]))) == {"robot/ns/r0": ["p", "q"]}


def test_two_owners_without_a_controller_own_nothing() -> None:
    p = pod("p")
    p["metadata"]["ownerReferences"] = [reference(job(name), controller=False) for name in ("a", "b")]
    assert shape(World().see(job("a"), job("b"), p)) == {"job/ns/a": [], "job/ns/b": [], "pod/ns/p": ["p"]}


def test_of_two_owners_the_controller_counts() -> None:
    p = pod("p")
    p["metadata"]["ownerReferences"] = [reference(job("a"), controller=False), reference(job("b"))]
    assert shape(World().see(job("a"), job("b"), p)) == {"job/ns/a": [], "job/ns/b": ["p"]}


def test_the_only_owner_counts_though_it_is_no_controller() -> None:
    p = pod("p")
    p["metadata"]["ownerReferences"] = [reference(job("a"), controller=False)]
    assert shape(World().see(job("a"), p)) == {"job/ns/a": ["p"]}


def test_two_things_of_one_uid_are_both_there() -> None:
    one, two = job("one"), job("two")
    two["metadata"]["uid"] = one["metadata"]["uid"]
    rows = World().see(one, two, pod("p", one)).rows()
    assert sorted(rows) == ["job/ns/one", "job/ns/two"]
    assert [list(rows[key].pods) for key in sorted(rows)] == [["p"], []]


def test_a_thing_without_a_uid_is_there_too() -> None:
    bare = job("bare")
    del bare["metadata"]["uid"]
    assert shape(World().see(bare)) == {"job/ns/bare": []}


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
