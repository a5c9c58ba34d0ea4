"""The pauses between attempts, as long as they go wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Pauses:
    """Doubling from ``first`` to ``most`` seconds; a long good time starts them over."""

    first: float
    most: float
    next: float = 0

    def take(self) -> float:
        """The pause before the next attempt."""
        now = self.next or self.first
        self.next = min(now * 2, self.most)
        return now

    def reset(self) -> None:
        self.next = 0


def spell(seconds: float) -> str:
    """As the kubelet spells durations: ``10s``, ``1m20s``, ``5m0s``."""
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)}m{rest:g}s" if minutes else f"{rest:g}s"
