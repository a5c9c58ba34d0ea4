"""Lengths of time from the command line."""

from __future__ import annotations

from hub.core.spans import seconds
from hub.errors import Usage


def length(text: str, option: str = "--since") -> float | None:
    """Seconds from ``10m`` or ``2h``; ``None`` where nothing was given. Raises `Usage`."""
    if not text:
        return None
    found = seconds(text)
    if found is None:
        raise Usage(f"{option} {text!r} is no length of time; write 30s, 10m, 2h or 3d")
    return found
