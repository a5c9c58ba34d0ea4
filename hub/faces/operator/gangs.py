"""Plans of live workloads, at hand before anybody asks: which group, which backend, which link.

They are made from the board in memory; the API server is not asked. A plan is kept as long as the objects
that it was made from are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from hub.adapter import Adapter
from hub.cluster.namespaces import Namespaces
from hub.cluster.resource import Catalog
from hub.core.gang import choosing, injecting, planning, templates
from hub.core.reading import Subject
from hub.model import MARK, Choice, Kind, Obj, Plan, Pod
from hub.plugin import GangBackend
from hub.service import Hub

from .registering import GANG, SYSTEM

MOST = 10_000
"""Plans that are kept."""
INJECTED = "its manifest has its links already (`hub gang inject`)"


class Planned(NamedTuple):
    """One workload's plan, and who is told."""

    plan: Plan
    choice: Choice
    backend: GangBackend | None
    adapter: Adapter
    role: Callable[[Pod], str]
    injected: frozenset[str] = frozenset()
    """Groups that its own pod templates name: `hub gang inject` made them, and they are left alone."""
    made_from: Sequence[object] = ()


class Gangs:
    """The plans of one hub's workloads. ``opt_in``: none where the namespace does not say ``on``."""

    def __init__(self, hub: Hub, namespaces: Namespaces, opt_in: bool = False) -> None:
        self._hub, self._namespaces, self._opt_in = hub, namespaces, opt_in
        self._backends = {backend.name: backend for backend in hub.registry.backends}
        self._known: dict[str, Planned] = {}
        self._served: Mapping[Kind, str] = {}
        self._catalog: Catalog = {}

    @property
    def catalog(self) -> Catalog:
        """What the cluster has; `operating` keeps it up to date."""
        return self._catalog

    @catalog.setter
    def catalog(self, found: Catalog) -> None:
        if found == self._catalog:
            return
        self._catalog = found
        self._served = {kind: resource.version for kind, resource in found.items()}

    def of(self, identity: str) -> Planned | None:
        """By the identity of a home on the board; ``None`` while its objects have not come."""
        known = self._known.get(identity)
        if known is not None and _same(known.made_from, self._basis(identity, known.plan.namespace)):
            return known
        subject = self._hub.board.at(identity)
        if subject is None:
            self._known.pop(identity, None)
            return None
        made = self.planned(subject)
        made = made._replace(made_from=self._basis(identity, made.plan.namespace))
        if len(self._known) > MOST:
            self._known.clear()
        if subject.family.pods:  # what pods say of their scheduler is a part of it
            self._known[identity] = made
        return made

    def _basis(self, identity: str, namespace: str) -> Sequence[object]:
        """What a plan is made from, pods aside."""
        said = self._namespaces.get(namespace), self._namespaces.labels.get(namespace)
        return (*self._hub.board.made_from(identity), *said, self._catalog)

    def planned(self, subject: Subject) -> Planned:
        """Anew."""
        made = planning.plan(subject, namespace=self._namespaces.get(subject.key.namespace, {}))
        pods = subject.family.pods
        injected = _injected(subject)
        why = INJECTED if injected else self._left_out(made.namespace)
        choice = Choice("", why) if why else self._chosen(made, pods)
        role = subject.adapter.role_in(subject.family)
        backend = self._backends.get(choice.backend)
        return Planned(made, choice, backend, subject.adapter, role, injected)

    def labels(self, manifest: Obj, namespace: str) -> Mapping[str, str]:
        """Those that a root needs that is on its way in, where its backend groups by the root alone."""
        subject = injecting.subject(self._hub.registry, manifest.raw, namespace)
        planned = self.planned(subject) if subject else None
        return planned.backend.root(planned.plan) if planned and planned.backend else {}

    def _chosen(self, made: Plan, pods: Sequence[Pod]) -> Choice:
        allowed = self._hub.settings.gang_backends
        return choosing.choose(made, list(self._backends.values()), self._served, allowed, pods)

    def _left_out(self, namespace: str) -> str:
        """Why the pods of this namespace are not the hub's to link: the API server does not ask then."""
        if namespace in SYSTEM:
            return f"{namespace} is the system's own"
        said = self._namespaces.labels.get(namespace, {}).get(GANG, "")
        if said == "off" or (self._opt_in and said != "on"):
            return (
                f"its namespace is labelled {GANG}={said}"
                if said
                else f"its namespace has no label {GANG}=on"
            )
        return ""


def _injected(subject: Subject) -> frozenset[str]:
    root, paths = subject.family.root.raw, subject.adapter.templates(subject.family).values()
    marks = (Obj(templates.at(root, path)).label(MARK) for path in paths)
    return frozenset(mark.rpartition(".")[0] for mark in marks if mark)


def _same(one: Sequence[object], other: Sequence[object]) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))
