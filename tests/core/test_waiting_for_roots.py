"""A pod may be seen before the object that owns it: its new row waits a moment, and no row is made up."""

from __future__ import annotations

from datetime import timedelta

from hub.model import Phase

from .objects import START, deployment, job, pod, thing
from .world import World


def waiting() -> World:
    world = World()
    world.board.patience = timedelta(seconds=2)
    return world


def keys(world: World, seconds: float) -> list[str]:
    """The rows so many seconds after the start."""
    world.board.flush(START + timedelta(seconds=seconds))
    return sorted(row.key for row in world.board.workloads.values())


def test_a_row_waits_for_its_root_and_no_longer() -> None:
    world, owner = waiting(), job("j")
    world.see(pod("p", owner))
    assert keys(world, 0) == []
    assert world.board.due() == START + timedelta(seconds=2)
    assert keys(world, 1.9) == []
    assert keys(world, 2) == ["job/ns/j"]
    assert world.board.due() is None


def test_a_root_that_comes_makes_the_row_at_once_and_no_other_before_it() -> None:
    world, top = waiting(), deployment("web")
    between = thing("ReplicaSet", "web-1", top)
    world.see(pod("p", between))
    assert keys(world, 0) == []
    world.see(between)
    assert keys(world, 0.1) == []
    world.see(top)
    assert keys(world, 0.2) == ["deployment/ns/web"]
    assert keys(world, 3) == ["deployment/ns/web"]


def test_a_root_of_a_kind_that_nobody_watches_is_not_waited_for() -> None:
    world = waiting()
    world.see(pod("p", thing("Robot", "r")))
    assert keys(world, 0) == ["robot/ns/r"]


def test_what_was_shown_is_not_taken_away_when_its_root_goes() -> None:
    world, owner = waiting(), job("j")
    world.see(owner, pod("p", owner))
    assert keys(world, 0) == ["job/ns/j"]
    world.lose(owner)
    assert keys(world, 1) == ["job/ns/j"]
    assert next(iter(world.board.workloads.values())).phase is Phase.DELETING


def test_a_pod_that_goes_before_its_root_came_leaves_nothing() -> None:
    world, owner = waiting(), job("j")
    world.see(pod("p", owner))
    assert keys(world, 0) == []
    world.lose(pod("p", owner))
    assert keys(world, 5) == []
    assert world.board.due() is None
    assert not world.board.grouping.homes
