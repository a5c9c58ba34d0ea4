"""Kueue lets a gang in when there is quota for all of it, and holds it back whole until then."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.gangs.someone import Someone, eventually, job

from .schedulers import KUEUE, cleared

pytestmark = pytest.mark.e2e
QUEUE = """
apiVersion: kueue.x-k8s.io/v1beta2
kind: ResourceFlavor
metadata: {name: any-node}
---
apiVersion: kueue.x-k8s.io/v1beta2
kind: ClusterQueue
metadata: {name: gpus}
spec:
  namespaceSelector: {}
  resourceGroups:
  - coveredResources: [cpu, nvidia.com/gpu]
    flavors:
    - name: any-node
      resources:
      - {name: cpu, nominalQuota: 32}
      - {name: nvidia.com/gpu, nominalQuota: 8}
---
apiVersion: kueue.x-k8s.io/v1beta2
kind: LocalQueue
metadata: {name: gpus, namespace: default}
spec: {clusterQueue: gpus}
"""


@pytest.fixture
def ada(someone: Someone) -> Someone:
    """Somebody with a queue of eight GPUs."""
    if not someone.got("localqueues.kueue.x-k8s.io"):
        someone.submit(*yaml.safe_load_all(QUEUE))
    return someone


def queued(name: str, pods: int, seconds: int = 0) -> dict[str, Any]:
    return job(name, pods, seconds=seconds, gang_backend="kueue", queue="gpus")


def blocked(ada: Someone) -> None:
    """Half of the quota is used."""
    blocker = job("blocker", 1)
    blocker["metadata"]["labels"] = {"kueue.x-k8s.io/queue-name": "gpus"}
    ada.submit(blocker)
    eventually(lambda: ada.placed("blocker"))


def refused(ada: Someone, name: str) -> bool:
    """Whether Kueue has looked at it, and has no quota for it."""
    mine = [one for one in ada.got(KUEUE) if f"-{name}-" in one["metadata"]["name"]]
    told = [each for one in mine for each in one.get("status", {}).get("conditions", ())]
    return any((each["type"], each["status"]) == ("QuotaReserved", "False") for each in told)


@pytest.mark.smoke
def test_quota_for_all_is_taken(ada: Someone) -> None:
    ada.submit_together(queued("train", 2))
    eventually(ada.is_whole("train"))
    assert sorted(ada.placed("train")) == ["node-1", "node-2"]


def test_quota_for_all_but_one_makes_no_pod_until_there_is_enough(ada: Someone) -> None:
    blocked(ada)
    ada.submit_together(queued("train", 2))
    eventually(lambda: refused(ada, "train"))
    assert not ada.got("pods", "-l", "job-name=train")
    ada.hub("delete", "job/default/blocker", "--yes")
    eventually(ada.is_whole("train"), seconds=60)


def test_two_for_which_quota_is_there_one_by_one_run_one_after_the_other(ada: Someone) -> None:
    for turn in range(3):
        names = (f"first-{turn}", f"second-{turn}")
        ada.submit_together(*(queued(name, 2, seconds=1) for name in names))
        for name in names:
            eventually(lambda name=name: ada.row(name)["phase"] == "Completed", seconds=180)


def test_what_is_deleted_while_it_waits_leaves_nothing(ada: Someone) -> None:
    ada.submit_together(queued("large", 3))
    eventually(lambda: refused(ada, "large"))
    ada.hub("delete", "job/default/large", "--yes")
    eventually(lambda: cleared(ada), seconds=60)


def test_where_quota_is_there_and_nodes_are_not_a_scheduler_beside_it_holds_it_back(ada: Someone) -> None:
    ada.submit(job("blocker", 1))
    eventually(lambda: ada.placed("blocker"))
    train = job("train", 2)
    train["metadata"]["labels"] = {"kueue.x-k8s.io/queue-name": "gpus"}
    ada.submit_together(train)
    eventually(lambda: ada.refused("train"))
    assert ada.placed("train") == []
    ada.hub("delete", "job/default/blocker", "--yes")
    eventually(ada.is_whole("train"), seconds=60)
    assert ada.gang("train")["backend"] == "native"
