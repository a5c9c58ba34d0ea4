"""All or nothing on upstream's kube-scheduler; and what happens to the same jobs without the hub."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hub_gang_native import NATIVE
from hub_local.cluster import Request, down, up

from hub.plugin import Rule

from .someone import GROUPS, Someone, eventually, job

pytestmark = pytest.mark.cluster
NAME = "gang-test"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Someone]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUB_LOCAL_STATE", str(tmp_path_factory.mktemp("clusters")))
        try:
            running = up(Request(NAME, nodes=2, gpus=4), print)
            yield Someone(running, str(running.kubeconfig))
        finally:
            down(NAME, True, print)


@pytest.fixture
def someone(cluster: Someone) -> Iterator[Someone]:
    yield cluster
    cluster.clear()


def test_room_for_all_is_taken_at_once(someone: Someone) -> None:
    someone.submit_together(job("train", 2))
    eventually(someone.is_whole("train"))
    gang = someone.gang("train")
    assert (gang["minimum"], gang["scheduled"], gang["backend"]) == (2, 2, "native")
    (group,) = someone.got(GROUPS)
    assert gang["groups"] == [{"name": group["metadata"]["name"], "minimum": 2, "roles": {"pods": 2}}]
    assert sorted(someone.placed("train")) == ["node-1", "node-2"]


def test_room_for_all_but_one_is_left_alone_until_there_is_room_for_all(someone: Someone) -> None:
    someone.submit(job("blocker", 1))
    eventually(lambda: someone.placed("blocker"))
    someone.submit_together(job("train", 2))
    eventually(lambda: someone.refused("train"))
    assert someone.placed("train") == []
    gang = someone.gang("train")
    assert (gang["state"], gang["scheduled"]) == ("waiting", 0)
    assert "Insufficient nvidia.com/gpu" in gang["message"]
    told = someone.hub("explain", "job/default/train")
    assert "Its pods start together or not at all: 0 of 2 are placed." in told
    assert "says: minCount (2) cannot be satisfied" in told
    someone.hub("delete", "job/default/blocker", "--yes")
    eventually(someone.is_whole("train"))


def test_without_the_hub_both_hold_what_the_other_needs_and_it_says_so(someone: Someone) -> None:
    someone.submit(job("blocker", 1))
    eventually(lambda: someone.placed("blocker"))
    someone.submit(job("one", 2, gpus=3))
    eventually(lambda: someone.placed("one"))
    someone.submit(job("two", 2, gpus=1))
    eventually(lambda: someone.placed("two"))
    for name, other in (("one", "two"), ("two", "one")):
        gang = someone.gang(name)
        assert (gang["state"], gang["scheduled"], gang["backend"]) == ("waiting", 1, None)
        told = someone.hub("explain", f"job/default/{name}")
        assert "No scheduler was told so, and they are placed one by one" in told
        assert f"job/default/{other} is half placed too (1 of 2 pods)" in told


def test_two_that_fit_only_one_by_one_run_one_after_the_other(someone: Someone) -> None:
    for turn in range(5):
        names = (f"first-{turn}", f"second-{turn}")
        someone.submit_together(*(job(name, 2, seconds=1) for name in names))
        for name in names:
            eventually(lambda name=name: someone.row(name)["phase"] == "Completed", seconds=60)


def test_pods_above_the_minimum_come_when_there_is_room(someone: Someone) -> None:
    someone.submit(job("blocker", 1))
    eventually(lambda: someone.placed("blocker"))
    someone.submit_together(job("train", 3, gpus=2, gang_minimum="2"))
    eventually(someone.is_whole("train"))
    assert len(someone.placed("train")) == 2
    someone.hub("delete", "job/default/blocker", "--yes")
    eventually(lambda: len(someone.placed("train")) == 3)


def test_a_pod_that_is_lost_is_replaced(someone: Someone) -> None:
    someone.submit_together(job("train", 2))
    eventually(someone.is_whole("train"))
    lost = someone.row("train")["pods"][0]
    someone.running.kubectl("delete", "pod", lost, "--grace-period=0", "--force")
    eventually(lambda: lost not in someone.row("train")["pods"] and someone.is_whole("train")())


def test_what_is_deleted_while_it_waits_leaves_nothing(someone: Someone) -> None:
    someone.submit_together(job("large", 3))
    eventually(lambda: someone.refused("large"))
    someone.hub("delete", "job/default/large", "--yes")
    eventually(lambda: not someone.got("pods") and not someone.got(GROUPS))


def test_a_group_that_is_missing_is_named(someone: Someone) -> None:
    linked = list(
        yaml.safe_load_all(someone.hub("gang", "inject", "-f", "-", stdin=yaml.safe_dump(job("train", 2))))
    )
    someone.submit(linked[1])
    eventually(lambda: len(someone.got("pods")) == 2)
    told = someone.hub("explain", "job/default/train")
    assert f"Their PodGroup {linked[0]['metadata']['name']} does not exist" in told
    someone.submit(linked[0])
    eventually(someone.is_whole("train"))


def test_the_doctor_tells_that_pods_keep_the_link(someone: Someone) -> None:
    findings = json.loads(someone.hub("doctor", "-o", "json"))["items"]
    native = next(one for one in findings if one["area"] == "gang" and one["what"].startswith("native"))
    assert native["what"] == "native is there, and used for gangs that ask for none (found on the cluster)"


def test_the_rights_that_are_listed_are_enough(someone: Someone, tmp_path: Path) -> None:
    """To make the group and to give it its owner; the Job itself is its user's own."""
    rules = [
        {"apiGroups": [rule.group], "resources": list(rule.resources), "verbs": list(rule.verbs)}
        for rule in (*NATIVE.rules, Rule("batch", ("jobs",), ("create",)))
    ]
    role = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole"}
    role |= {"metadata": {"name": "gangs"}, "rules": rules}
    someone.running.kubectl("apply", "-f", "-", stdin=yaml.safe_dump(role))
    someone.running.kubectl("create", "serviceaccount", "ada")
    someone.running.kubectl(
        "create", "clusterrolebinding", "a", "--clusterrole=gangs", "--serviceaccount=default:ada"
    )
    config = yaml.safe_load(Path(someone.env["KUBECONFIG"]).read_text())
    token = someone.running.kubectl("create", "token", "ada").strip()
    config["users"] = [{"name": one["name"], "user": {"token": token}} for one in config["users"]]
    file = tmp_path / "kubeconfig"
    file.write_text(yaml.safe_dump(config))
    Someone(someone.running, str(file)).submit_together(job("train", 2))
    eventually(someone.is_whole("train"))
    (group,) = someone.got(GROUPS)
    assert [owner["name"] for owner in group["metadata"]["ownerReferences"]] == ["train"]
