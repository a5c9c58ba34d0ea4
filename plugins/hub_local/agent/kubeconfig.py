"""The current context of a kubeconfig, as much of it as a local cluster's file uses."""

from __future__ import annotations

import base64
import ssl
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hub_local.agent.config import ConfigError


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach the API server: its URL, trust and identity, and the name that its certificate has."""

    server: str
    ssl: ssl.SSLContext | None
    headers: dict[str, str]
    server_name: str | None


def load(path: str) -> Access:
    """Read the current context. ``ConfigError`` when the file is not there or not whole."""
    try:
        document = yaml.safe_load(Path(path).read_text())
        context = _named(document["contexts"], document["current-context"])["context"]
        cluster = _named(document["clusters"], context["cluster"])["cluster"]
        user = _named(document["users"], context["user"])["user"]
        return _access(cluster, user)
    except (OSError, yaml.YAMLError, LookupError, TypeError, StopIteration, ssl.SSLError) as error:
        raise ConfigError(f"kubeconfig {path} cannot be used: {error!r}") from error


def _access(cluster: dict[str, Any], user: dict[str, Any]) -> Access:
    server: str = cluster["server"]
    secure = _trust(cluster, user) if server.startswith("https") else None
    headers = {"Authorization": f"Bearer {user['token']}"} if "token" in user else {}
    return Access(server.rstrip("/"), secure, headers, cluster.get("tls-server-name"))


def _trust(cluster: dict[str, Any], user: dict[str, Any]) -> ssl.SSLContext:
    data = cluster.get("certificate-authority-data")
    pem = base64.b64decode(data).decode() if data else None
    trust = ssl.create_default_context(cafile=cluster.get("certificate-authority"), cadata=pem)
    if cluster.get("insecure-skip-tls-verify"):
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    if "client-certificate" in user:
        trust.load_cert_chain(user["client-certificate"], user["client-key"])
    elif "client-certificate-data" in user:
        _load_inline(trust, user)
    return trust


def _load_inline(trust: ssl.SSLContext, user: dict[str, Any]) -> None:
    # The ssl module reads certificates from files only.
    with tempfile.NamedTemporaryFile() as file:
        file.write(base64.b64decode(user["client-certificate-data"]) + b"\n")
        file.write(base64.b64decode(user["client-key-data"]))
        file.flush()
        trust.load_cert_chain(file.name)


def _named(entries: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(entry for entry in entries if entry["name"] == name)
