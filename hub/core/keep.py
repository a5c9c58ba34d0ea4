"""What of a pod is kept, beyond what every pod has: annotations and variables that some adapter reads."""

from __future__ import annotations

import re

from .templates import Template, alike, template
from .wire import Garbled, MetaWire, SpecWire, loads

OURS = "workloadhub.dev/"


class Keep:
    """Names of annotations and of environment variables; the hub's own annotations are always kept.

    It remembers the last template: pods that follow each other in a list mostly have the same.
    """

    def __init__(self, annotations: frozenset[str] = frozenset(), env: frozenset[str] = frozenset()) -> None:
        self.annotations = annotations
        self.env = env
        words = (re.escape(name) for name in (OURS, *sorted(annotations)))
        self._mentioned = re.compile("|".join(words).encode()).search
        self._spec = SpecWire()
        self._template = template(self._spec, env)

    def template(self, spec: SpecWire) -> Template:
        """What this pod has in common with others of its template."""
        if not alike(spec, self._spec):
            self._spec, self._template = spec, template(spec, self.env)
        return self._template

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
