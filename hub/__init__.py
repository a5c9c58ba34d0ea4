"""Workload Hub: whatever framework made the pods, a job is one row.

Read the house from the bottom up. `hub.model` has the records that everything
speaks in. `hub.adapter` and `hub.plugin` are what authors import; `hub.hookspecs`
says how they are found and `hub.registry` holds what was found. `hub.core` turns
objects into workloads and knows neither clock nor network. `hub.cluster` is the
only place that talks to Kubernetes. `hub.service` offers the verbs, and
`hub.faces` translate them for people and programs. `hub.client` asks a server.

Nothing is imported here, so that `import hub` costs nothing; ``hub.Client`` is when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hub.client import AsyncClient as AsyncClient
    from hub.client import Client as Client

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name not in ("Client", "AsyncClient"):
        raise AttributeError(f"module 'hub' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("hub.client"), name)
