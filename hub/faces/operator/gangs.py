"""Plans of live workloads, at hand before anybody asks: which group, which backend, which link.

They are made from the board in memory; the API server is not asked. A plan is kept as long as the objects
that it was made from are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from hub.adapter import Adapter
from hub.cluster.namespaces import Namespaces
from hub.core.gang import choosing, injecting, planning
from hub.core.reading import Subject
from hub.core.things import Thing
from hub.model import Choice, Kind, Obj, Plan, Pod
from hub.plugin import GangBackend
from hub.service import Hub

from .registering import GANG


class Planned(NamedTuple):
    """One workload's plan, and who is told."""

    plan: Plan
    choice: Choice
    backend: GangBackend | None
    adapter: Adapter
    role: Callable[[Pod], str]
    made_from: Sequence[Thing | None] = ()


class Gangs:
    """The plans of one hub's workloads. ``opt_in``: none where the namespace does not say ``on``."""

    def __init__(self, hub: Hub, namespaces: Namespaces, opt_in: bool = False) -> None:
        self._hub, self._namespaces, self._opt_in = hub, namespaces, opt_in
        self._backends = {backend.name: backend for backend in hub.registry.backends}
        self._known: dict[str, Planned] = {}
        self.served: Mapping[Kind, str] = {}
        """The cluster's kinds, each with its version; `operating` keeps it up to date."""

    def of(self, identity: str) -> Planned | None:
        """By the identity of a home on the board; ``None`` while its objects have not come."""
        docs = self._hub.board.made_from(identity)
        known = self._known.get(identity)
        if known is not None and _same(known.made_from, docs):
            return known
        subject = self._hub.board.at(identity)
        if subject is None:
            self._known.pop(identity, None)
            return None
        made = self.planned(subject)._replace(made_from=docs)
        if subject.family.pods:  # what pods say of their scheduler is a part of it
            self._known[identity] = made
        return made

    def planned(self, subject: Subject) -> Planned:
        """Anew."""
        made = planning.plan(subject, namespace=self._namespaces.get(subject.key.namespace, {}))
        pods = subject.family.pods
        why = self._left_out(made.namespace)
        choice = Choice("", why) if why else self._chosen(made, pods)
        role = subject.adapter.role_in(subject.family)
        return Planned(made, choice, self._backends.get(choice.backend), subject.adapter, role)

    def labels(self, manifest: Obj, namespace: str) -> Mapping[str, str]:
        """Those that a root needs that is on its way in, where its backend groups by the root alone."""
        subject = injecting.subject(self._hub.registry, manifest.raw, namespace)
        planned = self.planned(subject) if subject else None
        return planned.backend.root(planned.plan) if planned and planned.backend else {}

    def _chosen(self, made: Plan, pods: Sequence[Pod]) -> Choice:
        allowed = self._hub.settings.gang_backends
        return choosing.choose(made, list(self._backends.values()), self.served, allowed, pods)

    def _left_out(self, namespace: str) -> str:
        """Why the pods of this namespace are not the hub's to link: the API server does not ask then."""
        said = self._namespaces.labels.get(namespace, {}).get(GANG, "")
        if said == "off" or (self._opt_in and said != "on"):
            return (
                f"its namespace is labelled {GANG}={said}"
                if said
                else f"its namespace has no label {GANG}=on"
            )
        return ""


def _same(one: Sequence[Thing | None], other: Sequence[Thing | None]) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))
