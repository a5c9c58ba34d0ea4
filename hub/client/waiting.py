"""When a workload has come to what one waits for."""

from __future__ import annotations

from time import monotonic

from hub.errors import HubError, NotFound
from hub.model import Phase, Workload

PACE = 1.0
"""Seconds between two looks."""
GRACE = 10.0
"""Seconds in which what was just created may not be a row yet."""


def over(workload: Workload) -> bool:
    """A service is waited for until it runs, anything else until it has ended."""
    return workload.phase.final or (workload.category != "train" and workload.phase is Phase.RUNNING)


def early(workload: Workload) -> bool:
    """Nothing of it runs yet: a log that were followed now would end at once."""
    return workload.phase in (Phase.CREATING, Phase.PENDING, Phase.INITIALIZING)


class Clock:
    """How long something may take. ``timeout`` of ``None`` is as long as it takes."""

    def __init__(self, key: str, timeout: float | None) -> None:
        self._key, self._timeout = key, timeout
        self._begun = monotonic()

    def check(self, last: Workload) -> None:
        """Raises `HubError` once it has taken too long."""
        if self._timeout is not None and monotonic() - self._begun > self._timeout:
            raise HubError(
                f"{self._key} is still {last.phase.value} after {self._timeout:g} s; wait longer, "
                "or see `hub explain`"
            )


class Newness:
    """Whether what was not found may still come."""

    def __init__(self) -> None:
        self._until = monotonic() + GRACE

    def seen(self) -> None:
        self._until = 0.0

    def forgive(self, error: NotFound) -> None:
        """Raises the error where it is none of the first moments."""
        if monotonic() > self._until:
            raise error
