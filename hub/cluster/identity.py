"""Which cluster it is: two addresses may lead to one, and one address to another one tomorrow."""

from __future__ import annotations

import msgspec

from hub.errors import HubError
from hub.model import Obj

from .session import Session


async def identity(session: Session) -> str:
    """The uid of ``kube-system``, as is custom; the server's address where that may not be read."""
    try:
        found = Obj(msgspec.json.decode(await session.get("/api/v1/namespaces/kube-system")))
    except HubError:
        return session.target.server
    return found.uid or session.target.server
