"""How well each kind is read, for `hub doctor`, for warnings, and for whoever wonders why a row is old."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import msgspec

from hub.model import Kind

State = Literal["listing", "listed", "watching", "forbidden", "missing", "retrying"]


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """One kind in one namespace (empty: in all). ``error`` is the last one, in the user's words."""

    kind: Kind
    namespace: str = ""
    state: State = "listing"
    since: datetime
    error: str = ""
    objects: int = 0
    lag: float = 0.0
    """Seconds for which nothing new can have been seen; 0 while all is well."""
    garbled: int = 0
    """Objects and watch lines that could not be read, so far."""
    relisted: int = 0
    """How often everything had to be listed again, so far."""

    @property
    def well(self) -> bool:
        return self.state in ("listed", "watching")

    def __str__(self) -> str:
        where = f" in namespace {self.namespace}" if self.namespace else ""
        return f"{self.kind}{where}: {self.state}" + (f" ({self.error})" if self.error else "")


def begun(kind: Kind, namespace: str = "") -> Health:
    return Health(kind=kind, namespace=namespace, since=datetime.now(UTC))


def moved(health: Health, state: State, error: str = "") -> Health:
    """The same, now in this state; ``since`` stays where the state does."""
    since = health.since if state == health.state else datetime.now(UTC)
    return msgspec.structs.replace(health, state=state, since=since, error=error)
