"""Objects broken in several places at once, with any JSON in them: no exception, and no other row is lost."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.core.things import thing
from hub.core.wire import Garbled
from hub.testing.breaking import GONE, broken, paths
from hub.testing.laws.reading import lost
from hub.testing.laws.saying import misshapen, unlisted

from .objects import Manifest, deployment, job, pod, raycluster, reference
from .objects import thing as made
from .world import World, keep, registry

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
WRONG = st.lists(st.tuples(st.integers(0, 10_000), st.just(GONE) | ANY), min_size=1, max_size=6)


def sound() -> list[Manifest]:
    """A family of each sort, with a pod in trouble."""
    top = made(
        "RayJob",
        "rj",
        spec={"rayClusterSpec": raycluster()["spec"]},
        status={"jobDeploymentStatus": "Running"},
    )
    mid = raycluster("rj-c")
    mid["metadata"]["ownerReferences"] = [reference(top)]
    cron, one, web, robot = (
        made("CronJob", "c", spec={}),
        job("c-1"),
        deployment(),
        made("Robot", "r", spec={}),
    )
    one["metadata"]["ownerReferences"] = [reference(cron)]
    labels = {"ray.io/node-type": "worker", "ray.io/group": "gpu", "spark-app-selector": "spark-1"}
    below = [
        pod(f"p-{n}", owner, "oom", labels=labels) for n, owner in enumerate((mid, one, web, robot, None))
    ]
    return [top, mid, cron, one, web, robot, *below]


SOUND = sound()
BYSTANDERS = [job("by"), pod("by-0", job("by"), sidecar="ready"), pod("alone")]
BYSTANDING = {"job/ns/by", "pod/ns/alone"}


@settings(
    max_examples=400, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(which=st.integers(0, len(SOUND) - 1), wrong=WRONG, seed=st.integers(0, 99))
def test_whatever_an_object_holds_the_board_goes_on(
    which: int, wrong: list[tuple[int, Any]], seed: int
) -> None:
    manifest: Any = SOUND[which]
    for number, value in wrong:
        if found := list(paths(manifest)):
            manifest = broken(manifest, found[number % len(found)], value)
    world = World()
    things = [world.thing(each) for each in (*SOUND[:which], *SOUND[which + 1 :], *BYSTANDERS)]
    with suppress(Garbled):  # a clear skip
        things.append(thing(manifest, keep(registry())))
    Random(seed).shuffle(things)
    for each in things:
        world.board.seen("MODIFIED", each)
    rows = world.rows()
    assert world.board.troubles() == []
    assert list(lost(world.board)) == []
    assert rows.keys() >= BYSTANDING
    for row in rows.values():
        assert [*unlisted(row), *misshapen(row)] == []


def test_a_huge_object_is_read_like_any_other() -> None:
    huge = raycluster("huge")
    group = huge["spec"]["workerGroupSpecs"][0]
    huge["spec"]["workerGroupSpecs"] = [{**group, "groupName": f"g{n}"} for n in range(2_000)]
    huge["metadata"]["annotations"] = {"note": "é" * 2_000_000}
    one = pod(
        "huge-0", huge, labels={"ray.io/node-type": "head", **{f"l{n}": "x" * 63 for n in range(5_000)}}
    )
    rows = World().see(huge, one, *BYSTANDERS).rows()
    assert rows.keys() == BYSTANDING | {"raycluster/ns/huge"}
    assert len(rows["raycluster/ns/huge"].pod_sets) == 2_001
    assert rows["raycluster/ns/huge"].pods == ("huge-0",)


@settings(max_examples=40, derandomize=True, database=None, deadline=None)
@given(first=st.integers(0, len(SOUND) - 1), second=st.integers(0, len(SOUND) - 1), seed=st.integers(0, 99))
def test_two_objects_with_one_uid_cost_no_other_row(first: int, second: int, seed: int) -> None:
    same: Manifest = {**SOUND[second], "metadata": {**SOUND[second]["metadata"]}}
    same["metadata"]["uid"] = SOUND[first]["metadata"]["uid"]
    world = World()
    every = [*SOUND[:second], same, *SOUND[second + 1 :], *BYSTANDERS]
    Random(seed).shuffle(every)
    rows = world.see(*every).rows()
    assert world.board.troubles() == []
    assert list(lost(world.board)) == []
    assert rows.keys() >= BYSTANDING
