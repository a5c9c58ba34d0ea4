"""The environment of a container: image, services, ``envFrom``, ``env``; the later overrides. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hub_local.agent.api import Object
from hub_local.agent.expand import expand
from hub_local.agent.fields import ConfigMissing, Place, field, resource
from hub_local.agent.images import Image, search_path
from hub_local.agent.pod import Container, Pod

Data = Mapping[str, bytes]
Lookup = Callable[[str, str], Data | None]
"""(``configMap`` or ``secret``, name) → its data, or ``None`` where there is no such object."""
NAME = re.compile(r"[A-Za-z_.\-][\w.\-]*")


@dataclass(frozen=True, slots=True)
class Sources:
    """What values are taken from besides the container itself."""

    pod: Pod
    place: Place
    lookup: Lookup
    services: Iterable[Object]


def environment(container: Container, image: Image, sources: Sources) -> dict[str, str]:
    """All variables. ``ConfigMissing`` names the first object or key that is not there."""
    pod = sources.pod
    env = {"PATH": search_path(image), "HOME": "/root", "HOSTNAME": pod.hostname, **image.env}
    linked = pod.spec.get("enableServiceLinks", True)
    for service in sources.services:
        own = service["metadata"]["namespace"] == pod.namespace
        if (linked and own) or _is_kubernetes(service):
            env |= service_variables(service)
    for source in container.get("envFrom") or []:
        env |= _all_of(source, sources.lookup)
    for entry in container.get("env") or []:
        value = _value(entry, container, sources, env)
        if value is not None:
            env[entry["name"]] = value
    return env


def references(containers: Iterable[Container]) -> set[tuple[str, str]]:
    """The (kind, name) pairs that ``lookup`` will be asked for."""
    found = set()
    for container in containers:
        for source in container.get("envFrom") or []:
            found.add(_named(source, "Ref"))
        for entry in container.get("env") or []:
            origin = entry.get("valueFrom") or {}
            if "secretKeyRef" in origin or "configMapKeyRef" in origin:
                found.add(_named(origin, "KeyRef"))
    return found


def service_variables(service: Object) -> dict[str, str]:
    """``X_SERVICE_HOST`` and the like, for one service with an address.

    Source: Kubernetes documentation, "Service", environment variables.
    """
    address, ports = service["spec"].get("clusterIP"), service["spec"].get("ports") or []
    if address in (None, "", "None") or not ports:
        return {}
    prefix = service["metadata"]["name"].upper().replace("-", "_")
    env = {f"{prefix}_SERVICE_HOST": address, f"{prefix}_SERVICE_PORT": str(ports[0]["port"])}
    env[f"{prefix}_PORT"] = f"{ports[0].get('protocol', 'TCP').lower()}://{address}:{ports[0]['port']}"
    for port in ports:
        env |= _port_variables(prefix, address, port)
    return env


def _port_variables(prefix: str, address: str, port: dict[str, Any]) -> dict[str, str]:
    protocol, number = port.get("protocol", "TCP"), str(port["port"])
    stem = f"{prefix}_PORT_{number}_{protocol}"
    env = {
        stem: f"{protocol.lower()}://{address}:{number}", f"{stem}_PROTO": protocol.lower(),
        f"{stem}_PORT": number, f"{stem}_ADDR": address,
    }  # fmt: skip
    if name := port.get("name"):
        env[f"{prefix}_SERVICE_PORT_{name.upper().replace('-', '_')}"] = number
    return env


def _is_kubernetes(service: Object) -> bool:
    meta = service["metadata"]
    return bool(meta["name"] == "kubernetes" and meta["namespace"] == "default")


def _named(source: dict[str, Any], suffix: str) -> tuple[str, str]:
    kind = "configMap" if "configMap" + suffix in source else "secret"
    return kind, str(source[kind + suffix].get("name", ""))


def _all_of(source: dict[str, Any], lookup: Lookup) -> dict[str, str]:
    kind, name = _named(source, "Ref")
    data = lookup(kind, name)
    if data is None:
        if source[f"{kind}Ref"].get("optional"):
            return {}
        raise ConfigMissing(f'{kind.lower()} "{name}" not found')
    prefix = source.get("prefix", "")
    return {prefix + key: value.decode() for key, value in data.items() if NAME.fullmatch(prefix + key)}


def _value(
    entry: dict[str, Any], container: Container, sources: Sources, env: Mapping[str, str]
) -> str | None:
    origin = entry.get("valueFrom")
    if not origin:
        return expand(entry.get("value", ""), env)
    if "fieldRef" in origin:
        return field(sources.pod, sources.place, origin["fieldRef"]["fieldPath"])
    if "resourceFieldRef" in origin:
        return resource(sources.pod, sources.place, origin["resourceFieldRef"], container)
    if "secretKeyRef" in origin or "configMapKeyRef" in origin:
        return _keyed(origin, sources)
    raise ConfigMissing(f"env {entry['name']}: valueFrom {', '.join(origin)} is not supported by this node")


def _keyed(origin: dict[str, Any], sources: Sources) -> str | None:
    kind, name = _named(origin, "KeyRef")
    ref, data = origin[f"{kind}KeyRef"], sources.lookup(kind, name)
    if data is not None and ref["key"] in data:
        return data[ref["key"]].decode()
    if ref.get("optional"):
        return None
    if data is None:
        raise ConfigMissing(f'{kind.lower()} "{name}" not found')
    title = "Secret" if kind == "secret" else "ConfigMap"
    raise ConfigMissing(f"couldn't find key {ref['key']} in {title} {sources.pod.namespace}/{name}")


def command_line(container: Container, image: Image, env: Mapping[str, str]) -> list[str]:
    """Program and arguments: ``command`` replaces the image's entrypoint and its default arguments."""
    given = container.get("command")
    program = given or image.entrypoint
    arguments = container.get("args") or ([] if given else image.cmd)
    return [expand(word, env) for word in (*program, *arguments)]
