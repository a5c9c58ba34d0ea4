"""One seat, two who want it: one has it, the other gets it when the first gives it up or falls silent."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from hub.cluster.leases import LEASES, Lease, Terms, holder, seat
from hub.cluster.session import Session, connect
from hub.errors import NotAllowed

from .plane import Plane

pytestmark = pytest.mark.cluster
QUICK = Terms(lasts=1, every=0.05, deadline=0.5)


async def test_one_has_it_and_the_next_gets_it_when_it_is_given_up(session: Session, namespace: str) -> None:
    one, two = (Lease(session, seat(namespace), name, QUICK) for name in ("one", "two"))
    await one.won()
    assert await holder(session, seat(namespace)) == "one"
    waiting = asyncio.create_task(two.won())
    keeping = asyncio.create_task(one.lost())
    await asyncio.sleep(1.5)  # longer than it lasts: only what is said again keeps it
    assert not waiting.done()
    assert not keeping.done()
    assert two.other == "one"
    keeping.cancel()
    await one.release()
    await waiting
    assert await holder(session, seat(namespace)) == "two"
    spec = msgspec.json.decode(await session.get(LEASES.path(namespace, "workload-hub")))["spec"]
    assert spec["leaseTransitions"] == 1


async def test_who_falls_silent_loses_it_and_learns_so(session: Session, namespace: str) -> None:
    one, two = (Lease(session, seat(namespace), name, QUICK) for name in ("one", "two"))
    await one.won()
    await two.won()  # nobody says again that it is one's
    await one.lost()  # ends: it is not one's any more
    assert one.other == "two"


async def test_giving_up_what_is_anothers_changes_nothing(session: Session, namespace: str) -> None:
    one, two = (Lease(session, seat(namespace), name, QUICK) for name in ("one", "two"))
    await one.won()
    await two.release()
    assert await holder(session, seat(namespace)) == "one"


async def test_who_may_not_have_it_is_told(plane: Plane, namespace: str) -> None:
    async with connect(plane.kubeconfig, "bo") as bo:
        with pytest.raises(NotAllowed, match="leases"):
            await Lease(bo, seat(namespace), "bo", QUICK).won()
