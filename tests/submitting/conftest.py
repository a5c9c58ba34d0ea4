"""A real API server that knows the frameworks' kinds."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.cluster.session import Session, connect
from tests.cluster.conftest import plane as plane
from tests.cluster.plane import Plane

SCHEMAS = Path(__file__).parent / "schemas"
DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"


@pytest.fixture(scope="session")
def frameworks(plane: Plane) -> Plane:
    """The control plane with every kind that a form makes, and a namespace for their dry runs."""
    asyncio.run(_define(plane))
    return plane


async def _define(plane: Plane) -> None:
    async with connect(plane.kubeconfig, "admin") as session:
        for file in sorted(SCHEMAS.glob("*.json.gz")):
            await session.post(DEFINITIONS, json.loads(gzip.decompress(file.read_bytes())))
        await session.post("/api/v1/namespaces", {"metadata": {"name": "team-a"}})
        for file in SCHEMAS.glob("*.json.gz"):
            await _served(session, file.name.removesuffix(".json.gz"))


async def _served(session: Session, name: str) -> None:
    while True:
        found = json.loads(await session.get(f"{DEFINITIONS}/{name}"))
        states = {each["type"]: each["status"] for each in found.get("status", {}).get("conditions") or ()}
        if states.get("Established") == "True":
            return
        assert states.get("NamesAccepted") != "False", found["status"]
        await asyncio.sleep(0.1)


@pytest.fixture
async def session(frameworks: Plane) -> AsyncIterator[Session]:
    async with connect(frameworks.kubeconfig, "admin") as made:
        yield made
