"""What is remembered of a workload because its objects do not tell: when it ran fully, its end, its attempts.

Nothing else is remembered, so that a board can be rebuilt from a listing and this.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from hub.model import Phase


class End(msgspec.Struct, frozen=True):
    """The last terminal reading."""

    phase: Phase
    reason: str
    message: str
    at: datetime | None = None


class Memory(msgspec.Struct, frozen=True):
    """``ran``: since when it ran fully, in this attempt. ``attempt`` counts from 1."""

    ran: datetime | None = None
    ended: End | None = None
    attempt: int = 1


BLANK = Memory()
