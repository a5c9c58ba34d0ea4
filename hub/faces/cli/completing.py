"""What the shell may complete. It asks a cluster only for keys, and says nothing when that fails."""

from __future__ import annotations

from typing import Any


def phases(incomplete: str) -> list[str]:
    """The nine phases."""
    from hub.model import Phase

    return [phase.value for phase in Phase if phase.value.lower().startswith(incomplete.lower())]


def types(incomplete: str) -> list[str]:
    """The types that the installed adapters have."""
    from hub.registry import load

    return [name for name in sorted(load().adapters) if name.startswith(incomplete)]


def keys(ctx: Any, incomplete: str) -> list[str]:
    """The keys of the workloads on the cluster or in what ``--from`` names."""
    import asyncio

    try:
        return asyncio.run(_keys(ctx.params.get("recorded"), incomplete))
    except Exception:  # a shell that completes must not print errors into the line being typed
        return []


async def _keys(recorded: Any, incomplete: str) -> list[str]:
    from hub.faces.cli.asked import Asked

    async with Asked().hub(recorded) as hub:
        return [workload.key for workload in hub.workloads() if workload.key.startswith(incomplete)]
