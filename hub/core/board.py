"""Every workload, kept up to date: what was seen goes in, changes come out.

Only what is touched is read again, and nothing is published before the first
full listing. After any order of events the board equals `rebuilt` from its
store and memory.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.adapter import Phase
from hub.model import Change, Pod, Workload
from hub.model.pods import POD
from hub.registry import Fault, Registry

from .census import Census
from .fallback import culprit, stand_in
from .families import Families
from .grouping import Home
from .memory import BLANK, Memory
from .reading import Subject, read
from .store import above
from .things import Thing
from .times import EPOCH
from .view import GRACE

ROUNDS = 20
"""Children are read before parents, and a parent is read again after them: so deep may nesting be."""


class Board:
    """The workloads of everything seen so far. Not for several threads."""

    def __init__(
        self, registry: Registry, memory: dict[str, Memory] | None = None, grace: timedelta = GRACE
    ) -> None:
        self.registry = registry
        self.grace = grace
        self._census = Census(registry)
        self.store, self.grouping = self._census.store, self._census.grouping
        self.seen, self.listed = self._census.seen, self._census.listed
        self.memory: dict[str, Memory] = dict(memory or {})
        self.faults: dict[str, Fault] = {}
        """By identity: why this workload's own adapter could not read it."""
        self.workloads: dict[str, Workload] = {}
        """By identity: the root's uid, or the anchor's words."""
        self._families = Families(self.grouping, self.workloads)
        self._keys: dict[str, str] = {}
        self._watched = registry.kinds | {POD}
        self._recheck: dict[str, datetime] = {}
        self.patience = timedelta()
        """How long a row waits for a root that only its pods name: kinds are watched one by one."""
        self._awaited: dict[str, datetime] = {}

    def flush(self, now: datetime) -> list[Change]:
        """Read whatever is dirty or due; one change for each workload that is another now."""
        self._census.dirty |= {identity: None for identity, due in self._recheck.items() if due <= now}
        changes: dict[str, Change] = {}
        rounds = 0
        while rounds < ROUNDS and (todo := self._census.take()):
            rounds += 1
            for identity in todo | dict.fromkeys(map(self.grouping.row, todo)):
                if (change := self._settle(identity, now)) is not None:
                    first = changes.get(identity, change)
                    changes[identity] = Change(first.before, change.after)
        return [change for change in changes.values() if change.before != change.after]

    def troubles(self) -> list[Fault]:
        """What adapters raised: in claims, or in readings, which their pods alone tell then."""
        return [*self.registry.raised.values(), *self.faults.values()]

    def due(self) -> datetime | None:
        """When something must be read again though nothing changes."""
        return min(self._recheck.values(), default=None)

    def find(self, key: str) -> Workload | None:
        """The workload of this key; ``KEY@uid`` names one of several of the same name."""
        key, _, uid = key.partition("@")
        if uid:
            found = self.workloads.get(uid)
            return found if found is not None and found.key == key else None
        identity = self._keys.get(key)
        return self.workloads.get(identity) if identity else None

    def subject(self, workload: Workload) -> Subject | None:
        """What this workload was read from."""
        identity = self._keys.get(workload.key, workload.uid)
        for candidate in (workload.uid, identity):
            if (home := self.grouping.homes.get(candidate)) is not None:
                return self._families.subject(home)
        return None

    def fault(self, workload: Workload) -> Fault | None:
        """Why its own adapter could not read it."""
        return self.faults.get(workload.uid) or self.faults.get(self._keys.get(workload.key, ""))

    def at(self, identity: str) -> Subject | None:
        """What the row of this home is read from, or will be as soon as somebody looks."""
        home = self.grouping.homes.get(self.grouping.row(identity))
        return self._families.subject(home) if home else None

    def made_from(self, identity: str) -> list[Thing | None]:
        """The objects of this home as they are now, pods aside."""
        home = self.grouping.homes.get(identity)
        if home is None:
            return []
        return [self.store.get(each) for each in (identity, *sorted(home.parts))]

    def whose(self, pod: Pod) -> str | None:
        """The home of a pod that is on its way; ``None`` where its owner is not here, or nothing says."""
        owner = above(pod)
        if owner is not None and self.store.get(owner.uid) is None:
            return None
        if owner is None and self.registry.anchored(pod.labels, pod.annotations) is None:
            return None
        return self.grouping.place(pod.uid, pod).home

    def _settle(self, identity: str, now: datetime) -> Change | None:
        before = self.workloads.get(identity)
        home = self.grouping.homes.get(identity)
        if home is not None and before is None and self._awaits(home, now):
            return None
        after = self._read(home, now) if home is not None else None
        kin = home is not None and (home.parent or home.known) and _tells(before) != _tells(after)
        if home is not None and kin and (above := self._families.parent(home)):
            self._census.dirty[above.identity] = None
        if home is not None and (before and before.key) != (after and after.key):
            self._census.dirty |= dict.fromkeys(
                self._families.children(home)
            )  # they name their parent by its key
        if after is None:
            self._retire(identity, home)
        else:
            self._name(identity, before, after)
            self.workloads[identity] = after
        return Change(before, after) if before != after else None

    def _awaits(self, home: Home, now: datetime) -> bool:
        """Whether its root may still come. What was shown before does not wait."""
        root = home.root
        if root is None or self.store.get(root.uid) or root.kind not in self._watched:
            self._awaited.pop(home.identity, None)
            return False
        due = self._awaited.setdefault(home.identity, now + self.patience)
        if due > now:
            self._recheck[home.identity] = due
        return due > now

    def _read(self, home: Home, now: datetime) -> Workload | None:
        subject = self._families.subject(home)
        if subject is None:
            return None
        memory = self.memory.get(home.identity, BLANK)
        try:
            reading = read(subject, memory, now=now, grace=self.grace)
            self.faults.pop(home.identity, None)
        except Exception as error:  # a foreign adapter may raise whatever it likes; the others go on
            where = f"{subject.adapter.name}, {culprit(subject.adapter, error)}, on {subject.key}"
            self.faults[home.identity] = Fault(subject.framework, where, f"{type(error).__name__}: {error}")
            subject = subject._replace(adapter=stand_in(subject.adapter))
            reading = read(subject, memory, now=now, grace=self.grace)
        self._remember(home.identity, reading.memory, reading.recheck)
        return reading.workload

    def _remember(self, identity: str, memory: Memory, recheck: datetime | None) -> None:
        if memory != BLANK:
            self.memory[identity] = memory
        else:
            self.memory.pop(identity, None)
        if recheck is not None:
            self._recheck[identity] = recheck
        else:
            self._recheck.pop(identity, None)

    def _retire(self, identity: str, home: Home | None) -> None:
        gone = self.workloads.pop(identity, None)
        self._recheck.pop(identity, None)
        self.memory.pop(identity, None)
        if gone is not None and self._keys.get(gone.key) == identity:
            del self._keys[gone.key]
        if home is not None and home.empty and self.store.get(identity) is None:
            self._forget(home)

    def _forget(self, home: Home) -> None:
        del self.grouping.homes[home.identity]
        self._awaited.pop(home.identity, None)
        if home.parent and (parent := self.grouping.homes.get(home.parent)):
            parent.children.discard(home.identity)
            self._census.dirty[parent.identity] = None

    def _name(self, identity: str, before: Workload | None, after: Workload) -> None:
        """The key is the newest workload's of that name; `KEY@uid` finds the others."""
        if before is not None and before.key != after.key and self._keys.get(before.key) == identity:
            del self._keys[before.key]
        there = self.workloads.get(self._keys.get(after.key, identity))
        if there is None or there.uid == after.uid or _age(there) <= _age(after):
            self._keys[after.key] = identity


def rebuilt(board: Board, now: datetime) -> dict[str, Workload]:
    """What a fresh board makes of the same things and the same memory: what the board must equal."""
    fresh = Board(board.registry, board.memory, board.grace)
    for thing in board.store:
        fresh.seen("ADDED", thing)
    fresh.flush(now)
    return fresh.workloads


def _age(workload: Workload) -> datetime:
    return workload.created or EPOCH


def _tells(workload: Workload | None) -> tuple[str, Phase] | None:
    """What a parent's reading depends on."""
    return (workload.key, workload.phase) if workload else None
