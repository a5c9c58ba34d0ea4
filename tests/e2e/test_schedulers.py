"""All or nothing by others than Kubernetes' own scheduler: Volcano, coscheduling of scheduler-plugins.

Each is upstream's own, on one cluster of two nodes with four made-up GPUs; a worker takes four.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.gangs.someone import Someone, eventually, job

from .schedulers import WAYS, Way, litter

pytestmark = pytest.mark.e2e
EXAMPLE = Path("examples/09-all-or-nothing")
EACH = pytest.mark.parametrize("way", WAYS, ids=[way.name for way in WAYS])


def block(someone: Someone) -> None:
    """One node less."""
    someone.submit(job("blocker", 1))
    eventually(lambda: someone.placed("blocker"))


def refused(someone: Someone, name: str, pods: int) -> bool:
    """Whether all its pods are there, and somebody has looked at each and found no room for it."""
    found = [one for one in someone.got("pods") if one["metadata"]["name"].startswith(f"{name}-")]
    told = [each for one in found for each in one["status"].get("conditions", ())]
    return pods == len([one for one in told if (one["type"], one["status"]) == ("PodScheduled", "False")])


@EACH
@pytest.mark.smoke
def test_room_for_all_is_taken(someone: Someone, way: Way) -> None:
    someone.submit_together(way.job("train", 2))
    eventually(someone.is_whole("train"))
    assert sorted(someone.placed("train")) == ["node-1", "node-2"]
    gang = someone.gang("train")
    assert (gang["minimum"], gang["scheduled"]) == (2, 2)


@EACH
def test_room_for_all_but_one_is_left_alone_until_there_is_room_for_all(someone: Someone, way: Way) -> None:
    block(someone)
    someone.submit_together(way.job("train", 2))
    eventually(lambda: refused(someone, "train", 2))
    assert someone.placed("train") == []
    assert someone.gang("train")["scheduled"] == 0
    someone.hub("delete", "job/default/blocker", "--yes")
    eventually(someone.is_whole("train"), seconds=60)


@EACH
def test_two_that_fit_only_one_by_one_run_one_after_the_other(someone: Someone, way: Way) -> None:
    for turn in range(3):
        names = (f"first-{turn}", f"second-{turn}")
        someone.submit_together(*(way.job(name, 2, seconds=1) for name in names))
        for name in names:
            eventually(lambda name=name: someone.row(name)["phase"] == "Completed", seconds=180)


@EACH
def test_what_is_deleted_while_it_waits_leaves_nothing(someone: Someone, way: Way) -> None:
    someone.submit_together(way.job("large", 3))
    eventually(lambda: refused(someone, "large", 3))
    assert someone.placed("large") == []
    someone.hub("delete", "job/default/large", "--yes")
    eventually(lambda: not someone.got("pods") and not litter(someone), seconds=60)


@EACH
def test_a_ray_cluster_is_one_gang_with_its_head(someone: Someone, way: Way) -> None:
    someone.submit_together(ray("pair", way))
    eventually(lambda: someone.gang("pair", "raycluster")["state"] == "whole", seconds=60)
    assert someone.gang("pair", "raycluster")["minimum"] == 3
    someone.hub("delete", "raycluster/default/pair", "--yes")
    block(someone)
    someone.submit_together(ray("pair", way))
    eventually(lambda: refused(someone, "pair", 3))
    assert someone.gang("pair", "raycluster")["scheduled"] == 0


def ray(name: str, way: Way) -> dict[str, Any]:
    """A head that takes one GPU and two workers of three each, simulated."""

    def template(gpus: int) -> dict[str, Any]:
        limits = {"limits": {"cpu": 1, "nvidia.com/gpu": gpus}}
        spec = {"containers": [{"name": "ray", "image": "example.org/ray:1", "resources": limits}]}
        return {"metadata": {"annotations": {"workloadhub.dev/simulate": "true"}}, "spec": spec}

    workers = {"groupName": "workers", "replicas": 2, "minReplicas": 2, "maxReplicas": 2}
    workers |= {"rayStartParams": {}, "template": template(3)}
    head = {"rayStartParams": {}, "template": template(1)}
    meta = {"name": name, "annotations": way.job(name, 1)["metadata"]["annotations"]}
    spec = {"rayVersion": "2.60.0", "headGroupSpec": head, "workerGroupSpecs": [workers]}
    return {"apiVersion": "ray.io/v1", "kind": "RayCluster", "metadata": meta, "spec": spec}


def test_without_the_hub_two_jobs_hold_what_the_other_needs(someone: Someone) -> None:
    for name in ("night", "left", "right"):
        someone.hub("submit", "-f", str(EXAMPLE / f"{name}.yaml"))
        eventually(lambda name=name: someone.placed(name))
    someone.hub("delete", "job/default/night", "--yes")
    eventually(lambda: len(someone.placed("right")) == 2)
    assert len(someone.placed("left")) == 1
    told = someone.hub("explain", "job/default/left")
    assert "job/default/right is half placed too (2 of 3 pods)" in told


@pytest.mark.parametrize("backend", ["native", "volcano", "coscheduling"])
def test_with_it_one_runs_and_then_the_other(
    someone: Someone, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(someone.env, "HUB_GANG_BACKENDS", backend)
    someone.hub("submit", "-f", str(EXAMPLE / "night.yaml"))
    eventually(lambda: someone.placed("night"))
    for name in ("left", "right"):
        linked = someone.hub("gang", "inject", "-f", str(EXAMPLE / f"{name}.yaml"))
        someone.hub("submit", "-f", "-", stdin=linked)
    eventually(someone.is_whole("right"), seconds=60)
    assert someone.gang("right")["backend"] == backend
    assert someone.placed("left") == []
    someone.hub("delete", "job/default/right", "--yes")
    someone.hub("delete", "job/default/night", "--yes")
    eventually(someone.is_whole("left"), seconds=60)
