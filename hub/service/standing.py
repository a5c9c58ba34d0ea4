"""Lists that stand ready: filtered and sorted once, then kept so by what changes.

A filter over 10,000 workloads costs some 10 ms, and a page asks for the same list again and again
while 100 rows a second change. So each question keeps its list, and before an answer only what
changed since the last one is filtered and put in its place.
"""

from __future__ import annotations

import asyncio
import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from itertools import islice
from time import monotonic
from typing import NamedTuple

from hub.core import fields, selector
from hub.core.listing import Listing, listing
from hub.model import Workload

from .feed import Feed, Row, identity
from .labels import labels
from .scopes import Scopes
from .sorting import Place, place, restless

SLICE = 500
"""Workloads that are looked at before others get their turn."""
FRESH = 2.0
"""Seconds for which a list may stand that time itself changes (``age<2h``)."""
ROOM = 1_000_000
"""Entries of all lists together, about 200 bytes each; the list that nobody asked for longest goes first."""

Sees = Callable[[Scopes], bool]


class Question(NamedTuple):
    """What is to be listed, as it was typed."""

    types: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    filter: str = ""
    search: str = ""
    order: str = ""
    selector: str = ""


class Page(NamedTuple):
    """Some workloads of a list, where the next page begins, and how many there are in all."""

    items: list[Workload]
    next: Place | None
    total: int


class Standing:
    """One question's list."""

    def __init__(self, feed: Feed, question: Question) -> None:
        self._feed = feed
        self.listing = _listing(feed, question)
        self._restless = bool(question.selector) or _timely(question.filter) or restless(self.listing.order)
        self._lock = asyncio.Lock()
        self._at = -1
        self._built = 0.0
        self._clear()

    def __len__(self) -> int:
        return len(self._entries)

    async def ready(self) -> None:
        """Bring it up to date."""
        async with self._lock:
            stale = self._restless and monotonic() - self._built > FRESH
            if self._at < 0 or stale or not self._caught_up():
                await self._build()
                self._caught_up()

    def page(self, sees: Sees, limit: int, after: Place | None = None, skip: int = 0) -> Page:
        """At most ``limit`` that may be seen, from ``after`` on, which need not be there any more.

        Or after passing over ``skip``. Raises `TypeError` for an ``after`` of another order.
        """
        start = bisect_right(self._entries, after) if after is not None else 0
        found: list[Workload] = []
        for entry in islice(self._from(start, sees), skip, None):
            if len(found) == limit:
                return Page(found, self._places[identity(found[-1])], self.total(sees))
            found.append(self._feed.rows[entry[-1]].workload)
        return Page(found, None, self.total(sees))

    def total(self, sees: Sees) -> int:
        """How many may be seen."""
        return sum(count for scopes, count in self._counts.items() if sees(scopes))

    def before(self, sees: Sees, workload: Workload) -> int | None:
        """How many that may be seen stand before this one; ``None`` when it is not listed."""
        mine = self._places.get(identity(workload))
        if mine is None:
            return None
        ahead = self._entries[: bisect_left(self._entries, mine)]
        return sum(sees(self._scopes[entry[-1]]) for entry in ahead)

    def all(self, sees: Sees) -> Iterator[Workload]:
        """Every workload that may be seen, as they stand now; what goes meanwhile is left out."""
        rows = self._feed.rows
        listed = [entry[-1] for entry in self._from(0, sees)]
        return (rows[each].workload for each in listed if each in rows)

    def _from(self, start: int, sees: Sees) -> Iterator[Place]:
        for at in range(start, len(self._entries)):
            entry = self._entries[at]
            if sees(self._scopes[entry[-1]]):
                yield entry

    def _clear(self) -> None:
        self._entries: list[Place] = []
        self._places: dict[str, Place] = {}
        self._scopes: dict[str, Scopes] = {}
        self._counts: Counter[Scopes] = Counter()

    async def _build(self) -> None:
        self._clear()
        self._at, now, self._built = self._feed.last, self._feed.hub.now, monotonic()
        rows = list(self._feed.rows.items())
        for begin in range(0, len(rows), SLICE):
            for name, (workload, scopes) in rows[begin : begin + SLICE]:
                if self.listing.has(workload, now):
                    self._places[name] = place(self.listing.order, workload, now)
                    self._scopes[name] = scopes
            await asyncio.sleep(0)
        self._entries = sorted(self._places.values())
        self._counts = Counter(self._scopes.values())

    def _caught_up(self) -> bool:
        """Put what changed since in its place; false when that is no longer known."""
        if self._at == self._feed.last:
            return True
        noted = self._feed.since(self._at)
        if noted is None:
            return False
        now = self._feed.hub.now
        for name in {
            identity(one) for each in noted for one in (each.change.before, each.change.after) if one
        }:
            self._remove(name)
            if (row := self._feed.rows.get(name)) is not None:
                self._add(name, row, now)
        self._at = self._feed.last
        return True

    def _add(self, name: str, row: Row, now: datetime) -> None:
        if not self.listing.has(row.workload, now):
            return
        found = place(self.listing.order, row.workload, now)
        insort(self._entries, found)
        self._places[name], self._scopes[name] = found, row.scopes
        self._counts[row.scopes] += 1

    def _remove(self, name: str) -> None:
        old = self._places.pop(name, None)
        if old is not None:
            del self._entries[bisect_left(self._entries, old)]
            self._counts[self._scopes.pop(name)] -= 1


class StandingLists:
    """The lists that were asked for lately."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._lists: OrderedDict[Question, Standing] = OrderedDict()

    async def of(self, question: Question) -> Standing:
        """The list, up to date. Raises `Usage` when the question is wrong."""
        found = self._lists.get(question) or Standing(self._feed, question)
        self._lists[question] = found
        self._lists.move_to_end(question)
        await found.ready()
        while len(self._lists) > 1 and sum(map(len, self._lists.values())) > ROOM:
            self._lists.popitem(last=False)
        return found


def _listing(feed: Feed, question: Question) -> Listing:
    """Raises `Usage`."""
    from dataclasses import replace

    made = listing(
        types=question.types,
        namespaces=question.namespaces,
        phase=question.phases,
        filter=question.filter,
        search=question.search,
        order=question.order,
    )
    if not question.selector:
        return made
    holds = selector.parse(question.selector)
    return replace(made, labelled=lambda key: any(map(holds, labels(feed.hub, key))))


@cache
def _times() -> frozenset[str]:
    return frozenset(field.name.lower() for field in fields.FIELDS if field.sort in ("time", "span"))


def _timely(text: str) -> bool:
    """Whether a filter may name a time. A value of such a name is taken for one, which costs only time."""
    return not _times().isdisjoint(re.findall(r"[\w.]+", text.lower()))
