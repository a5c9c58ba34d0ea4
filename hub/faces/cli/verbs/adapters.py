"""``hub adapters``: what can be read and steered, and what cannot."""

from __future__ import annotations

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb


@verb
def adapters(asked: Asked, output: o.Output = "table") -> int:
    """Which types are known, and what each can and cannot do."""
    from hub.faces.cli import faults, formats
    from hub.faces.cli.tables.adapters import put
    from hub.registry import load

    formats.checked(output)
    registry = load()
    put(registry, output)
    return faults.note(registry.faults)
