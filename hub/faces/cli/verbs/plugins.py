"""``hub plugins``: what is installed beside the hub, and what it brings."""

from __future__ import annotations

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb


@verb
def plugins(asked: Asked, output: o.Output = "table") -> int:
    """Which plugins are installed, and what each registers."""
    from hub.faces.cli import faults, formats
    from hub.faces.cli.tables.plugins import put
    from hub.registry import discover

    formats.checked(output)
    found, wrong = discover()
    put(found, wrong, output)
    return faults.note(wrong)
