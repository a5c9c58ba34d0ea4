"""What every request works with, and who asks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from hub.service.feed import Feed
from hub.service.people import People
from hub.service.standing import StandingLists
from hub.service.viewers import Viewer

from .audit import Audit
from .measures import Measures


@dataclass(frozen=True)
class Serving:
    """One server: what is seen, the lists that stand ready, whom it knows, what it tells of itself."""

    feed: Feed
    lists: StandingLists
    people: People
    audit: Audit
    measures: Measures


async def serving(request: Request) -> Serving:
    found: Serving = request.app.state.serving
    return found


async def viewer(request: Request) -> Viewer:
    """Whom the gate let in."""
    found: Viewer = request.scope["viewer"]
    return found


Here = Annotated[Serving, Depends(serving)]
Looking = Annotated[Viewer, Depends(viewer)]
