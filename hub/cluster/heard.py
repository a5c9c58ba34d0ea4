"""Kubernetes' events as they come, for whoever keeps them longer than Kubernetes does (an hour)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import NamedTuple

import msgspec

from hub.model import Obj

from .events import Event, event
from .failures import Answer
from .lines import lines
from .session import Session

PAGE = 500
QUIET = 330.0
"""Seconds of silence after which a watch counts as dead; the server is asked to end it sooner."""


class Heard(NamedTuple):
    """One event, and whom it is about."""

    uid: str
    namespace: str
    object_uid: str
    object_name: str
    event: Event


async def heard(session: Session, namespace: str = "") -> AsyncIterator[list[Heard]]:
    """What is there, a page at a time, then what comes, until the connection ends. Raises `HubError`."""
    path = f"/api/v1/namespaces/{namespace}/events" if namespace else "/api/v1/events"
    version = ""
    async for page in _listed(session, path):
        version = page.text("metadata.resourceVersion")
        yield [_heard(each) for each in page.each("items")]
    asked = {
        "watch": "true",
        "allowWatchBookmarks": "true",
        "timeoutSeconds": "300",
        "resourceVersion": version,
    }
    async with session.stream(path, asked, QUIET) as chunks:
        async for batch in lines(chunks):
            found = [Obj(msgspec.json.decode(line)) for line in batch]
            if any(each.text("type") == "ERROR" for each in found):
                return  # too old: whoever asks again begins with a listing
            yield [_heard(each.at("object")) for each in found if each.text("type") in ("ADDED", "MODIFIED")]


async def _listed(session: Session, path: str) -> AsyncIterator[Obj]:
    asked = {"limit": str(PAGE)}
    while True:
        try:
            page = Obj(msgspec.json.decode(await session.get(path, asked)))
        except Answer as error:
            if error.code != 410 or "continue" not in asked:
                raise
            asked.pop("continue")  # the listing took longer than the server remembers
            continue
        yield page
        if not (token := page.text("metadata.continue")):
            return
        asked["continue"] = token


def _heard(raw: Obj) -> Heard:
    about = raw.at("involvedObject")
    return Heard(raw.uid, about.text("namespace"), about.text("uid"), about.text("name"), event(raw))
