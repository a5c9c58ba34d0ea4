"""Plans of live workloads, at hand before anybody asks: which group, which backend, which link.

They are made from the board in memory; the API server is not asked. A plan is kept as long as the objects
that it was made from are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from hub.adapter import Adapter
from hub.core.gang import choosing, planning
from hub.core.reading import Subject
from hub.core.things import Thing
from hub.model import Choice, Kind, Plan, Pod
from hub.plugin import GangBackend
from hub.service import Hub

Noted = Mapping[str, str]


class Planned(NamedTuple):
    """One workload's plan, and who is told."""

    plan: Plan
    choice: Choice
    backend: GangBackend | None
    adapter: Adapter
    role: Callable[[Pod], str]
    made_from: Sequence[Thing | None] = ()


class Gangs:
    """The plans of one hub's workloads. ``namespaces`` are the annotations and labels of each namespace."""

    def __init__(self, hub: Hub, namespaces: Mapping[str, Noted]) -> None:
        self._hub, self._namespaces = hub, namespaces
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
        pods, allowed = subject.family.pods, self._hub.settings.gang_backends
        choice = choosing.choose(made, list(self._backends.values()), self.served, allowed, pods)
        role = subject.adapter.role_in(subject.family)
        return Planned(made, choice, self._backends.get(choice.backend), subject.adapter, role)

    def forget(self, identity: str) -> None:
        self._known.pop(identity, None)


def _same(one: Sequence[Thing | None], other: Sequence[Thing | None]) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))
