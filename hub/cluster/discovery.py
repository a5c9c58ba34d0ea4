"""Which kinds the API server has, and where: two requests, or the old way where it must be.

Source: "Aggregated Discovery", kubernetes.io (`apidiscovery.k8s.io/v2`, since
1.30). Kinds carry no version, so each is read at the version the server puts
first: its preferred one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from hub.model import Kind

from . import older
from .resource import Catalog, Resource, catalog
from .session import JSON, Session
from .together import together

AGGREGATED = ",".join(
    f"{JSON};g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList" for version in ("v2", "v2beta1")
)


async def discover(session: Session, groups: Iterable[str]) -> Catalog:
    """What the server has. Where it has no aggregated discovery, only these groups are asked for."""
    core, named = await together(session.get("/api", accept=_ACCEPT), session.get("/apis", accept=_ACCEPT))
    aggregated = [msgspec.json.decode(body, type=_Groups) for body in (core, named)]
    if all(found.kind == "APIGroupDiscoveryList" for found in aggregated):
        return catalog(resource for found in aggregated for resource in _resources(found))
    return await older.discover(session, named, frozenset(groups))


_ACCEPT = f"{AGGREGATED},{JSON}"


class _Named(msgspec.Struct, frozen=True):
    kind: str = ""


class _Sub(msgspec.Struct, frozen=True):
    subresource: str = ""


class _Found(msgspec.Struct, frozen=True):
    resource: str = ""
    response_kind: _Named | None = msgspec.field(name="responseKind", default=None)
    scope: str = ""
    verbs: list[str] = []
    subresources: list[_Sub] = []


class _Version(msgspec.Struct, frozen=True):
    version: str = ""
    resources: list[_Found] = []


class _Meta(msgspec.Struct, frozen=True):
    name: str = ""


class _Group(msgspec.Struct, frozen=True):
    metadata: _Meta = _Meta()
    versions: list[_Version] = []


class _Groups(msgspec.Struct, frozen=True):
    kind: str = ""
    items: list[_Group] = []


def _resources(found: _Groups) -> Iterator[Resource]:
    for group in found.items:
        for version in group.versions:
            for each in version.resources:
                if each.response_kind is not None:
                    yield _resource(group.metadata.name, version.version, each, each.response_kind.kind)


def _resource(group: str, version: str, found: _Found, name: str) -> Resource:
    scalable = any(sub.subresource == "scale" for sub in found.subresources)
    verbs = frozenset(found.verbs)
    return Resource(Kind(group, name), version, found.resource, found.scope == "Namespaced", verbs, scalable)
