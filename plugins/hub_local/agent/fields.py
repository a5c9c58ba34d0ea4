"""``fieldRef`` and ``resourceFieldRef``: what the downward API says about a pod. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hub_local.agent import quantity
from hub_local.agent.pod import Container, Pod

KEYED = re.compile(r"metadata\.(labels|annotations)\['(.+)'\]")


class ConfigMissing(Exception):
    """Something the pod's configuration names is not there. The message is for the pod's owner."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pod runs: its and its node's address, and what the node can give."""

    ip: str
    host_ip: str
    allocatable: dict[str, str]


def field(pod: Pod, place: Place, path: str) -> str:
    if match := KEYED.fullmatch(path):
        return (pod.labels if match[1] == "labels" else pod.annotations).get(match[2], "")
    if path in ("metadata.labels", "metadata.annotations"):
        return _lines(pod.labels if path == "metadata.labels" else pod.annotations)
    known = {
        "metadata.name": pod.name, "metadata.namespace": pod.namespace, "metadata.uid": pod.uid,
        "spec.nodeName": pod.node, "spec.serviceAccountName": pod.spec.get("serviceAccountName", "default"),
        "status.podIP": place.ip, "status.podIPs": place.ip,
        "status.hostIP": place.host_ip, "status.hostIPs": place.host_ip,
    }  # fmt: skip
    if path not in known:
        raise ConfigMissing(f"fieldPath {path!r} is not one that a node can fill in")
    return str(known[path])


def _lines(values: dict[str, str]) -> str:
    return "\n".join(
        f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in sorted(values.items())
    )


def resource(pod: Pod, place: Place, ref: dict[str, Any], container: Container) -> str:
    """The container's limit or request in divisors, rounded up; the node's allocatable where none is set."""
    subject = pod.container(ref.get("containerName", "")) or container
    kind, _, name = ref["resource"].partition(".")
    resources = subject.get("resources") or {}
    amount = (resources.get(kind) or {}).get(name)
    if amount is None and kind == "limits":
        amount = place.allocatable.get(name)
    divisor = quantity.parse(ref.get("divisor") or 1) or Decimal(1)
    return str(quantity.ceiling(quantity.parse(amount or 0), divisor))
