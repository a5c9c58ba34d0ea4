"""How well each kind is read, for `hub doctor`, for warnings, and for whoever wonders why a row is old."""

from __future__ import annotations

from datetime import UTC, datetime
from time import monotonic
from typing import Literal

import msgspec

from hub.model import Kind

State = Literal["listing", "listed", "watching", "forbidden", "missing", "retrying"]
STATES: dict[int, State] = {401: "forbidden", 403: "forbidden", 404: "missing"}
"""What an answer of this code means for a kind; any other is tried again."""
WELL: frozenset[State] = frozenset({"listed", "watching"})


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
        return self.state in WELL

    def __str__(self) -> str:
        where = f" in namespace {self.namespace}" if self.namespace else ""
        return f"{self.kind}{where}: {self.state}" + (f" ({self.error})" if self.error else "")


class Pulse:
    """The health of one reflector as it goes on."""

    def __init__(self, kind: Kind, namespace: str) -> None:
        self.objects = self.garbled = self.relisted = 0
        self._of = kind, namespace
        self._state: State = "listing"
        self._error = ""
        self._since, self._heard = datetime.now(UTC), monotonic()

    def beat(self) -> None:
        """Something was heard."""
        self._heard = monotonic()

    def move(self, state: State, error: str = "") -> bool:
        """Now in this state; whether that is news. ``since`` stays where the state does."""
        if state in WELL:
            self.beat()
        if (state, error) == (self._state, self._error):
            return False
        if state != self._state:
            self._since = datetime.now(UTC)
        self._state, self._error = state, error
        return True

    @property
    def health(self) -> Health:
        kind, namespace = self._of
        return Health(
            kind=kind,
            namespace=namespace,
            state=self._state,
            since=self._since,
            error=self._error,
            objects=self.objects,
            lag=0.0 if self._state in WELL else monotonic() - self._heard,
            garbled=self.garbled,
            relisted=self.relisted,
        )
