"""Every hook a plugin may implement.

Hooks register; records act. Each hook is called once, when the hub starts, and
returns an iterable of records. Nothing goes through pluggy after that.
"""

from __future__ import annotations

from collections.abc import Iterable

from .adapter import Adapter
from .markers import hookspec
from .model import Submission
from .plugin import GangBackend, LocalCluster, MetricSource, Notifier, Policy, Source


@hookspec
def hub_adapters() -> Iterable[Adapter]:
    """Teach the hub to read a framework's objects as workloads."""
    return ()


@hookspec
def hub_submissions() -> Iterable[Submission]:
    """Give ``hub submit`` a form, and turn what was filled in into objects."""
    return ()


@hookspec
def hub_sources() -> Iterable[Source]:
    """Ask a framework's own server for what no object in the cluster tells."""
    return ()


@hookspec
def hub_metric_sources() -> Iterable[MetricSource]:
    """Tell what pods use: processors, memory, GPUs."""
    return ()


@hookspec
def hub_notifiers() -> Iterable[Notifier]:
    """Tell somebody outside of what happens to workloads."""
    return ()


@hookspec
def hub_gang_backends() -> Iterable[GangBackend]:
    """Tell a scheduler which pods start together, in its own words."""
    return ()


@hookspec
def hub_policies() -> Iterable[Policy]:
    """Put a rule before every action; any policy may refuse, with a reason."""
    return ()


@hookspec
def hub_local_clusters() -> Iterable[LocalCluster]:
    """Give ``hub up`` a way to make a real cluster on this machine."""
    return ()
