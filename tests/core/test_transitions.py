"""The table of legal transitions: the arrows of `DESIGN` section 4 are in it, and its walls hold."""

from __future__ import annotations

from itertools import product

import pytest

from hub.core.reasons import IMAGE_PULL_FAILED
from hub.core.transitions import LEGAL, legal
from hub.model import Phase
from tests.workloads import workload

C, P, I, R = Phase.CREATING, Phase.PENDING, Phase.INITIALIZING, Phase.RUNNING  # noqa: E741
G, X, S, F, O = Phase.DEGRADED, Phase.DELETING, Phase.STOPPED, Phase.FAILED, Phase.COMPLETED  # noqa: E741

ARROWS = [
    *[(C, P), (P, I), (I, R), (I, F), (R, O), (R, F), (R, G), (G, R), (G, O), (G, F), (R, S), (S, I), (S, P)],
    *[(phase, X) for phase in Phase if phase is not X],
]
"""The table of section 4, row by row."""

WALLS = [
    *[(R, C), (G, C)],
    *[(end, phase) for end in (F, O) for phase in Phase if phase not in (end, X)],
    *[(X, phase) for phase in Phase if phase is not X],
]
"""What ran is not new, what ended stays so, and nothing comes back from deletion."""


def test_every_phase_has_a_row() -> None:
    assert LEGAL.keys() == {None, *Phase}
    assert all(None in after for before, after in LEGAL.items() if before)


@pytest.mark.parametrize(("before", "after"), ARROWS)
def test_an_arrow_of_the_design_is_legal(before: Phase, after: Phase) -> None:
    assert legal(workload("job/ns/a", phase=before), workload("job/ns/a", phase=after))


@pytest.mark.parametrize(("before", "after"), WALLS)
def test_a_wall_holds(before: Phase, after: Phase) -> None:
    assert not legal(workload("job/ns/a", phase=before), workload("job/ns/a", phase=after))


@pytest.mark.parametrize(("before", "after"), list(product(Phase, repeat=2)))
def test_a_new_attempt_begins_anywhere_but_after_deletion(before: Phase, after: Phase) -> None:
    again = legal(workload("job/ns/a", phase=before), workload("job/ns/a", phase=after, attempt=2))
    assert again == (before is not Phase.DELETING or after is Phase.DELETING)


@pytest.mark.parametrize("phase", Phase)
def test_anything_may_come_into_sight_and_go(phase: Phase) -> None:
    assert legal(None, workload("job/ns/a", phase=phase))
    assert legal(workload("job/ns/a", phase=phase), None)


def test_an_image_that_is_pulled_after_all_takes_the_judgement_back() -> None:
    lost = workload("job/ns/a", phase=Phase.FAILED, reason=IMAGE_PULL_FAILED)
    assert legal(lost, workload("job/ns/a", phase=Phase.RUNNING))
