"""The scenarios that this project began with: what was expected of each, against what its case reads as.

`fixtures.yaml` holds the expectations as they were given; the objects are in the case of the same name.
Where one differs, the design's section on phases won, and `DIFFERENT` says why (docs/kit.md lists it).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from hub.model import Resources, Workload
from hub.registry import load
from hub.testing.cases import load as read_case
from hub.testing.playing import played

HERE = Path(__file__)
ADAPTERS = HERE.parents[2] / "adapters"
GIVEN: dict[str, dict[str, Any]] = yaml.safe_load(HERE.with_name("fixtures.yaml").read_text())
PHASE, PODS, REQUESTS = "phase", "pods", "requests"
DIFFERENT = {
    ("sparkapplication-failing-will-retry", PHASE): (
        "Initializing was expected; none of its pods is there and the next ones have no node yet, "
        "which is Pending"
    ),
    ("katib-experiment-running", PODS): (
        "one row was expected; each trial is a run of the series with a job below it, and has its own pods"
    ),
    ("sparkconnect-ready", REQUESTS): (
        "none were expected of an executor; it has Spark's defaults, one core and 1g with its overhead"
    ),
}


def rows(name: str) -> tuple[Workload, ...]:
    (path,) = ADAPTERS.glob(f"*/cases/{name}.yaml")
    return tuple(played(read_case(path), load()).board.workloads.values())


def row(name: str, root: str) -> Workload:
    """The row of the root that was named; Spark's own runs have labels for a root, and no object."""
    found = rows(name)
    named = [each for each in found if each.root and str_of(each) == root]
    (one,) = named or [each for each in found if each.type == "spark"]
    return one


def str_of(workload: Workload) -> str:
    root = workload.json()["root"]
    return "/".join((root["apiVersion"], root["kind"], root["namespace"], root["name"]))


@pytest.mark.parametrize("name", GIVEN)
def test_it_reads_as_was_expected(name: str) -> None:
    given = GIVEN[name]
    found = row(name, given["root"])
    wanted = {PHASE: given["phase"], PODS: sorted([*given["pods"], *given["pods_not_in_gang"]])}
    is_ = {PHASE: str(found.phase), PODS: sorted(found.json()["pods"])}
    unlike = {field for field in wanted if wanted[field] != is_[field]}
    assert unlike == {field for field in wanted if (name, field) in DIFFERENT}, (wanted, is_)


@pytest.mark.parametrize("name", [name for name, given in GIVEN.items() if given["podsets"]])
def test_its_pod_sets_are_those_expected(name: str) -> None:
    given = GIVEN[name]
    sets = {each.role: each for each in row(name, given["root"]).pod_sets}
    for wanted in given["podsets"]:
        found = sets[wanted["role"].lower()]
        assert (found.desired, found.minimum) == (wanted["count"], wanted["min"]), wanted["role"]
        alike = found.requests == Resources.of(wanted["resources_per_pod"])
        assert alike or (name, REQUESTS) in DIFFERENT, wanted["role"]


def test_no_difference_is_listed_that_is_none() -> None:
    assert {case for case, _ in DIFFERENT} <= GIVEN.keys()
