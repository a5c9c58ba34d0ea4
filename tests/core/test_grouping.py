"""Whose pod is it: chains, cycles, missing and odd owners."""

from __future__ import annotations

import pytest

from .objects import deployment, job, pod, raycluster, reference, thing
from .world import World, chain, shape

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
