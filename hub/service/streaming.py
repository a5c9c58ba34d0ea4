"""The changes of one list for one reader: gathered per row, and only what they may see.

A reader who is too slow is not waited for and not written ahead for: the feed goes on, and when what
they have not read is no longer known they are told to list again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Literal, NamedTuple

from hub.core.listing import Listing
from hub.model import Workload

from .feed import Feed, Noted, identity
from .viewers import Sees, Viewer

TICK = 0.1
"""Seconds for which the changes of a row are gathered into one."""
IDLE = 15.0
"""Seconds without a change after which a reader hears that the server is still there."""

Event = Literal["ADDED", "MODIFIED", "DELETED"]


class Told(NamedTuple):
    """What came: changes, or nothing (``idle``), or that the list must be read again (``relist``)."""

    position: str
    kind: Literal["changes", "idle", "relist"]
    changes: Sequence[tuple[Event, Noted, Workload]] = ()


async def stream(feed: Feed, viewer: Viewer, listing: Listing, start: int | None) -> AsyncGenerator[Told]:
    """From a number of the feed on; ``None``: one that is not known any more. Raises `HubError`."""
    number = feed.last if start is None else start
    if start is None:
        yield Told(feed.position, "relist")
    sees = await viewer.sees()
    while True:
        await _gathered(feed, number)
        noted, seen_before, sees = feed.since(number), sees, await viewer.sees()
        number = feed.last
        if noted is None or _differ(feed, seen_before, sees):
            yield Told(feed.position, "relist")
            continue
        changes = tuple(_told(noted, listing, sees, feed.hub.now))
        if changes or not noted:
            yield Told(feed.position, "changes" if changes else "idle", changes)


async def _gathered(feed: Feed, number: int) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(IDLE):
            await feed.newer(number)
        await asyncio.sleep(TICK)


def _differ(feed: Feed, before: Sees, now: Sees) -> bool:
    """Whether somebody was given or lost a right."""
    return before is not now and any(before(each) != now(each) for each in feed.counts)


def _told(
    noted: Sequence[Noted], listing: Listing, sees: Sees, now: datetime
) -> Iterator[tuple[Event, Noted, Workload]]:
    """One event a row; none for what was not listed and is not."""
    first: dict[str, Workload | None] = {}
    last: dict[str, Noted] = {}
    for each in noted:
        known = each.change.after or each.change.before
        if known is not None and sees(each.scopes):
            first.setdefault(identity(known), each.change.before)
            last[identity(known)] = each
    unlabelled = replace(listing, labelled=None)  # the labels of what is gone are gone, too
    for name, each in last.items():
        before, after = first[name], each.change.after
        was = before is not None and unlabelled.has(before, now)
        if after is not None and listing.has(after, now):
            yield ("MODIFIED" if was else "ADDED"), each, after
        elif was and before is not None:
            yield "DELETED", each, after or before
