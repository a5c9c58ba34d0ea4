"""Which backend: what pods ask for, then the settings, then what is there; and never where others group."""

from __future__ import annotations

from typing import Any

import pytest

from hub.core.gang.choosing import choose
from hub.core.keep import Keep
from hub.core.things import thing
from hub.model import Group, Kind, Link, Plan, Pod
from hub.plugin import GangBackend

OWN = GangBackend(
    name="own", kind="own/PodGroup", versions=("v1",), automatic=True, linked=lambda pod: pod.label("own")
)
MOVER = GangBackend(
    name="mover",
    kind="mover/PodGroup",
    versions=("v1",),
    schedulers=("mover", "mover-2"),
    takes=lambda plan: "it has no topology" if plan.topology else "",
)
BARE = GangBackend(
    name="bare", schedulers=("bare",), link=lambda plan, group, role: Link(labels={"bare": "x"})
)
ALL = (OWN, MOVER, BARE)
SERVED = {Kind("own", "PodGroup"): "v1", Kind("mover", "PodGroup"): "v1"}
GROUPS = (Group("hub-x", 2, {"pods": 2}),)

CASES: list[tuple[str, dict[str, Any], dict[str, Any], str, str]] = [
    ("none asked", {}, {}, "own", "found on the cluster"),
    ("no gang", {"groups": (), "why": "it is off"}, {}, "", "it is off"),
    ("others do", {"grouped": "its operator does"}, {}, "", "its operator does"),
    ("settings", {}, {"allowed": ("mover", "own")}, "mover", "the settings name it"),
    ("settings name what is not there", {}, {"allowed": ("gone",)}, "own", "found on the cluster"),
    ("annotation", {"backend": "mover"}, {}, "mover", "workloadhub.dev/gang-backend names it"),
    ("unknown", {"backend": "mvoer"}, {}, "", "names 'mvoer', which is no backend"),
    ("scheduler", {"schedulers": ("mover-2",)}, {}, "mover", "its pods name the scheduler mover-2"),
    ("scheduler of none", {"schedulers": ("solo",)}, {}, "", "no backend is known for the scheduler solo"),
    ("several", {"schedulers": ("mover", "bare")}, {}, "", "several schedulers: mover, bare"),
    ("against it", {"backend": "mover", "schedulers": ("bare",)}, {}, "", "and its pods the scheduler bare"),
    ("cannot", {"backend": "mover", "topology": "rack"}, {}, "", "mover: it has no topology"),
    ("passed over", {"topology": "rack"}, {"allowed": ("mover",)}, "own", "found on the cluster"),
    ("not there", {"backend": "mover"}, {"served": {}}, "", "the cluster serves no mover/PodGroup"),
    (
        "another version",
        {},
        {"served": {Kind("own", "PodGroup"): "v9"}},
        "",
        "serves own/PodGroup as v9, and the hub knows v1",
    ),
    ("nothing there", {}, {"served": {}}, "", "own: the cluster serves no own/PodGroup"),
]


@pytest.mark.parametrize(("plan", "how", "backend", "why"), [case[1:] for case in CASES], ids=lambda v: None)
def test_choice(plan: dict[str, Any], how: dict[str, Any], backend: str, why: str) -> None:
    served = how.get("served", SERVED)
    choice = choose(Plan(key="job/x/x", **{"groups": GROUPS, **plan}), ALL, served, how.get("allowed", ()))
    assert (choice.backend, why in choice.why) == (backend, True), choice


def pod(**labels: str) -> Pod:
    spec = {"containers": [{"name": "main", "image": "i"}]}
    meta = {"name": "p", "uid": "p", "labels": labels}
    found = thing({"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}, Keep())
    assert isinstance(found, Pod)
    return found


def test_where_another_groups_the_hub_stays_out() -> None:
    plan = Plan(key="job/x/x", groups=GROUPS)
    theirs = choose(plan, ALL, SERVED, (), [pod(own="someone")])
    assert theirs.backend == ""
    assert "in group someone (own) already" in theirs.why
    ours = choose(plan, ALL, SERVED, (), [pod(own="hub-x", **{"workloadhub.dev/gang-name": "hub-x.3"})])
    assert ours.backend == "own"
