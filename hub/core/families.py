"""What belongs to one workload, gathered for its reading: root, parts, pods, parent, children."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from operator import attrgetter

from hub.adapter import Anchor, Family, Labelled, Phase
from hub.model import Doc, Key, Obj, Pod, Workload
from hub.model.objects import stamp

from .grouping import Grouping, Home
from .reading import Subject
from .things import Thing
from .times import EPOCH


class Families:
    """Answers from the grouping's homes and store; ``workloads`` are the rows as read so far."""

    def __init__(self, grouping: Grouping, workloads: Mapping[str, Workload]) -> None:
        self._grouping, self._registry, self._store = grouping, grouping.registry, grouping.store
        self._workloads = workloads

    def subject(self, home: Home) -> Subject | None:
        """The family of a home, or nothing where there is nothing to show, or another's row shows it."""
        if self._grouping.row(home.identity) != home.identity:
            return None
        root = self._store.get(home.root.uid) if home.root else None
        children = self._children(home)
        if not (home.pods or children or self._shown(home, root)):
            return None
        parent = self.parent(home)
        return Subject(
            key=self._key(home),
            uid=home.identity if home.anchor is None else _words(home.anchor),
            framework=self._registry.framework(home.adapter.name),
            adapter=home.adapter,
            family=Family(_root(home, root), self._parts(home), self._pods(home)),
            known=home.root is None or (root is not None and not _gone(root)),
            anchor=home.anchor,
            parent=str(self._key(parent)) if parent else None,
            children=children,
            gone=root is not None and _gone(root),
            backends=self._registry.backends,
        )

    def _shown(self, home: Home, root: Thing | None) -> bool:
        """Whether it is a row without pods and children: its root is there, or what speaks for a root."""
        if home.anchor is not None:
            return bool(home.parts) and (_alone(home) or self._carried(home))
        return bool(home.adapter.claims) and self._at_home(home, root)

    def parent(self, home: Home) -> Home | None:
        """The home of the row that this one's is below."""
        if not home.parent and not home.known:
            return None
        above = next((each.parent for each in self._together(home) if each.parent), None)
        parent = self._grouping.homes.get(self._grouping.row(above)) if above else None
        return parent if parent is not home else None

    def children(self, home: Home) -> set[str]:
        """The homes of the rows below this one's."""
        if not home.children and not home.known:
            return set()
        return {self._grouping.row(below) for each in self._together(home) for below in each.children}

    def _upwards(self, home: Home) -> Iterator[Home]:
        """The home, the one above it, and so on: each once, however they refer to each other."""
        seen: set[str] = set()
        up: Home | None = home
        while up is not None and up.identity not in seen:
            seen.add(up.identity)
            yield up
            up = self.parent(up)

    def _together(self, home: Home) -> tuple[Home, ...]:
        """The home, and what its row shows beside: all that its root is known by."""
        known = self._grouping.homes.get(home.known) if home.known else None
        shown = known is not None and self._grouping.row(known.identity) == home.identity
        return (home, known) if known is not None and shown else (home,)

    def _carried(self, home: Home) -> bool:
        """Whether any of its kin has pods or a root: what is above it, and all below that."""
        *_, top = self._upwards(home)
        seen, todo = {top.identity}, [top]
        while todo:
            each = todo.pop()
            if each.pods or each.root:
                return True
            new = self.children(each) - seen
            seen |= new
            todo += [below for identity in new if (below := self._grouping.homes.get(identity))]
        return False

    def _at_home(self, home: Home, root: Thing | None) -> bool:
        """Whether the root is there and no part of another: pods seen first name whoever owns them."""
        return root is not None and self._grouping.place(home.identity, root).home == home.identity

    def _key(self, home: Home) -> Key:
        """A workload that spans namespaces is named by its framework's home, else by its first pod's.

        One without pods is named by those of its kin.
        """
        if home.namespace:
            return Key(home.adapter.name, home.namespace, home.name)
        found = (name for each in self._upwards(home) for name in self._namespaces(each))
        return Key(home.adapter.name, next(found, ""), home.name)

    def _namespaces(self, home: Home) -> Iterator[str]:
        if home.anchor is None:
            yield home.namespace
            return
        yield from (part.namespace for part in self._parts(home) if part.namespace)
        yield from (pod.namespace for pod in self._pods(home))
        below = (self._grouping.homes.get(identity) for identity in self.children(home))
        yield from sorted(child.namespace for child in below if child and child.namespace)

    def _pods(self, home: Home) -> tuple[Pod, ...]:
        """Oldest first, by name where created together: the order never depends on the events."""
        get = self._store.get
        pods = [pod for identity in home.pods if isinstance(pod := get(identity), Pod)]
        if len(pods) > 1:
            try:
                pods.sort(key=_BY_AGE)
            except TypeError:  # some have no time of creation
                pods.sort(key=_age_and_name)
        return tuple(pods)

    def _parts(self, home: Home) -> list[Doc]:
        if not home.parts and not home.known:
            return []
        docs = [
            doc
            for each in self._together(home)
            for identity in each.parts
            if isinstance(doc := self._store.get(identity), Doc) and not doc.gone
        ]
        return sorted(docs, key=_age_and_name)

    def _children(self, home: Home) -> list[tuple[str, Phase]]:
        if not (below := self.children(home)):
            return []
        found = [self._workloads[identity] for identity in below if identity in self._workloads]
        return [(workload.key, workload.phase) for workload in found]


def _alone(home: Home) -> bool:
    return all(claim.alone for claim in home.adapter.claims if isinstance(claim, Labelled))


def _gone(thing: Thing) -> bool:
    return isinstance(thing, Doc) and thing.gone


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


_BY_AGE = attrgetter("created", "name", "namespace")


def _age_and_name(thing: Thing) -> tuple[datetime, str, str]:
    return thing.created or EPOCH, thing.name, thing.namespace
