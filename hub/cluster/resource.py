"""A kind as one server serves it, and the paths of its objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from hub.model import Kind


class Resource(msgspec.Struct, frozen=True):
    """One kind as this server serves it."""

    kind: Kind
    version: str
    plural: str
    namespaced: bool
    verbs: frozenset[str] = frozenset()
    scalable: bool = False
    """Whether it has the ``scale`` subresource."""

    @property
    def api_version(self) -> str:
        return f"{self.kind.group}/{self.version}" if self.kind.group else self.version

    @property
    def watchable(self) -> bool:
        return {"list", "watch"} <= self.verbs

    def path(self, namespace: str = "", name: str = "", part: str = "") -> str:
        """Where it is: the collection (of one namespace, or of all), one object, or a subresource of it."""
        root = f"/apis/{self.api_version}" if self.kind.group else f"/api/{self.version}"
        inside = f"/namespaces/{namespace}" if namespace and self.namespaced else ""
        return "/".join(filter(None, (f"{root}{inside}/{self.plural}", name, part)))


Catalog = Mapping[Kind, Resource]
"""Every kind that can be named, by kind. A kind that two resources share is the first that can be listed."""

NODES = Resource(Kind("", "Node"), "v1", "nodes", False, frozenset({"list", "watch"}))
EVENTS = Resource(Kind("", "Event"), "v1", "events", True, frozenset({"list", "watch"}))
PODS = Resource(Kind("", "Pod"), "v1", "pods", True, frozenset({"list", "watch"}))


def catalog(resources: Iterable[Resource]) -> Catalog:
    """By kind; what can be watched before what cannot."""
    found: dict[Kind, Resource] = {}
    for resource in resources:
        known = found.get(resource.kind)
        if known is None or (resource.watchable and not known.watchable):
            found[resource.kind] = resource
    return MappingProxyType(found)
