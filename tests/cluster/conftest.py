"""What the tests of `hub.cluster` share: a real API server, and sessions with it."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator

import pytest
from hub_local.binaries import provide

from hub.cluster.session import Session, connect

from .plane import Plane

_numbers = itertools.count()


@pytest.fixture(scope="session")
def plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plane]:
    """One for all tests: each works in a namespace of its own."""
    made = Plane(tmp_path_factory.mktemp("plane") / "control", provide(print))
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
async def session(plane: Plane) -> AsyncIterator[Session]:
    """As the administrator."""
    async with connect(plane.kubeconfig, "admin") as made:
        yield made


@pytest.fixture
async def namespace(session: Session) -> str:
    """A new one."""
    name = f"test-{next(_numbers)}"
    await session.post("/api/v1/namespaces", {"metadata": {"name": name}})
    return name
