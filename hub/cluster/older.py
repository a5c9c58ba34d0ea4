"""Discovery as it was before 1.30, one request a group version: for servers that do not aggregate."""

from __future__ import annotations

import msgspec

from hub.model import Kind

from .failures import Answer
from .resource import Catalog, Resource, catalog
from .session import Session
from .together import together


class _Version(msgspec.Struct, frozen=True):
    version: str = ""


class _Group(msgspec.Struct, frozen=True):
    name: str = ""
    versions: list[_Version] = []
    preferred: _Version = msgspec.field(name="preferredVersion", default=_Version())


class _Groups(msgspec.Struct, frozen=True):
    groups: list[_Group] = []


class _Resource(msgspec.Struct, frozen=True):
    name: str = ""
    kind: str = ""
    namespaced: bool = False
    verbs: list[str] = []


class _Resources(msgspec.Struct, frozen=True):
    resources: list[_Resource] = []


async def discover(session: Session, named: bytes, groups: frozenset[str]) -> Catalog:
    """One request a group version, preferred versions first."""
    places = [("", "v1")]
    for group in msgspec.json.decode(named, type=_Groups).groups:
        if group.name in groups:
            first = group.preferred.version
            places += [(group.name, first)]
            places += [(group.name, v.version) for v in group.versions if v.version != first]
    answers = await together(*(_version(session, *place) for place in places))
    return catalog(resource for answer in answers for resource in answer)


async def _version(session: Session, group: str, version: str) -> list[Resource]:
    try:
        body = await session.get(f"/apis/{group}/{version}" if group else f"/api/{version}")
    except Answer:  # a group whose own server is down costs only itself
        return []
    rows = msgspec.json.decode(body, type=_Resources).resources
    scalable = {row.name.removesuffix("/scale") for row in rows if row.name.endswith("/scale")}
    return [
        Resource(Kind(group, r.kind), version, r.name, r.namespaced, frozenset(r.verbs), r.name in scalable)
        for r in rows
        if "/" not in r.name
    ]
