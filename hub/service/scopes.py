"""Who may know of a workload: whoever Kubernetes lets read its root, in its namespace.

A workload without a root object is its pods: whoever may read pods, in every namespace where it has
one. Nothing here asks anybody; it says what is to be asked.
"""

from __future__ import annotations

from typing import NamedTuple

from hub.model import Kind, Workload
from hub.model.pods import POD

from .hub import Hub


class Scope(NamedTuple):
    """All objects of one kind in one namespace."""

    kind: Kind
    namespace: str


Scopes = tuple[Scope, ...]
"""Everything that must be readable; most workloads have one."""


def scopes(hub: Hub, workload: Workload) -> Scopes:
    """What somebody must be allowed to read to know of this workload."""
    if workload.root is not None:
        kind = Kind.of(workload.root["apiVersion"], workload.root["kind"])
        return (Scope(kind, workload.root.get("namespace") or workload.namespace),)
    subject = hub.board.subject(workload)
    own = {pod.namespace for pod in subject.family.pods} if subject else set()
    return tuple(Scope(POD, namespace) for namespace in sorted({workload.namespace, *own}))
