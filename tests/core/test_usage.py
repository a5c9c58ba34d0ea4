"""From what pods use to who uses how much: sums, shares, sources together, counters."""

from __future__ import annotations

import math

import pytest

from hub.core.ranking import Consumer, Load, ranked
from hub.core.usage import Rates, merged, sane, shown, total
from hub.errors import Usage
from hub.model import Pod, PodState, Resources
from hub.model.usage import PodUse

from ..workloads import NOW, workload


def use(pod: str, **amounts: float) -> PodUse:
    return PodUse("team-a", pod, **amounts)


def pod(name: str, node: str = "n1", state: PodState = PodState.READY, gpu: float = 1) -> Pod:
    asked = Resources(cpu=2.0, memory=2**30, gpu=gpu)
    return Pod(uid=name, name=name, namespace="team-a", node=node, state=state, requests=asked)


ADA = workload("job/team-a/crunch", submitted_by="ada")
BOB = workload("rayjob/team-a/train", submitted_by="bob")
LOADS = [
    Load(ADA, pod("crunch-0")),
    Load(ADA, pod("crunch-1", "n2")),
    Load(ADA, pod("crunch-2", state=PodState.SUCCEEDED)),
    Load(BOB, pod("train-0", "n2", gpu=4)),
    Load(BOB, pod("train-1", "")),
]
USES = merged(
    [[use("crunch-0", cpu=0.5, gpu=0.9), use("crunch-1", cpu=1.0), use("train-0", cpu=0.25, gpu=2.0)]]
)


def by(word: str, order: str = "") -> list[tuple[str, int, float, float]]:
    found = ranked(LOADS, USES, word, order, NOW)
    return [(one.name, one.pods, (one.usage or {}).get("cpu", -1), one.held.gpu) for one in found]


def test_workloads_are_sorted_by_gpus_first() -> None:
    assert by("workload") == [("rayjob/team-a/train", 1, 0.25, 4), ("job/team-a/crunch", 2, 1.5, 2)]


@pytest.mark.parametrize(
    ("word", "order", "names"),
    [
        ("workload", "cpu", ["job/team-a/crunch", "rayjob/team-a/train"]),
        ("node", "cpu", ["n2", "n1"]),
        ("node", "name", ["n1", "n2"]),
        ("user", "pods", ["ada", "bob"]),
        ("pod", "cpu", ["team-a/crunch-1", "team-a/crunch-0", "team-a/train-0"]),
        ("type", "gpu", ["rayjob", "job"]),
    ],
)
def test_pods_are_put_together_by_anything(word: str, order: str, names: list[str]) -> None:
    assert [each[0] for each in by(word, order)] == names


@pytest.mark.parametrize(("word", "order"), [("nod", ""), ("age", ""), ("node", "cpus")])
def test_a_wrong_word_is_told(word: str, order: str) -> None:
    with pytest.raises(Usage, match="there"):
        ranked(LOADS, USES, word, order, NOW)


def test_a_share_of_many_is_weighted_by_what_they_hold() -> None:
    rows: list[Consumer] = ranked(LOADS, USES, "namespace", "", NOW)
    (row,) = rows
    assert row.usage is not None
    assert row.usage["gpu"] / row.held.gpu == pytest.approx(2.9 / 6)


def test_what_nobody_knows_stays_unknown() -> None:
    assert total([use("a", cpu=1.0), use("b")]) == {"cpu": 1.0}
    assert shown(ADA, {}) is ADA
    assert ranked(LOADS[:1], {}, "workload", "", NOW)[0].usage is None


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -1.0, -math.inf])
def test_what_cannot_be_is_unknown(wrong: float) -> None:
    assert sane(use("a", cpu=wrong, memory=1.0)) == use("a", memory=1.0)


def test_what_one_source_does_not_know_another_may() -> None:
    found = merged([[use("a", cpu=1.0)], [use("a", cpu=9.0, gpu=0.5), use("b", cpu=2.0)]])
    assert found["team-a", "a"] == use("a", cpu=1.0, gpu=0.5)
    assert found["team-a", "b"].cpu == 2.0


def test_counters_become_rates_between_two_looks() -> None:
    rates = Rates()
    seen = [
        (10.0, 100.0),
        (15.0, 110.0),
        (15.0, 110.0),
        (1.0, 120.0),
        (3.0, 130.0),
        (4.0, 90.0),
        (5.0, 140.0),
    ]
    found = [rates.of([PodUse("n", "p", cpu_seconds=value, at=at)])[0].cpu for value, at in seen]
    assert found == [None, 0.5, None, None, 0.2, None, 0.2]
