"""Group objects: there when they are needed, as they should be, gone when they are not; each write counts."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hub.cluster.session import Session
from tests.cluster.plane import Plane
from tests.e2e.user import BIN

from .conftest import (
    EVENTS,
    GROUPS,
    JOBS,
    PODS,
    Running,
    group_of,
    items,
    job,
    operating,
    pod_of,
    post,
    until,
)

pytestmark = pytest.mark.cluster


async def said(session: Session, namespace: str, about: str, reason: str, times: int = 1) -> list[str]:
    async def look() -> list[str]:
        found = await items(session, EVENTS.format(namespace))
        mine = [one for one in found if one["involvedObject"]["name"] == about and one["reason"] == reason]
        return [one["message"] for one in mine] if len(mine) >= times else []

    found: list[str] = await until(look, f"an event {reason} about {about}")
    return found


async def test_one_write_for_each_change(running: Running, session: Session, namespace: str) -> None:
    jobs = JOBS.format(namespace)
    made = await post(session, jobs, job("one"))
    group = await group_of(session, made, 3)
    name, writes = group["metadata"]["name"], running.operator.leading.minding.writes
    owner = {"apiVersion": "batch/v1", "kind": "Job", "name": "one", "uid": made["metadata"]["uid"]}
    assert group["metadata"]["ownerReferences"] == [owner]
    assert group["metadata"]["managedFields"][0]["manager"] == "workload-hub-gang"
    for number in range(5):
        await session.patch(f"{jobs}/one", {"metadata": {"labels": {"n": str(number)}}})
    await session.patch(f"{jobs}/one", {"spec": {"parallelism": 2, "completions": 3}})
    await group_of(session, made, 2)
    assert writes[name] == 2
    await session.patch(f"{jobs}/one", {"spec": {"suspend": True}})

    async def released() -> bool:
        found = await items(session, GROUPS.format(namespace))
        return all("deletionTimestamp" in one["metadata"] for one in found)

    await until(released, "a group that nobody needs is released")
    assert writes[name] == 3


async def test_what_somebody_deletes_comes_back(session: Session, running: Running, namespace: str) -> None:
    made = await post(session, JOBS.format(namespace), job("one"))
    before = (await group_of(session, made, 3))["metadata"]
    path = f"{GROUPS.format(namespace)}/{before['name']}"
    await session.delete(path)
    await session.patch(path, {"metadata": {"finalizers": None}})  # no controller manager does it here

    async def back() -> bool:
        return bool((await group_of(session, made, 3))["metadata"]["uid"] != before["uid"])

    await until(back, "the group is there again")


async def test_anothers_change_is_told_and_not_fought(
    session: Session, running: Running, namespace: str
) -> None:
    made = await post(session, JOBS.format(namespace), job("one"))
    name = (await group_of(session, made, 3))["metadata"]["name"]
    path = f"{GROUPS.format(namespace)}/{name}"
    await session.patch(
        path, {"spec": {"schedulingPolicy": {"gang": {"minCount": 2}}}}, {"fieldManager": "eve"}
    )
    (told,) = await said(session, namespace, "one", "GangConflict")
    assert '"eve"' in told
    await session.patch(f"{JOBS.format(namespace)}/one", {"metadata": {"labels": {"a": "b"}}})
    await asyncio.sleep(0.5)
    found = msgspec.json.decode(await session.get(path))
    assert found["spec"]["schedulingPolicy"]["gang"]["minCount"] == 2
    assert running.operator.leading.minding.writes[name] == 2


async def test_a_wrong_annotation_is_ignored_and_said_once(
    running: Running, session: Session, namespace: str
) -> None:
    wrong = {"gang-minimum": "9", "gang-timeout": "soon", "gang-backend": "nobody"}
    made = await post(session, JOBS.format(namespace), job("one", **wrong))
    pod = await post(session, PODS.format(namespace), pod_of(made, "one-a"))
    assert "schedulingGroup" not in pod["spec"]
    told = await said(session, namespace, "one", "AnnotationIgnored", 2)
    assert sorted(told) == [
        "workloadhub.dev/gang-minimum: '9' is ignored: at most 3 of its pods can start together",
        "workloadhub.dev/gang-timeout: 'soon' is ignored: it must be a time such as 90s, 10m or 2h",
    ]
    (unplaced,) = await said(session, namespace, "one", "GangNotScheduled")
    assert unplaced == (
        "its pods start one by one: workloadhub.dev/gang-backend names 'nobody', which is no backend; "
        "`hub plugins` lists them"
    )
    async with operating_again(running):
        await asyncio.sleep(0.5)
    assert len(await items(session, EVENTS.format(namespace))) == 3


def operating_again(running: Running) -> Any:
    """Another one, which knows nothing of what the first one said."""
    settings = running.operator.hub.settings
    running.task.cancel()
    plane = type("Named", (), {"kubeconfig": settings.kubeconfig})
    return operating(plane, settings.operator_namespace)  # type: ignore[arg-type]


async def test_what_was_injected_is_left_alone(
    running: Running, session: Session, namespace: str, plane: Plane, tmp_path: Path
) -> None:
    file, env = tmp_path / "job.yaml", os.environ | {"KUBECONFIG": plane.kubeconfig}

    async def hub(*words: str) -> bytes:
        given = [BIN / "hub", *words, "-n", namespace, "-f", str(file)]
        done = await asyncio.to_thread(subprocess.run, given, env=env, capture_output=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    one = {"apiVersion": "batch/v1", "kind": "Job"} | job("one")
    one["metadata"]["namespace"] = namespace
    file.write_text(json.dumps(one))
    file.write_bytes(await hub("gang", "inject"))
    await hub("submit")
    (group,) = await items(session, GROUPS.format(namespace))
    name = group["metadata"]["name"]
    (made,) = await items(session, JOBS.format(namespace))
    link = made["spec"]["template"]["spec"]["schedulingGroup"]
    assert link == {"podGroupName": name}
    await post(session, PODS.format(namespace), pod_of(made, "one-a", schedulingGroup=link))
    await session.patch(f"{JOBS.format(namespace)}/one", {"metadata": {"labels": {"a": "b"}}})
    await asyncio.sleep(0.5)
    (still,) = await items(session, GROUPS.format(namespace))
    assert still["metadata"]["uid"] == group["metadata"]["uid"]
    assert "deletionTimestamp" not in still["metadata"]
    assert running.operator.leading.minding.writes[name] == 0


async def test_it_needs_exactly_its_role(plane: Plane, session: Session, namespace: str) -> None:
    told = subprocess.run([BIN / "hub", "operate", "--roles"], capture_output=True, check=True).stdout
    import yaml

    role = yaml.safe_load(told)
    rbac = "/apis/rbac.authorization.k8s.io/v1"
    role["metadata"]["name"] = f"{role['metadata']['name']}-{namespace}"
    await session.post(f"{rbac}/clusterroles", role)
    ref = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role["metadata"]["name"]}
    subject = {"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "bo"}
    binding = {"metadata": {"name": ref["name"]}, "subjects": [subject], "roleRef": ref}
    await session.post(f"{rbac}/clusterrolebindings", binding)
    try:
        async with operating(plane, namespace, "bo") as running:
            made = await post(session, JOBS.format(namespace), job("one", **{"gang-timeout": "soon"}))
            await group_of(session, made, 3)
            await said(session, namespace, "one", "AnnotationIgnored")
            await session.patch(f"{JOBS.format(namespace)}/one", {"spec": {"suspend": True}})
            await until(lambda: _said(running, "released"), "the group is released")
    finally:
        await session.delete(f"{rbac}/clusterrolebindings/{ref['name']}")


async def _said(running: Running, word: str) -> bool:
    return any(line.startswith(word) for line in running.said)


@pytest.fixture
def process(plane: Plane, namespace: str, tmp_path: Path) -> Iterator[Any]:
    """Starts `hub operate` as a user would, as often as asked."""
    started: list[subprocess.Popen[bytes]] = []
    env = os.environ | {"KUBECONFIG": plane.kubeconfig, "HUB_OPERATOR_NAMESPACE": namespace}

    def start() -> tuple[subprocess.Popen[bytes], Path]:
        log = tmp_path / f"{len(started)}.log"
        with log.open("wb") as to:
            started.append(
                subprocess.Popen([BIN / "hub", "operate", "--port", "0"], env=env, stdout=to, stderr=to)
            )
        return started[-1], log

    yield start
    for one in started:
        one.kill()
        one.wait()


async def ready(log: Path) -> None:
    async def leads() -> bool:
        return "minds groups" in log.read_text()

    await until(leads, "`hub operate` leads", 90)


async def test_killed_it_stands_in_nobodys_way_and_goes_on_where_it_was(
    process: Any, session: Session, namespace: str
) -> None:
    first, log = process()
    await ready(log)
    kept = await post(session, JOBS.format(namespace), job("kept"))
    group = (await group_of(session, kept, 3))["metadata"]
    stopped = await post(session, JOBS.format(namespace), job("stopped"))
    await group_of(session, stopped, 3)
    first.kill()
    first.wait()
    meanwhile = await post(session, JOBS.format(namespace), job("meanwhile", 2))
    pod = await post(session, PODS.format(namespace), pod_of(meanwhile, "meanwhile-a"))
    assert "schedulingGroup" not in pod["spec"]
    await session.patch(f"{JOBS.format(namespace)}/stopped", {"spec": {"suspend": True}})
    _, log = process()
    await ready(log)
    await group_of(session, meanwhile, 2)
    assert (await group_of(session, kept, 3))["metadata"]["resourceVersion"] == group["resourceVersion"]
    await until(lambda: _logged(log, "released group hub-stopped-"), "what is stopped is released")
    linked = await post(session, PODS.format(namespace), pod_of(meanwhile, "meanwhile-b"))
    assert "schedulingGroup" in linked["spec"]


async def _logged(log: Path, words: str) -> bool:
    return words in log.read_text()
