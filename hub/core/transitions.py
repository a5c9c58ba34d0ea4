"""Which phase may follow which: the arrows of `DESIGN` section 4, and the skips.

A phase that lasts too short is never seen, so an arrow may leap over phases:
Creating → Running is what is left of Creating → Pending → Initializing → Running.
"""

from __future__ import annotations

from hub.model import Phase, Workload

from .reasons import IMAGE_PULL_FAILED

C, P, I, R = Phase.CREATING, Phase.PENDING, Phase.INITIALIZING, Phase.RUNNING  # noqa: E741
G, X, S, F, O = Phase.DEGRADED, Phase.DELETING, Phase.STOPPED, Phase.FAILED, Phase.COMPLETED  # noqa: E741

LEGAL: dict[Phase | None, frozenset[Phase | None]] = {
    None: frozenset(Phase),  # first seen in any phase
    C: frozenset({P, I, R, G, S, F, O, X, None}),
    P: frozenset({C, I, R, G, S, F, O, X, None}),  # back to Creating: its pods went before they ran
    I: frozenset({C, P, R, G, S, F, O, X, None}),  # back to Pending: a pod lost its node before it was ready
    R: frozenset(
        {P, I, G, S, F, O, X, None}
    ),  # back to Pending, Initializing: its framework tries pods again
    G: frozenset({P, I, R, S, F, O, X, None}),
    S: frozenset({C, P, I, R, G, F, O, X, None}),  # resumed, maybe long ago
    F: frozenset({X, None}),
    O: frozenset({X, None}),
    X: frozenset({None}),
}
"""Phase → the phases that may follow it in one attempt. ``None`` is: not there."""


def legal(before: Workload | None, after: Workload | None) -> bool:
    """Whether a workload may turn from one reading into the other.

    A new attempt of the same object (retry, restart, clear, VM start) begins anywhere, and the hub's own
    judgement that an image cannot be pulled is taken back when it is; but what is deleted stays so.
    """
    if before is None or after is None or before.phase is after.phase:
        return True
    if after.phase in LEGAL[before.phase]:
        return True
    if before.phase is Phase.DELETING:
        return False
    return after.attempt > before.attempt or (before.phase.final and before.reason == IMAGE_PULL_FAILED)
