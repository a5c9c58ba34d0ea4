"""The agent's configuration: one JSON file, checked as a whole before anything starts."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec


class ConfigError(Exception):
    """The configuration cannot be used; the message says what and where."""


class NodeShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One node to register. ``cpu`` and ``memory`` are quantities; ``gpus`` and ``pods`` are counts."""

    name: str
    cpu: str | int | float = "8"
    memory: str | int = "32Gi"
    gpus: int = 0
    pods: int = 110


class Network(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Addresses inside the cluster's namespace; the ranges are CIDR blocks."""

    bridge: str = "br0"
    gateway: str = "10.244.0.1"
    pods: str = "10.244.0.0/16"
    services: str = "10.96.0.0/16"
    dns: str = "10.96.0.10"


class BackOff(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Seconds between attempts to start a container or get an image: doubling from ``first`` to ``most``."""

    first: float = 10
    most: float = 300


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kubeconfig: str
    state: str
    nodes: tuple[NodeShape, ...]
    mode: Literal["namespaced", "simulated"] = "namespaced"
    images: str | None = None
    simulate: tuple[str, ...] = ()
    network: Network = Network()
    backoff: BackOff = BackOff()
    port: int = 10250
    """The first node's kubelet port; the next nodes take the next ports."""

    @property
    def namespaced(self) -> bool:
        return self.mode == "namespaced"

    @property
    def address(self) -> str:
        """Where the nodes and their kubelet ports are reached."""
        return self.network.gateway if self.namespaced else "127.0.0.1"


def load(path: str) -> Config:
    try:
        config = msgspec.json.decode(Path(path).read_bytes(), type=Config)
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise ConfigError(f"{path}: {error}") from error
    names = [node.name for node in config.nodes]
    if not names or len(set(names)) < len(names):
        raise ConfigError(f"{path}: `nodes` needs at least one node, and every name only once")
    return config
