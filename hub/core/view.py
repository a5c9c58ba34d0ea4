"""What a phase depends on, and what is judged of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from hub.model import Obj, Phase, Pod, PodState, Status

from . import reasons
from .memory import Memory
from .tally import Tally

GRACE = timedelta(minutes=5)
"""How long an image may fail to be pulled before the hub calls the workload Failed (`DESIGN` section 4)."""


class View(msgspec.Struct, frozen=True):
    """Everything a phase depends on."""

    root: Obj
    known: bool
    """Whether the root object itself is there, or only named by its pods."""
    status: Status
    tally: Tally
    pods: tuple[Pod, ...]
    elastic: bool
    memory: Memory
    now: datetime
    children: tuple[Phase, ...] = ()
    grace: timedelta = GRACE
    gone: bool = False
    """The root was deleted; things that it owned are still there."""

    @property
    def ran(self) -> bool:
        return self.memory.ran is not None or self.status.ran

    @property
    def restarted(self) -> list[Pod]:
        """Those that may be in a crash loop."""
        return [pod for pod in self.pods if pod.restarts or pod.reason]

    @property
    def up(self) -> list[Pod]:
        return [pod for pod in self.pods if pod.state is PodState.READY]


class Judgement(msgspec.Struct, frozen=True):
    """A phase with its reason, one sentence, what proves it, and since when."""

    phase: Phase
    reason: str
    message: str
    evidence: tuple[str, ...] = ()
    since: datetime | None = None


def lasting(judged: Judgement) -> bool:
    """Whether it has ended for good: the hub takes its own judgement of an image back when it is pulled."""
    return judged.phase.final and judged.reason != reasons.IMAGE_PULL_FAILED
