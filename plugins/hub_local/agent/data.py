"""ConfigMaps, Secrets and tokens, fetched for one pod."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from hub_local.agent.api import Api
from hub_local.agent.env import Data
from hub_local.agent.pod import Pod

Ref = tuple[str, str]
"""Kind (``configMap`` or ``secret``) and name."""


def read(kind: str, obj: dict[str, Any]) -> dict[str, bytes]:
    plain = obj.get("data") or {}
    if kind == "secret":
        return {key: base64.b64decode(value) for key, value in plain.items()}
    binary = {key: base64.b64decode(value) for key, value in (obj.get("binaryData") or {}).items()}
    return {**{key: value.encode() for key, value in plain.items()}, **binary}


async def fetch(api: Api, namespace: str, refs: Iterable[Ref]) -> dict[Ref, Data | None]:
    """The data of each object that is there, ``None`` for the others."""
    found: dict[Ref, Data | None] = {}
    for kind, name in refs:
        obj = await api.get(f"/api/v1/namespaces/{namespace}/{kind.lower()}s/{name}") if name else None
        found[kind, name] = None if obj is None else read(kind, obj)
    return found


async def token(api: Api, pod: Pod, projection: dict[str, Any]) -> tuple[str, str]:
    """A service account token bound to the pod, and when it expires (RFC 3339)."""
    account = pod.spec.get("serviceAccountName", "default")
    audience = projection.get("audience")
    bound = {"kind": "Pod", "apiVersion": "v1", "name": pod.name, "uid": pod.uid}
    spec = {
        "expirationSeconds": projection.get("expirationSeconds", 3600), "boundObjectRef": bound,
        "audiences": [audience] if audience else [],
    }  # fmt: skip
    path = f"/api/v1/namespaces/{pod.namespace}/serviceaccounts/{account}/token"
    answer = await api.request("POST", path, {"spec": spec})
    return answer["status"]["token"], answer["status"]["expirationTimestamp"]
