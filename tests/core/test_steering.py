"""What can be done with a workload now: by phase, by adapter, and by whether its object could be read."""

from __future__ import annotations

import pytest

from hub.adapter import Cannot, Delete, Patch
from hub.core.steering import VERBS, not_now, wanted
from hub.model import Phase

from .courses import pods
from .objects import deployment, job
from .world import World, registry


def test_every_row_tells_of_every_verb() -> None:
    row = World().see(job()).row()
    assert tuple(row.actions) == VERBS
    assert row.actions["stop"] is True
    assert row.actions["run"] == "it is not stopped"
    assert row.actions["connect"] == "it opens no port that its framework names"


@pytest.mark.parametrize("verb", ["stop", "run", "restart", "scale"])
def test_what_cannot_be_read_is_not_changed_blindly(verb: str) -> None:
    """Its pods name a Deployment that nobody may read: stopping it would forget how many replicas it had."""
    row = World().see(*pods(deployment(), "ready")).row()
    assert row.key == "deployment/ns/web"
    assert row.actions[verb] is not True
    assert verb == "run" or "cannot be read" in str(row.actions[verb])


def test_what_cannot_be_read_can_be_deleted() -> None:
    assert World().see(*pods(deployment(), "ready")).row().actions["delete"] is True


@pytest.mark.parametrize("phase", Phase)
def test_nothing_that_ends_or_rests_can_be_stopped(phase: Phase) -> None:
    going = {Phase.CREATING, Phase.PENDING, Phase.INITIALIZING, Phase.RUNNING, Phase.DEGRADED}
    assert (not_now("stop", phase) == "") == (phase in going)


@pytest.mark.parametrize("phase", Phase)
def test_whatever_is_not_going_already_can_be_deleted(phase: Phase) -> None:
    assert (not_now("delete", phase) == "") == (phase is not Phase.DELETING)


def test_the_intents_of_a_verb() -> None:
    world = World().see(deployment(replicas=3))
    subject = world.board.subject(world.row())
    assert subject is not None
    web = registry().adapters["deployment"]
    (down,) = wanted(web, "stop", subject.family, None)  # type: ignore[misc]
    assert isinstance(down, Patch)
    assert down.body["spec"] == {"replicas": 0}
    assert wanted(web, "scale", subject.family, 5)[0].body["spec"] == {"replicas": 5}  # type: ignore[index, union-attr]
    assert wanted(web, "delete", subject.family, None) == (Delete(),)
    assert isinstance(wanted(registry().adapters["pod"], "scale", subject.family, 5), Cannot)
