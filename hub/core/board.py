"""Every workload, kept up to date: what was seen goes in, changes come out.

Only what is touched is read again, and nothing is published before the first
full listing. After any order of events the board equals `rebuilt` from its
store and memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hub.adapter import Anchor, Family, Phase
from hub.model import Change, Doc, Key, Kind, Obj, Pod, Workload
from hub.model.objects import stamp
from hub.registry import Fault, Registry

from .grouping import Grouping, Home, Place
from .memory import BLANK, Memory
from .phase import GRACE
from .reading import Subject, read
from .store import Store, older
from .things import Thing


class Board:
    """The workloads of everything seen so far. Not for several threads."""

    def __init__(
        self, registry: Registry, memory: dict[str, Memory] | None = None, grace: timedelta = GRACE
    ) -> None:
        self.registry = registry
        self.grace = grace
        self.store = Store()
        self.grouping = Grouping(registry, self.store)
        self.memory: dict[str, Memory] = dict(memory or {})
        self.faults: dict[str, Fault] = {}
        self.workloads: dict[str, Workload] = {}
        """By identity: the root's uid, or the anchor's words."""
        self._keys: dict[str, str] = {}
        self._dirty: set[str] = set()
        self._recheck: dict[str, datetime] = {}

    # What was seen

    def seen(self, event: str, thing: Thing) -> None:
        """One watch event: ADDED, MODIFIED or DELETED."""
        identity = self.store.identity(thing)
        if event == "DELETED":
            self._gone(identity)
        else:
            self._there(identity, thing)

    def listed(self, kind: Kind, namespace: str, things: Iterable[Thing]) -> None:
        """A full listing of a kind, in one namespace or (``""``) in all: what is not in it is gone."""
        missing = set(self.store.of(kind, namespace))
        for thing in things:
            identity = self.store.identity(thing)
            missing.discard(identity)
            self._there(identity, thing)
        for identity in missing:
            self._gone(identity)

    def _there(self, identity: str, thing: Thing) -> None:
        before = self.store.get(identity)
        if before is None:
            self._arrived(identity, thing)
        elif not older(thing, before) and (not thing.version or thing.version != before.version):
            self._changed(identity, before, thing)

    def _arrived(self, identity: str, thing: Thing) -> None:
        if self.store.below(identity) or isinstance(thing, Doc):
            self._moved(identity, None, thing)
        else:
            self.store.put(identity, thing)
            self._join(identity, thing)

    def _changed(self, identity: str, before: Thing, thing: Thing) -> None:
        if _same_place(before, thing):
            self.store.put(identity, thing)
            self._dirty.add(self.grouping.place(identity, thing).home)
        else:
            self._moved(identity, before, thing)

    def _gone(self, identity: str) -> None:
        before = self.store.get(identity)
        if before is not None:
            self._moved(identity, before, None)

    def _moved(self, identity: str, before: Thing | None, after: Thing | None) -> None:
        """A thing came, went, or changed owners or labels: it and all below it may have other homes."""
        below = [(i, t) for i in self.grouping.descendants(identity) if (t := self.store.get(i)) is not None]
        for i, thing in ([(identity, before)] if before is not None else []) + below:
            self._leave(i, thing)
        for i, _ in [(identity, before), *below]:
            self.grouping.forget(i)
        if after is None:
            self.store.drop(identity)
        else:
            self.store.put(identity, after)
            self._join(identity, after)
        for i, thing in below:
            self._join(i, thing)

    def _join(self, identity: str, thing: Thing) -> None:
        home = self.grouping.homes[self.grouping.place(identity, thing).home]
        if isinstance(thing, Pod):
            home.pods.add(identity)
        elif identity != home.identity:
            home.parts.add(identity)
        self._dirty.add(home.identity)

    def _leave(self, identity: str, thing: Thing) -> None:
        place: Place = self.grouping.place(identity, thing)
        if home := self.grouping.homes.get(place.home):
            home.pods.discard(identity)
            home.parts.discard(identity)
            self._dirty.add(home.identity)

    # What comes out

    def flush(self, now: datetime) -> list[Change]:
        """Read whatever is dirty or due; one change for each workload that is another now."""
        self._dirty |= {identity for identity, due in self._recheck.items() if due <= now}
        changes: dict[str, Change] = {}
        rounds = 0
        while self._dirty and rounds < 20:  # children before parents: a parent is read again after them
            todo, self._dirty, rounds = self._dirty, set(), rounds + 1
            for identity in todo:
                if (change := self._settle(identity, now)) is not None:
                    first = changes.get(identity, change)
                    changes[identity] = Change(first.before, change.after)
        return [change for change in changes.values() if change.before != change.after]

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
                return self._subject(home)
        return None

    def _settle(self, identity: str, now: datetime) -> Change | None:
        before = self.workloads.get(identity)
        home = self.grouping.homes.get(identity)
        after = self._read(home, now) if home is not None else None
        if home is not None and home.parent and _tells(before) != _tells(after):
            self._dirty.add(home.parent)
        if after is None:
            self._retire(identity, home)
        else:
            self._name(identity, before, after)
            self.workloads[identity] = after
        return Change(before, after) if before != after else None

    def _read(self, home: Home, now: datetime) -> Workload | None:
        subject = self._subject(home)
        if subject is None:
            return None
        try:
            reading = read(subject, self.memory.get(home.identity, BLANK), now=now, grace=self.grace)
        except Exception as error:  # a foreign adapter may raise whatever it likes; the others go on
            what = f"{type(error).__name__}: {error}"
            self.faults[home.identity] = Fault(subject.framework, f"reading {subject.key}", what)
            return self.workloads.get(home.identity)
        self.faults.pop(home.identity, None)
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
        if home.parent and (parent := self.grouping.homes.get(home.parent)):
            parent.children.discard(home.identity)
            self._dirty.add(parent.identity)

    def _name(self, identity: str, before: Workload | None, after: Workload) -> None:
        """The key is the newest workload's of that name; `KEY@uid` finds the others."""
        if before is not None and before.key != after.key and self._keys.get(before.key) == identity:
            del self._keys[before.key]
        there = self.workloads.get(self._keys.get(after.key, identity))
        if there is None or there.uid == after.uid or _age(there) <= _age(after):
            self._keys[after.key] = identity

    def _subject(self, home: Home) -> Subject | None:
        """The family of a home, or nothing where there is nothing to show."""
        root = self.store.get(home.root.uid) if home.root else None
        if not (home.pods or home.children or (home.adapter.claims and self._at_home(home, root))):
            return None
        family = Family(_root(home, root), self._parts(home), self._pods(home))
        parent = self.grouping.homes.get(home.parent) if home.parent else None
        return Subject(
            key=self._key(home, family.pods),
            uid=home.identity if home.anchor is None else _words(home.anchor),
            framework=self.registry.framework(home.adapter.name),
            adapter=home.adapter,
            family=family,
            known=root is not None or home.root is None,
            anchor=home.anchor,
            parent=str(self._key(parent, self._pods(parent))) if parent else None,
            children=self._children(home),
        )

    def _at_home(self, home: Home, root: Thing | None) -> bool:
        """Whether the root is there and no part of another: pods seen first name whoever owns them."""
        return root is not None and self.grouping.place(home.identity, root).home == home.identity

    def _key(self, home: Home, pods: tuple[Pod, ...]) -> Key:
        """A workload that spans namespaces is named by its first pod's."""
        namespace = home.namespace or (pods[0].namespace if home.anchor and pods else "")
        return Key(home.adapter.name, namespace, home.name)

    def _pods(self, home: Home) -> tuple[Pod, ...]:
        """Oldest first, by name where created together: the order never depends on the events."""
        get = self.store.get
        pods = [pod for identity in home.pods if isinstance(pod := get(identity), Pod)]
        if len(pods) > 1:
            pods.sort(key=_age_and_name)
        return tuple(pods)

    def _parts(self, home: Home) -> list[Doc]:
        docs = [doc for identity in home.parts if isinstance(doc := self.store.get(identity), Doc)]
        return sorted(docs, key=_age_and_name)

    def _children(self, home: Home) -> list[tuple[str, Phase]]:
        found = [self.workloads[identity] for identity in home.children if identity in self.workloads]
        return [(workload.key, workload.phase) for workload in found]


EPOCH = datetime.fromtimestamp(0, UTC)


def rebuilt(board: Board, now: datetime) -> dict[str, Workload]:
    """What a fresh board makes of the same things and the same memory: what the board must equal."""
    fresh = Board(board.registry, board.memory, board.grace)
    for thing in board.store:
        fresh.seen("ADDED", thing)
    fresh.flush(now)
    return fresh.workloads


def _root(home: Home, root: Thing | None) -> Obj:
    """The root as adapters read it; a pod's or an unreadable one's has metadata alone."""
    if isinstance(root, Doc):
        return root.obj()
    if home.root is None:
        return Obj()
    metadata: dict[str, object] = {"name": home.name, "namespace": home.namespace, "uid": home.root.uid}
    if isinstance(root, Pod):
        metadata |= {"labels": root.labels, "annotations": root.annotations, "resourceVersion": root.version}
        metadata |= {"creationTimestamp": root.created and stamp(root.created)}
        metadata |= {"deletionTimestamp": root.deleting and stamp(root.deleting)}
    return Obj({"apiVersion": home.root.api_version, "kind": home.root.kind.name, "metadata": metadata})


def _words(anchor: Anchor) -> str:
    return ",".join(f"{label}={value}" for label, value in anchor.labels.items())


def _same_place(before: Thing, after: Thing) -> bool:
    """Whether nothing changed that grouping depends on: owners, labels, and what ``when`` may look at."""
    if before.owners != after.owners or before.labels != after.labels:
        return False
    if isinstance(before, Doc) and isinstance(after, Doc):
        return before.spec == after.spec and before.annotations == after.annotations
    return True


def _age(workload: Workload) -> datetime:
    return workload.created or EPOCH


def _age_and_name(thing: Thing) -> tuple[datetime, str, str]:
    return thing.created or EPOCH, thing.name, thing.namespace


def _tells(workload: Workload | None) -> tuple[str, Phase] | None:
    """What a parent's reading depends on."""
    return (workload.key, workload.phase) if workload else None
