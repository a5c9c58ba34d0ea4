"""What a container's root is made of: the plan that ``enter.py`` carries out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import msgspec

SYSTEM = ("bin", "etc", "lib", "lib32", "lib64", "libx32", "opt", "sbin", "usr", "var")


class Mount(msgspec.Struct, frozen=True):
    source: str
    target: str
    read_only: bool = False


class Root(msgspec.Struct, frozen=True):
    """``root`` and ``upper`` are empty folders; ``files`` maps a path inside to the file copied there."""

    root: str
    upper: str
    links: dict[str, str]
    overlays: list[str]
    files: dict[str, str]
    mounts: list[Mount]
    masks: list[str]
    cwd: str
    argv: list[str]
    env: dict[str, str]
    terminal: bool = False
    """The standard streams are a terminal, to be the controlling one."""


def system_links() -> dict[str, str]:
    paths = [f"/{name}" for name in SYSTEM]
    return {path: os.readlink(path) for path in paths if os.path.islink(path)}


def overlays(shared: Iterable[str]) -> list[str]:
    """The machine's system folders, and those that an image stands for; an outer one before an inner one."""
    system = [f"/{name}" for name in SYSTEM if os.path.isdir(f"/{name}") and not os.path.islink(f"/{name}")]
    extra = [path for path in shared if not _inside(path, system)]
    return [*system, *sorted(extra)]


def _inside(path: str, folders: Iterable[str]) -> bool:
    device = os.stat(path).st_dev
    return any(path.startswith(folder + "/") and os.stat(folder).st_dev == device for folder in folders)


def hosts(ip: str, names: Iterable[str], aliases: Iterable[dict[str, Any]]) -> str:
    lines = ["127.0.0.1\tlocalhost", "::1\tlocalhost ip6-localhost ip6-loopback"]
    lines.append(f"{ip}\t{' '.join(dict.fromkeys(names))}")
    lines += [f"{alias['ip']}\t{' '.join(alias.get('hostnames', []))}" for alias in aliases]
    return "\n".join(lines) + "\n"


def resolv_conf(namespace: str, dns: str, policy: str, own: dict[str, Any]) -> str:
    """``/etc/resolv.conf`` by ``dnsPolicy`` and ``dnsConfig`` (source: "DNS for Services and Pods")."""
    servers, options = [dns], {"ndots": "5"}
    searches = [f"{namespace}.svc.cluster.local", "svc.cluster.local", "cluster.local"]
    if policy == "None":
        servers, searches, options = [], [], {}
    servers += own.get("nameservers") or []
    searches += own.get("searches") or []
    options |= {each["name"]: each.get("value", "") for each in own.get("options") or []}
    lines = [f"nameserver {server}" for server in servers]
    lines += [f"search {' '.join(searches)}"] if searches else []
    words = [f"{name}:{value}" if value else name for name, value in options.items()]
    lines += [f"options {' '.join(words)}"] if words else []
    return "\n".join(lines) + "\n"
