"""Whose pod is it: the topmost claimed owner, up to the run; else labels; else the topmost owner.

A `Home` is one workload's place: its root, parts and pods. A `Place` is the
answer for one thing: which home, and whether an adapter claims it. Answers for
owners are remembered, so that the thousandth pod of a job costs one look-up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from hub.adapter import Adapter
from hub.claims import Anchor, Labelled
from hub.model import Doc, Owner, Pod
from hub.model.pods import POD
from hub.registry import Registry

from .fallback import fallback
from .store import Store, above
from .things import Thing
from .times import EPOCH


class Home:
    """One workload's place. ``root`` names the object; it may be absent from the store."""

    __slots__ = (
        "adapter",
        "anchor",
        "children",
        "identity",
        "known",
        "name",
        "namespace",
        "parent",
        "parts",
        "pods",
        "root",
    )

    def __init__(self, identity: str, adapter: Adapter, namespace: str, name: str) -> None:
        self.identity = identity
        self.adapter = adapter
        self.namespace = namespace
        self.name = name
        self.root: Owner | None = None
        self.anchor: Anchor | None = None
        self.known = ""
        """The anchored home, if any, by whose labels this one's root is known."""
        self.parent: str | None = None
        self.children: set[str] = set()
        self.parts: set[str] = set()
        self.pods: set[str] = set()

    @property
    def empty(self) -> bool:
        return not (self.pods or self.parts or self.children)


class Place(NamedTuple):
    """Where a thing belongs: a home's identity, and whether that is by a claim."""

    home: str
    claimed: bool
    series: bool = False


class Grouping:
    """Answers for a store; makes homes as they are needed."""

    def __init__(self, registry: Registry, store: Store) -> None:
        self.registry = registry
        self.store = store
        self.homes: dict[str, Home] = {}
        self.stirred: set[str] = set()
        """Homes that gained or lost a child since somebody looked."""
        self._places: dict[str, Place] = {}
        self._known: dict[str, set[str]] = {}
        """Anchored homes, and the roots that are known by their labels."""

    def row(self, identity: str) -> str:
        """The home whose row shows this one: its own, or that of the newest root known by its labels."""
        roots = self._known.get(identity)
        return max(roots, key=self._age) if roots else identity

    def place(self, identity: str, thing: Thing) -> Place:
        """Where this thing belongs now."""
        if isinstance(thing, Doc):
            return self._places.get(identity) or self._climb(identity, thing)
        owner = above(thing)
        up = (self._places.get(owner.uid) or self._climb_owner(owner, thing)) if owner else None
        if up and up.claimed and not up.series:
            return up
        return self._pod(identity, thing, up)

    def forget(self, identity: str) -> None:
        place, home = self._places.pop(identity, None), self.homes.get(identity)
        if home is not None and home.known:
            self._known[home.known].discard(identity)
            self.stirred |= {home.known, *self._known[home.known]}
            home.known = ""
        home = self.homes.get(place.home) if place is not None else None
        if home is not None and home.anchor is not None and isinstance(self.store.get(identity), Doc):
            self._adopt(home, None)  # as this object said

    def descendants(self, identity: str) -> Iterator[str]:
        """Everything below, each once, however the references run."""
        seen, todo = {identity}, [identity]
        while todo:
            for below in self.store.below(todo.pop()):
                if below not in seen:
                    seen.add(below)
                    todo.append(below)
                    yield below

    def _climb_owner(self, owner: Owner, thing: Thing) -> Place:
        found = self.store.get(owner.uid)
        return self._climb(owner.uid, found) if found is not None else self._absent(owner, thing.namespace)

    def _climb(self, identity: str, thing: Thing) -> Place:
        """Up to the top or to something known, then down again, placing each step."""
        chain: list[tuple[str, Thing]] = []
        seen: set[str] = set()
        up: Place | None = None
        while True:
            chain.append((identity, thing))
            seen.add(identity)
            owner = above(thing)
            if owner is None or owner.uid in seen:
                break
            if up := self._places.get(owner.uid):
                break
            parent = self.store.get(owner.uid)
            if parent is None:
                up = self._absent(owner, thing.namespace)
                break
            identity, thing = owner.uid, parent
        for identity, thing in reversed(chain):
            up = self._doc(identity, thing, up) if isinstance(thing, Doc) else self._pod(identity, thing, up)
            self._places[identity] = up
        assert up is not None
        return up

    def _absent(self, owner: Owner, namespace: str) -> Place:
        """An owner that cannot be read, or not yet: its reference tells kind and name.

        Of a pod that tells too little: its labels, which are gone, may have pointed elsewhere.
        """
        adapter = self.registry.owner(owner.kind, None)
        home = self._rooted(owner.uid, adapter or fallback(owner.kind, self.registry), namespace, owner)
        claimed = adapter is not None and owner.kind != POD
        return Place(home.identity, claimed, bool(adapter and adapter.series))

    def _doc(self, identity: str, doc: Doc, up: Place | None) -> Place:
        if up and (up.claimed or self._of_pod(up)) and not up.series:
            return up
        adapter = self.registry.owner(doc.kind, doc)
        if adapter is None and up:
            return up._replace(series=False) if up.series else up
        if adapter is None and (beside := self._beside(doc)):
            return beside
        owner = Owner(doc.kind, doc.name, identity, True, doc.api_version)
        home = self._rooted(identity, adapter or fallback(doc.kind, self.registry), doc.namespace, owner)
        self._adopt(home, up.home if up and up.series else self._linked(doc))
        if adapter is not None and (found := self.registry.known(adapter, doc)):
            home.known = _identity(*found, doc.namespace)
            roots = self._known.setdefault(home.known, set())
            roots.add(identity)
            self.stirred |= {home.known, *roots}
        return Place(home.identity, adapter is not None, bool(adapter and adapter.series))

    def _of_pod(self, place: Place) -> bool:
        """Whether a pod stands on top: what it made is never a workload of its own, be it read or not."""
        root = self.homes[place.home].root
        return root is not None and root.kind == POD

    def _pod(self, identity: str, pod: Pod, up: Place | None) -> Place:
        if up and up.claimed:
            return up
        if found := self.registry.anchored(pod.labels, pod.annotations):
            return Place(self._anchored(*found, pod.namespace).identity, True)
        if up:
            return up
        adapter = self.registry.owner(pod.kind, None)
        owner = Owner(pod.kind, pod.name, identity, True, "v1")
        home = self._rooted(identity, adapter or fallback(pod.kind, self.registry), pod.namespace, owner)
        return Place(home.identity, True)

    def _rooted(self, identity: str, adapter: Adapter, namespace: str, owner: Owner) -> Home:
        home = self.homes.get(identity)
        if home is None:
            home = self.homes[identity] = Home(identity, adapter, namespace, owner.name)
        home.adapter, home.root = adapter, owner
        return home

    def _anchored(self, adapter: Adapter, anchor: Anchor, namespace: str) -> Home:
        identity = _identity(adapter, anchor, namespace)
        home = self.homes.get(identity)
        if home is None:
            home = Home(identity, adapter, "" if _across(adapter) else namespace, anchor.name)
            home.anchor = anchor
            self.homes[identity] = home
        return home

    def _beside(self, doc: Doc) -> Place | None:
        """A part that nobody owns and whose labels say which workload it is part of."""
        names = self.registry.parts.get(doc.kind, ())
        for claim, adapter in self.registry.anchors if names else ():
            if adapter.name in names and (
                anchor := self.registry.anchor(claim, adapter, doc.labels, doc.annotations)
            ):
                home = self._anchored(adapter, anchor, doc.namespace)
                if parent := self._linked(doc, home.identity):
                    self._adopt(home, parent)
                return Place(home.identity, True)
        return None

    def _linked(self, doc: Doc, own: str = "") -> str | None:
        """The workload that this object's labels, or those it gives to its pods, point at; not its own."""
        for claim, adapter in self.registry.anchors:
            for path in claim.via:
                labels = _labels(doc, claim, path)
                anchor = self.registry.anchor(claim, adapter, labels) if labels else None
                if anchor is not None and _identity(adapter, anchor, doc.namespace) != own:
                    return self._anchored(adapter, anchor, doc.namespace).identity
        return None

    def _age(self, identity: str) -> tuple[datetime, str]:
        thing = self.store.get(identity)
        return (thing.created if thing is not None else None) or EPOCH, identity

    def _adopt(self, home: Home, parent: str | None) -> None:
        if parent == home.parent or parent == home.identity:
            return
        if home.parent and (old := self.homes.get(home.parent)):
            old.children.discard(home.identity)
            self.stirred.add(old.identity)
        home.parent = parent
        if parent and (new := self.homes.get(parent)):
            new.children.add(home.identity)
            self.stirred.add(new.identity)


def _identity(adapter: Adapter, anchor: Anchor, namespace: str) -> str:
    words = ",".join(f"{k}={v}" for k, v in sorted(anchor.labels.items()))
    return f"{adapter.name}/{'' if _across(adapter) else namespace}/{words}"


def _across(adapter: Adapter) -> bool:
    return any(getattr(claim, "across", False) for claim in adapter.claims)


def _labels(doc: Doc, claim: Labelled, path: str) -> Mapping[str, str]:
    """The labels at a path of an object; it is decoded only when they may be there."""
    if path == "metadata.labels":
        return doc.labels
    if not claim.mentioned(doc.spec):
        return {}
    return {k: v.raw for k, v in doc.obj().items(path) if isinstance(v.raw, str)}
