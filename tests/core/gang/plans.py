"""Subjects and plans of manifests, as grouping would make them."""

from __future__ import annotations

from typing import Any

from hub.core.gang.planning import plan
from hub.core.reading import Subject
from hub.model import Key, Plan
from hub.registry import load
from tests.adapters.families import family

REGISTRY = load()
POD: dict[str, Any] = {"spec": {"containers": [{"name": "main", "image": "busybox"}]}}


def subject(root: dict[str, Any], *others: dict[str, Any]) -> Subject:
    """A root that the cluster has not seen, unless it has a uid."""
    found = family(root, *others)
    adapter = REGISTRY.owner(found.root.kind, None)
    assert adapter is not None
    key = Key(adapter.name, found.root.namespace, found.root.name)
    return Subject(key, found.root.uid, "test", adapter, found, known=True, backends=REGISTRY.backends)


def planned(root: dict[str, Any], *others: dict[str, Any], **namespace: str) -> Plan:
    told = {f"workloadhub.dev/{name}": value for name, value in namespace.items()}
    return plan(subject(root, *others), namespace=told)


def root(kind: str, spec: Any, **annotations: str) -> dict[str, Any]:
    """A root named train: ``root("batch/v1/Job", {...}, gang_minimum="2")``."""
    api_version, _, name = kind.rpartition("/")
    told = {f"workloadhub.dev/{word.replace('_', '-')}": value for word, value in annotations.items()}
    meta = {"name": "train", "namespace": "team-a", "annotations": told}
    return {"apiVersion": api_version, "kind": name, "metadata": meta, "spec": spec}
