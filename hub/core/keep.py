"""What of a pod is kept, beyond what every pod has: annotations and variables that some adapter reads."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hub.model import Owner

from .owned import owners
from .templates import Template, alike, template
from .wire import ConditionWire, Garbled, MetaWire, OwnerWire, SpecWire, loads

OURS = "workloadhub.dev/"
Told = tuple[ConditionWire | None, ConditionWire | None]
NOT_TOLD: Told = (None, None)


class Keep:
    """Names of annotations and of environment variables; the hub's own annotations are always kept.

    It remembers the last pod's template, owners and order of conditions: pods that follow each other in a
    list mostly have the same.
    """

    def __init__(self, annotations: frozenset[str] = frozenset(), env: frozenset[str] = frozenset()) -> None:
        self.annotations = annotations
        self.env = env
        words = (re.escape(name) for name in (OURS, *sorted(annotations)))
        self._mentioned = re.compile("|".join(words).encode()).search
        self._spec = SpecWire()
        self._template = template(self._spec, env)
        self._refs: Sequence[OwnerWire] = ()
        self._owners: tuple[Owner, ...] = ()
        self._ready, self._scheduled = 2, 4  # as the kubelet of Kubernetes 1.37 writes them

    def template(self, spec: SpecWire) -> Template:
        """What this pod has in common with others of its template."""
        if not alike(spec, self._spec):
            self._spec, self._template = spec, template(spec, self.env)
        return self._template

    def owners(self, refs: Sequence[OwnerWire]) -> tuple[Owner, ...]:
        """What owns this pod."""
        if refs != self._refs:
            self._refs, self._owners = refs, owners(refs)
        return self._owners

    def told(self, conditions: Sequence[ConditionWire]) -> Told:
        """The conditions Ready and PodScheduled, looked for first where the last pod had them."""
        if len(conditions) > self._ready and len(conditions) > self._scheduled:
            ready, scheduled = conditions[self._ready], conditions[self._scheduled]
            if ready.type == "Ready" and scheduled.type == "PodScheduled":
                return ready, scheduled
        places = {condition.type: place for place, condition in enumerate(conditions)}
        at, when = places.get("Ready"), places.get("PodScheduled")
        if at is not None and when is not None:
            self._ready, self._scheduled = at, when
        return None if at is None else conditions[at], None if when is None else conditions[when]

    def noted(self, meta: MetaWire) -> dict[str, str]:
        """The annotations that are kept; mostly none, which a look at the bytes tells."""
        if not self._mentioned(meta.annotations):
            return {}
        try:
            found = loads(meta.annotations)
        except Garbled:
            return {}
        if not isinstance(found, dict):
            return {}
        return {k: v for k, v in found.items() if isinstance(v, str) and self._wanted(k)}

    def _wanted(self, name: str) -> bool:
        return name in self.annotations or name.startswith(OURS)
