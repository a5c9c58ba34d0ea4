"""What plugins did wrong, told beside whatever else is printed."""

from __future__ import annotations

from collections.abc import Iterable

from hub.faces.cli import screen
from hub.registry import Fault


def note(faults: Iterable[Fault]) -> int:
    """One line for each on stderr; the exit code: 1 where there is any."""
    found = [str(fault) for fault in faults]
    for words in found:
        screen.note(f"{words}; the rest of the hub works without it")
    return 1 if found else 0
