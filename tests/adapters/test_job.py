"""A Job's floor, its gang, its attempts and what scaling it means, by its shape."""

from __future__ import annotations

from typing import Any

import pytest
from hub_kubernetes.job import JOB, status
from hub_kubernetes.job_shape import scale, together

from hub.adapter import Phase
from tests.adapters.families import body, family, pod, refusal


def job(state: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    spec.setdefault("template", {"spec": {"containers": [{"name": "main"}]}})
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "j"},
        "spec": spec,
        "status": state or {},
    }


INDEXED = {"completionMode": "Indexed"}
GANG = {"scheduling": {"schedulingPolicy": {"gang": {"minCount": 2}}}}
BASIC = {"scheduling": {"schedulingPolicy": {"basic": {}}}}


@pytest.mark.parametrize(
    ("spec", "desired", "minimum", "gang"),
    [
        ({}, 1, 1, False),
        ({"parallelism": 4}, 4, 1, False),
        ({"parallelism": 4, "completions": 4}, 4, 1, False),
        ({"parallelism": 4, "completions": 2}, 2, 1, False),
        ({"parallelism": 2, "completions": 10}, 2, 1, False),
        ({"parallelism": 4, "completions": 4, **INDEXED}, 4, 4, True),
        ({"parallelism": 2, "completions": 4, **INDEXED}, 2, 1, False),
        ({"parallelism": 1, "completions": 1, **INDEXED}, 1, 1, False),
        ({"parallelism": 4, "completions": 4, **GANG}, 4, 2, True),
        ({"parallelism": 4, "completions": 4, **INDEXED, **BASIC}, 4, 1, False),
        ({"parallelism": 0, "completions": 4}, 0, 0, False),
    ],
)
def test_shape(spec: dict[str, Any], desired: int, minimum: int, gang: bool) -> None:
    (pods,) = JOB.pod_sets(family(job(**spec)))
    assert (pods.desired, pods.minimum) == (desired, minimum)
    assert together(family(job(**spec))) is gang


@pytest.mark.parametrize(
    ("state", "spec", "attempt"),
    [
        ({}, {}, 1),
        ({"failed": 2}, {}, 3),
        ({"failed": 2, "conditions": [{"type": "Failed", "status": "True"}]}, {}, 2),
        ({"failed": 3}, {"parallelism": 4, "completions": 4}, 1),
    ],
)
def test_attempts(state: dict[str, Any], spec: dict[str, Any], attempt: int) -> None:
    assert status(family(job(state, **spec))).attempt == attempt


def test_no_parallelism_is_a_pause() -> None:
    assert status(family(job(parallelism=0, completions=3))).phase is Phase.STOPPED


def test_the_spec_says_whether_it_is_suspended() -> None:
    suspended = {"conditions": [{"type": "Suspended", "status": "True"}]}
    assert status(family(job(suspended, suspend=False))).phase is None
    assert status(family(job({}, suspend=True))).phase is Phase.STOPPED


def test_an_end_outweighs_suspend() -> None:
    failed = {"conditions": [{"type": "Failed", "status": "True", "reason": "DeadlineExceeded"}]}
    found = status(family(job(failed, suspend=True)))
    assert (found.phase, found.reason) == (Phase.FAILED, "DeadlineExceeded")


def test_a_retry_is_told_before_the_job_has_counted() -> None:
    assert status(family(job(), pod("a", "Failed"))).reason == "Retrying"
    assert status(family(job(backoffLimit=0), pod("a", "Failed"))).reason == ""
    assert status(family(job(podFailurePolicy={"rules": [{}]}), pod("a", "Failed"))).reason == ""


def test_scale() -> None:
    indexed = family(job(parallelism=2, completions=2, **INDEXED))
    assert body(scale(indexed, 3)) == {"spec": {"parallelism": 3, "completions": 3}}
    assert body(scale(family(job(parallelism=2, completions=9)), 3)) == {"spec": {"parallelism": 3}}
    assert "stop" in refusal(scale(indexed, 0))
