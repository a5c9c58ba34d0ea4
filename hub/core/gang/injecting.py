"""Manifests that no cluster has seen yet: which are gangs, and their links in pod templates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from hub.adapter import Family
from hub.core import things, wire
from hub.core.keep import Keep
from hub.core.reading import Subject
from hub.model import Doc, Key, Obj, Plan
from hub.plugin import GangBackend
from hub.registry import Registry

from . import templates
from .linking import link, onto

Manifest = Mapping[str, Any]


def subject(registry: Registry, manifest: Manifest, namespace: str) -> Subject | None:
    """The workload that a manifest is the root of; nothing where it is none's."""
    try:
        seen = things.thing(manifest, Keep())
    except wire.Garbled:
        return None
    adapter = registry.owner(seen.kind, seen) if isinstance(seen, Doc) else None
    if adapter is None:
        return None
    key = Key(adapter.name, seen.namespace or namespace, seen.name)
    family, framework = Family(Obj(manifest)), registry.framework(adapter.name)
    return Subject(key, "", framework, adapter, family, known=True, backends=registry.backends)


def injected(manifest: Manifest, of: Subject, plan: Plan, backend: GangBackend) -> dict[str, Any]:
    """The manifest with the links in its pod templates, and the root's own labels for the backend."""
    paths, changed = of.adapter.templates(of.family), dict(manifest)
    for group in plan.groups:
        for role in group.roles:
            if role in paths:
                wanted = link(backend, plan, group, role)
                changed = templates.changed(changed, paths[role], partial(onto, wanted=wanted))
    if labels := backend.root(plan):
        meta = changed["metadata"]
        changed["metadata"] = {**meta, "labels": {**labels, **(meta.get("labels") or {})}}
    return changed


def unreachable(of: Subject, plan: Plan) -> list[str]:
    """The roles of its groups whose pods are made from no template in the manifest."""
    paths = of.adapter.templates(of.family)
    return [
        role
        for group in plan.groups
        for role in group.roles
        if role not in paths or templates.at(of.family.root.raw, paths[role]) is None
    ]


def added(linked: Manifest, of: Subject, kept: Manifest | None = None) -> set[str]:
    """The fields that links added to pod specifications; with ``kept``, what became of it, those it lacks."""
    found: set[str] = set()
    for path in of.adapter.templates(of.family).values():
        before = _spec(of.family.root.raw, path)
        new = {name for name, value in _spec(linked, path).items() if before.get(name) != value}
        found |= new if kept is None else new - _spec(kept, path).keys()
    return found


def _spec(raw: Any, path: str) -> Mapping[str, Any]:
    found = templates.at(raw, f"{path}.spec")
    return found if isinstance(found, Mapping) else {}
