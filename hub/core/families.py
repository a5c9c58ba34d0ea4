"""What belongs to one workload, gathered for its reading: root, parts, pods, parent, children."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from hub.adapter import Anchor, Family, Phase
from hub.model import Doc, Key, Obj, Pod, Workload
from hub.model.objects import stamp

from .grouping import Grouping, Home
from .reading import Subject
from .things import Thing

EPOCH = datetime.fromtimestamp(0, UTC)


class Families:
    """Answers from the grouping's homes and store; ``workloads`` are the rows as read so far."""

    def __init__(self, grouping: Grouping, workloads: Mapping[str, Workload]) -> None:
        self._grouping, self._registry, self._store = grouping, grouping.registry, grouping.store
        self._workloads = workloads

    def subject(self, home: Home) -> Subject | None:
        """The family of a home, or nothing where there is nothing to show."""
        root = self._store.get(home.root.uid) if home.root else None
        children = self._children(home)
        if not (home.pods or children or self._shown(home, root)):
            return None
        parent = self._grouping.homes.get(home.parent) if home.parent else None
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
        )

    def _shown(self, home: Home, root: Thing | None) -> bool:
        """Whether it is a row without pods and children: its root is there, or what speaks for a root."""
        if home.anchor is not None:
            return bool(home.parts)
        return bool(home.adapter.claims) and self._at_home(home, root)

    def _at_home(self, home: Home, root: Thing | None) -> bool:
        """Whether the root is there and no part of another: pods seen first name whoever owns them."""
        return root is not None and self._grouping.place(home.identity, root).home == home.identity

    def _key(self, home: Home) -> Key:
        """A workload that spans namespaces is named by its framework's home, else by its first pod's."""
        return Key(home.adapter.name, home.namespace or next(self._namespaces(home), ""), home.name)

    def _namespaces(self, home: Home) -> Iterator[str]:
        if home.anchor is None:
            return
        yield from (part.namespace for part in self._parts(home) if part.namespace)
        yield from (pod.namespace for pod in self._pods(home))
        below = (self._grouping.homes.get(identity) for identity in home.children)
        yield from sorted(child.namespace for child in below if child and child.namespace)

    def _pods(self, home: Home) -> tuple[Pod, ...]:
        """Oldest first, by name where created together: the order never depends on the events."""
        get = self._store.get
        pods = [pod for identity in home.pods if isinstance(pod := get(identity), Pod)]
        if len(pods) > 1:
            pods.sort(key=_age_and_name)
        return tuple(pods)

    def _parts(self, home: Home) -> list[Doc]:
        docs = [
            doc
            for identity in home.parts
            if isinstance(doc := self._store.get(identity), Doc) and not doc.gone
        ]
        return sorted(docs, key=_age_and_name)

    def _children(self, home: Home) -> list[tuple[str, Phase]]:
        found = [self._workloads[identity] for identity in home.children if identity in self._workloads]
        return [(workload.key, workload.phase) for workload in found]


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


def _age_and_name(thing: Thing) -> tuple[datetime, str, str]:
    return thing.created or EPOCH, thing.name, thing.namespace
