"""How long to wait before trying again."""

from __future__ import annotations

from dataclasses import dataclass
from random import uniform


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: the first pause after a failure, the longest, and the one after a plain no."""

    first: float = 0.2
    most: float = 10.0
    rarely: float = 120.0
    """Between two tries of what this user may not read, and two discoveries where CRDs cannot be watched."""


PACE = Pace()


class Backoff:
    """Pauses that double up to a limit, with jitter, so that many clients do not come back at once."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._next = 0.0

    def reset(self) -> None:
        self._next = 0.0

    def pause(self) -> float:
        """Seconds to wait now: between half and the whole of the next step."""
        self._next = min(self._next * 2 or self._pace.first, self._pace.most)
        return uniform(self._next / 2, self._next)
