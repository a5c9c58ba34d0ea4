"""The files of configMap, secret, downwardAPI and projected volumes. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hub_local.agent.env import Data, Lookup
from hub_local.agent.fields import ConfigMissing, Place, field, resource
from hub_local.agent.pod import Pod

KINDS = ("configMap", "secret", "downwardAPI", "projected")
Source = dict[str, Any]


@dataclass(frozen=True, slots=True)
class File:
    content: bytes
    mode: int = 0o644


@dataclass(frozen=True, slots=True)
class Material:
    """What files are made from. ``token`` gives the token fetched for a projection."""

    pod: Pod
    place: Place
    lookup: Lookup
    token: Callable[[Source], str]


def sources(volume: dict[str, Any]) -> Iterator[tuple[str, Source]]:
    """The (kind, source) pairs of a volume; several for a projected one."""
    for kind in ("configMap", "secret", "downwardAPI"):
        if kind in volume:
            yield kind, volume[kind]
    for each in (volume.get("projected") or {}).get("sources") or []:
        yield from ((kind, source) for kind, source in each.items() if source is not None)


def object_name(source: Source) -> str:
    return str(source.get("name") or source.get("secretName") or "")


def references(volume: dict[str, Any]) -> set[tuple[str, str]]:
    return {
        (kind, object_name(source)) for kind, source in sources(volume) if kind in ("configMap", "secret")
    }


def files(volume: dict[str, Any], material: Material) -> dict[str, File]:
    """Path in the volume → file. ``ConfigMissing`` names what is not there."""
    kind = next((each for each in KINDS if each in volume), "projected")
    mode = (volume.get(kind) or {}).get("defaultMode", 0o644)
    found: dict[str, File] = {}
    for each, source in sources(volume):
        found |= _files(each, source, mode, material)
    return found


def _files(kind: str, source: Source, mode: int, material: Material) -> dict[str, File]:
    match kind:
        case "configMap" | "secret":
            return _keyed(kind, source, mode, material.lookup(kind, object_name(source)))
        case "downwardAPI":
            items = source.get("items") or []
            return {each["path"]: File(_downward(each, material), each.get("mode", mode)) for each in items}
        case "serviceAccountToken":
            return {source["path"]: File(material.token(source).encode(), mode)}
    raise ConfigMissing(f"projected source {kind} is not supported by this node")


def _keyed(kind: str, source: Source, mode: int, data: Data | None) -> dict[str, File]:
    name, optional = object_name(source), bool(source.get("optional"))
    if data is None:
        if optional:
            return {}
        raise ConfigMissing(f'{kind.lower()} "{name}" not found')
    items = source.get("items")
    if not items:
        return {key: File(value, mode) for key, value in data.items()}
    return dict(_picked(items, data, mode, optional))


def _picked(
    items: list[Source], data: Mapping[str, bytes], mode: int, optional: bool
) -> Iterator[tuple[str, File]]:
    for item in items:
        if item["key"] in data:
            yield item["path"], File(data[item["key"]], item.get("mode") or mode)
        elif not optional:
            raise ConfigMissing(f"references non-existent config key: {item['key']}")


def _downward(item: Source, material: Material) -> bytes:
    if "fieldRef" in item:
        return field(material.pod, material.place, item["fieldRef"]["fieldPath"]).encode()
    return resource(material.pod, material.place, item["resourceFieldRef"], {}).encode()
