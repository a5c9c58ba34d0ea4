"""What a plugin author imports: the records of all that is not an adapter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .markers import hookimpl
from .model import Intent, Workload

__all__ = ["ClusterRequest", "Component", "LocalCluster", "LocalStatus", "Policy", "Say", "hookimpl"]

Say = Callable[[str], None]
"""Told one line at a time of what goes on, for somebody who waits."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A rule on what may be done. Pure. Every policy is asked; one refusal is enough."""

    name: str
    review: Callable[[str, Workload, Sequence[Intent]], str | None]
    """Verb, workload, intents → why it is refused, or ``None``."""


@dataclass(frozen=True, kw_only=True)
class ClusterRequest:
    """What a local cluster should be like. ``None``: as it was, and at first the plugin's default.

    ``cpu`` is in cores and ``memory`` in bytes, both of each node; ``gpus`` are devices of each node.
    """

    name: str = "local"
    nodes: int | None = None
    gpus: int | None = None
    cpu: int | None = None
    memory: int | None = None
    operators: tuple[str, ...] = ()
    simulate: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Component:
    """One process or node of a local cluster. ``state`` is running, waiting or stopped."""

    name: str
    state: str
    pid: int | None = None
    restarts: int = 0
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class LocalStatus:
    """What a local cluster is. ``mode`` says how pods run, and why not better where that is so."""

    name: str
    running: bool
    mode: str
    kubeconfig: Path | None
    components: Sequence[Component]


@dataclass(frozen=True, kw_only=True)
class LocalCluster:
    """Something that makes a real cluster on this machine. Each function raises `HubError` with a remedy."""

    name: str
    operators: Mapping[str, str]
    """What ``--with`` takes, and what each brings."""
    up: Callable[[ClusterRequest, Say], LocalStatus]
    status: Callable[[str], LocalStatus]
    down: Callable[[str, bool, Say], None]
    """Name, whether to remove its data too."""
    enter: Callable[[str, Sequence[str]], int]
    """Runs a command inside the cluster's network; its exit code."""
