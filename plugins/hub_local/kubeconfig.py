"""Kubeconfig files: for the user outside, and for the programs inside."""

from __future__ import annotations

import base64
from pathlib import Path

import yaml

from hub_local.pki import Pki
from hub_local.state import replace


def write_outside(path: Path, name: str, pki: Pki, port: int, token: str) -> None:
    """One file that works from anywhere on this machine, also when it is copied or merged elsewhere."""
    authority = base64.b64encode((pki.folder / "ca.crt").read_bytes()).decode()
    cluster = {"server": f"https://127.0.0.1:{port}", "certificate-authority-data": authority}
    _write(path, f"hub-{name}", cluster, token)


def write_inside(path: Path, pki: Pki, address: str, token: str) -> None:
    cluster = {"server": f"https://{address}", "certificate-authority": pki.file("ca.crt")}
    _write(path, "local", cluster, token)


def _write(path: Path, name: str, cluster: dict[str, str], token: str) -> None:
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": cluster}],
        "users": [{"name": name, "user": {"token": token}}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        "current-context": name,
    }
    replace(path, yaml.safe_dump(content, sort_keys=False).encode())
