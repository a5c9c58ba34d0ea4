"""What is remembered of a workload, and what becomes of a board that remembers nothing."""

from __future__ import annotations

import pytest

from hub.core.memory import BLANK, End, Memory
from hub.model import Phase

from .courses import pods
from .objects import START, at, job, pod
from .world import World

J = job()


def remembered(world: World) -> Memory:
    """Of the only workload, as of now."""
    world.rows()
    return world.board.memory.get("uid-job-train", BLANK)


def ran() -> World:
    world = World().see(J, *pods(J, "ready", "ready"))
    assert remembered(world).ran is not None
    return world


@pytest.mark.parametrize("states", [("new", "new"), ("ready", "pulling"), ("ready",), ()])
def test_what_never_ran_leaves_nothing(states: tuple[str, ...]) -> None:
    world = World().see(J, *pods(J, *states))
    assert remembered(world) == BLANK
    assert world.board.memory == {}


def test_since_when_it_ran_fully_is_kept_while_it_is_degraded() -> None:
    world = ran()
    since = remembered(world).ran
    assert remembered(world.see(*pods(J, "crash", "ready"))).ran == since
    assert world.row().phase is Phase.DEGRADED


def test_a_stop_forgets_that_it_ran() -> None:
    assert remembered(ran().see(job(suspend=True))) == BLANK


def test_an_end_is_kept_when_its_owner_says_no_more() -> None:
    world = ran().see(job(condition="Failed")).see()
    assert remembered(world).ended is not None
    world.see(job()).lose(*pods(J, "ready", "ready"))
    row = world.row()
    assert (row.phase, row.evidence) == (Phase.FAILED, ("its end was seen earlier",))


def test_a_new_attempt_forgets_the_last_one_and_counts() -> None:
    world = ran().see(job(condition="Failed"))
    world.row()
    world.see(job()).lose(*pods(J, "ready", "ready")).see(pod("again", J, "new", creationTimestamp=at(600)))
    row = world.row(610)
    assert (row.phase, row.attempt) == (Phase.PENDING, 2)
    assert remembered(world) == Memory(attempt=2)


def test_the_hubs_own_judgement_of_an_image_is_no_end() -> None:
    world = World().see(J, *pods(J, "image", "ready"))
    assert world.row(1000).reason == "ImagePullFailed"
    assert world.board.memory == {}


def test_what_is_gone_is_forgotten() -> None:
    world = ran().lose(J, *pods(J, "ready", "ready"))
    assert world.rows() == {}
    assert world.board.memory == {}


def test_a_board_with_the_memory_reads_as_the_one_that_gathered_it() -> None:
    world = ran().see(*pods(J, "crash", "ready"))
    row = world.row()
    assert World(memory=world.board.memory).see(J, *pods(J, "crash", "ready")).row().phase is row.phase


def test_a_board_without_memory_tells_what_the_objects_do() -> None:
    assert World().see(J, *pods(J, "crash", "ready")).row().phase is Phase.INITIALIZING


def test_a_memory_of_what_is_not_there_does_no_harm() -> None:
    ghost = Memory(START, End(Phase.COMPLETED, "Finished", "it ended", START), 3)
    world = World(memory={"uid-of-nobody": ghost}).see(J)
    assert world.row().phase is Phase.CREATING
