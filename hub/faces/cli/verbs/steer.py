"""``hub stop``, ``run``, ``restart`` and ``delete``: one verb on one or many workloads."""

from __future__ import annotations

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb


@verb
def stop(
    asked: Asked,
    keys: o.Keys = None,
    filter: o.Filter = "",  # noqa: A002
    dry_run: o.DryRun = False,
    yes: o.Yes = False,
    wait: o.Wait = False,
) -> int:
    """Free what a workload holds, and keep it for `hub run`."""
    from hub.faces.cli.steering import Order, steer

    return steer(asked, Order("stop", tuple(keys or ()), filter, dry_run, yes, wait))


@verb
def run(
    asked: Asked,
    keys: o.Keys = None,
    filter: o.Filter = "",  # noqa: A002
    dry_run: o.DryRun = False,
    yes: o.Yes = False,
    wait: o.Wait = False,
) -> int:
    """Resume what was stopped, as it was before."""
    from hub.faces.cli.steering import Order, steer

    return steer(asked, Order("run", tuple(keys or ()), filter, dry_run, yes, wait))


@verb
def restart(
    asked: Asked,
    keys: o.Keys = None,
    filter: o.Filter = "",  # noqa: A002
    dry_run: o.DryRun = False,
    yes: o.Yes = False,
    wait: o.Wait = False,
) -> int:
    """Start a workload again: a new attempt of the same object."""
    from hub.faces.cli.steering import Order, steer

    return steer(asked, Order("restart", tuple(keys or ()), filter, dry_run, yes, wait))


@verb
def delete(
    asked: Asked,
    keys: o.Keys = None,
    filter: o.Filter = "",  # noqa: A002
    dry_run: o.DryRun = False,
    yes: o.Yes = False,
    wait: o.Wait = False,
) -> int:
    """Remove a workload and all that belongs to it."""
    from hub.faces.cli.steering import Order, steer

    return steer(asked, Order("delete", tuple(keys or ()), filter, dry_run, yes, wait))
