"""Whole objects, for views that show everything of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from hub.errors import NotFound, nearest
from hub.model import Kind, Ref

from .failures import Absent
from .resource import PODS, Catalog, Resource
from .session import Session

Place = Callable[[Ref], Resource]
"""Where a cluster keeps an object of this kind, at the version it is named by."""


def places(catalog: Catalog) -> Place:
    """From a catalog. The function raises `NotFound` for a kind that the cluster does not have."""

    def place(ref: Ref) -> Resource:
        kind = Kind.of(ref.api_version, ref.kind)
        resource = PODS if kind == PODS.kind else catalog.get(kind)
        if resource is None:
            near = nearest(ref.kind, (known.name for known in catalog))
            raise NotFound(f"this cluster has no kind {kind}{near}; is its operator installed?")
        version = ref.api_version.rpartition("/")[2]
        return msgspec.structs.replace(resource, version=version) if version else resource

    return place


async def read(session: Session, place: Place, ref: Ref) -> dict[str, Any]:
    """The object. Raises `NotFound` when it is gone, or when another has its name."""
    try:
        body = await session.get(place(ref).path(ref.namespace, ref.name))
    except Absent as error:
        if error.reason == "NotFound":
            where = f" in {ref.namespace}" if ref.namespace else ""
            raise NotFound(f"{ref}{where} is gone") from None
        raise
    found: dict[str, Any] = msgspec.json.decode(body)
    if ref.uid and found["metadata"]["uid"] != ref.uid:
        raise NotFound(
            f"{ref} is gone; the one of that name in {ref.namespace} came later and was left alone"
        )
    return found


async def items(session: Session, resource: Resource, namespace: str = "") -> list[dict[str, Any]]:
    """Every object of a kind, whole, each with its apiVersion and kind (which lists leave out)."""
    answer: Mapping[str, Any] = msgspec.json.decode(await session.get(resource.path(namespace)))
    head = {"apiVersion": resource.api_version, "kind": resource.kind.name}
    return [head | item for item in answer.get("items") or ()]
