"""Save what the hub reads as a case that others may see."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

import msgspec

from hub.errors import HubError
from hub.model import Kind, Obj
from hub.registry import Registry

from .asking import answers
from .discovery import discover
from .failures import Absent, Forbidden
from .objects import items
from .redact import redacted
from .resource import EVENTS, PODS, Catalog, Resource
from .session import Session


async def record(
    session: Session, registry: Registry, namespaces: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Pods, claimed kinds, what else owns something and the events: whole but for secrets and values.

    ``namespaces`` empty means all. Raises `HubError`; a kind that may not be read is left out.
    """
    catalog = await discover(session, {kind.group for kind in registry.kinds})
    found: list[dict[str, Any]] = []
    read: set[Kind] = set()
    wanted: set[Kind] = {PODS.kind, *registry.kinds}
    while more := wanted - read:
        read |= more
        for resource in _listable(catalog, more):
            found += await _kind(session, resource, namespaces)
        wanted |= {kind for each in found for kind in _owners(each)}
    found += await _kind(session, EVENTS, namespaces)
    told = await answers(registry)
    return [redacted(each, registry.identity) for each in (*found, *told)]


def write(objects: Iterable[Mapping[str, Any]], to: TextIO, form: str = "yaml") -> None:
    """As documents of YAML, or as one ``List`` in JSON."""
    if form == "json":
        whole = {"apiVersion": "v1", "kind": "List", "items": list(objects)}
        to.write(msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n")
        return
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    yaml.dump_all(
        objects, to, Dumper=dumper, sort_keys=False, explicit_start=True, allow_unicode=True, width=1 << 16
    )


def save(objects: Iterable[Mapping[str, Any]], name: str) -> None:
    """To a file, which is the whole recording or not there (JSON where it ends so); ``-`` is stdout."""
    if name == "-":
        return write(objects, sys.stdout)
    file = Path(name)
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("w", encoding="utf-8") as to:
            write(objects, to, "json" if file.suffix == ".json" else "yaml")
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise HubError(f"{file} cannot be written ({error.strerror}); name another file") from None


def _listable(catalog: Catalog, kinds: Iterable[Kind]) -> list[Resource]:
    found = [PODS if kind == PODS.kind else catalog.get(kind) for kind in sorted(kinds)]
    return [resource for resource in found if resource is not None and "list" in resource.verbs]


async def _kind(session: Session, resource: Resource, namespaces: Sequence[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for namespace in namespaces if namespaces and resource.namespaced else ("",):
        try:
            found += await items(session, resource, namespace)
        except Forbidden as error:
            if error.code == 401 or resource == PODS:
                raise
        except Absent:
            continue
    return found


def _owners(manifest: Mapping[str, Any]) -> Iterable[Kind]:
    owners = Obj(manifest).each("metadata.ownerReferences")
    return (Kind.of(owner.text("apiVersion"), owner.text("kind")) for owner in owners)
