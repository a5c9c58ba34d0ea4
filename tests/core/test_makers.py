"""Pods that another pod of the same workload makes, and attempts that the object itself counts."""

from __future__ import annotations

from hub.adapter import Adapter, Family, Phase, PodSet, Status, label, owned

from .objects import Manifest, pod, thing
from .world import World, only


def status(family: Family) -> Status:
    return Status(attempt=max(family.root.number("status.attempt"), 1))


MAKER = Adapter(
    name="robot",
    claims=(owned("example.org/Robot"),),
    status=status,
    pod_sets=lambda family: (
        PodSet(role="driver", desired=1),
        PodSet(role="executor", desired=2, created_after="driver"),
    ),
    role=label("role"),
)
ROBOT = thing("Robot", "r", spec={})


def made(role: str, name: str, state: str) -> Manifest:
    return pod(name, ROBOT, state, labels={"role": role})


def running() -> World:
    world = World(only(MAKER)).see(ROBOT, made("driver", "d", "ready"))
    world.see(made("executor", "e-1", "ready"), made("executor", "e-2", "ready"))
    assert world.row().phase is Phase.RUNNING
    return world


def test_before_the_maker_made_them_they_are_awaited() -> None:
    world = World(only(MAKER)).see(ROBOT, made("driver", "d", "ready"))
    assert world.row().phase is Phase.INITIALIZING


def test_what_the_maker_takes_away_is_not_missed() -> None:
    world = running().lose(made("executor", "e-1", "ready"))
    assert world.row().phase is Phase.RUNNING
    world.lose(made("executor", "e-2", "ready"))
    assert world.row().phase is Phase.RUNNING


def test_what_the_maker_replaces_is_missed_until_it_runs() -> None:
    world = running().lose(made("executor", "e-1", "ready")).see(made("executor", "e-3", "new"))
    assert world.row().phase is Phase.DEGRADED
    assert world.see(made("executor", "e-3", "ready")).row().phase is Phase.RUNNING


def test_the_maker_itself_is_missed() -> None:
    assert running().lose(made("driver", "d", "ready")).row().phase is Phase.DEGRADED


def test_an_attempt_that_the_object_counts_starts_anew() -> None:
    world = running()
    for name in ("e-1", "e-2"):
        world.lose(made("executor", name, "ready"))
    world.see(made("driver", "d", "failed"), thing("Robot", "r", spec={}, status={"attempt": 2}))
    row = world.row()
    assert (row.phase, row.attempt) == (Phase.PENDING, 2)
    world.lose(made("driver", "d", "failed")).see(made("driver", "d2", "new"))
    assert world.row().phase is Phase.PENDING


def test_as_long_as_a_pod_is_ready_an_attempt_is_no_new_start() -> None:
    world = running().see(thing("Robot", "r", spec={}, status={"attempt": 2}), made("executor", "e-1", "new"))
    assert world.row().phase is Phase.DEGRADED
