"""What the cluster side hands its findings to. Every call happens on the event loop, none of them waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hub.core.things import Thing
from hub.model import Kind


class Sink(Protocol):
    """A board, or whatever else wants to know."""

    def listed(self, kind: Kind, namespace: str, things: Sequence[Thing]) -> None:
        """All there is of this kind in this namespace (empty: in all). What else was known of it is gone."""

    def seen(self, type_: str, thing: Thing) -> None:
        """One event: ``ADDED``, ``MODIFIED`` or ``DELETED``. It may repeat what is known."""

    def gone(self, kind: Kind) -> None:
        """The kind itself is no more: its CRD was removed, and all its objects with it."""
