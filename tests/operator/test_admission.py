"""What comes in while the hub operates, as a real API server asks it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from hub.cluster.failures import Answer
from hub.cluster.session import Session, connect
from hub.faces.operator.registering import WEBHOOKS
from hub.model import MARK
from tests.cluster.plane import Plane

from .conftest import (
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
    registered,
    reviewed,
    until,
)

pytestmark = pytest.mark.cluster
STAMP = "workloadhub.dev/submitted-by"


@pytest.fixture
async def workers(session: Session, namespace: str) -> None:
    """ada and bo may make and change Jobs and pods in the namespace."""
    rbac = f"/apis/rbac.authorization.k8s.io/v1/namespaces/{namespace}"
    rules = [{"apiGroups": ["", "batch"], "resources": ["jobs", "pods"], "verbs": ["*"]}]
    await session.post(f"{rbac}/roles", {"metadata": {"name": "work"}, "rules": rules})
    who = [{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": name} for name in ("ada", "bo")]
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "work"}
    await session.post(
        f"{rbac}/rolebindings", {"metadata": {"name": "work"}, "subjects": who, "roleRef": role}
    )


def stamp(made: dict[str, Any]) -> str | None:
    found: str | None = made["metadata"].get("annotations", {}).get(STAMP)
    return found


@pytest.mark.usefixtures("workers")
async def test_a_root_is_stamped_and_stays_so(plane: Plane, running: Running, namespace: str) -> None:
    jobs = JOBS.format(namespace)
    async with connect(plane.kubeconfig, "ada") as ada, connect(plane.kubeconfig, "bo") as bo:
        assert stamp(await post(ada, jobs, job("mine"))) == "ada"
        with pytest.raises(Answer, match="says 'ada', and you are 'bo'") as told:
            await bo.post(jobs, job("forged", **{"submitted-by": "ada"}))
        assert told.value.code == 403
        with pytest.raises(Answer, match="it stays 'ada'"):
            await bo.patch(f"{jobs}/mine", {"metadata": {"annotations": {STAMP: "bo"}}})
        changed = await bo.patch(f"{jobs}/mine", {"metadata": {"annotations": {STAMP: None}}})
        assert stamp(msgspec.json.decode(changed)) == "ada"
        pod = {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "a", "image": "a"}]}}
        assert stamp(await post(bo, PODS.format(namespace), pod)) == "bo"
    hub = running.operator.hub
    workload = hub.board.find(f"job/{namespace}/mine")
    assert workload is not None
    assert workload.submitted_by == "ada"


async def test_a_pod_is_linked_on_its_way_in(running: Running, session: Session, namespace: str) -> None:
    made = await post(session, JOBS.format(namespace), job("one"))
    pod = await post(session, PODS.format(namespace), pod_of(made, "one-a"))  # at once: it waits to be known
    group = await group_of(session, made, 3)
    name = group["metadata"]["name"]
    assert pod["spec"]["schedulingGroup"] == {"podGroupName": name}
    assert pod["metadata"]["labels"][MARK] == f"{name}.1"
    assert stamp(pod) is None
    assert running.operator.joining.linked == 1


async def test_what_is_others_is_left_alone(running: Running, session: Session, namespace: str) -> None:
    pods, made = PODS.format(namespace), await post(session, JOBS.format(namespace), job("one"))
    plain = await post(session, JOBS.format(namespace), job("plain", gang="off"))
    theirs = {"schedulingGroup": {"podGroupName": "theirs"}}
    found = [
        await post(session, pods, body)
        for body in (
            pod_of(plain, "plain-a"),
            pod_of(made, "grouped", **theirs),
            pod_of(made, "bound", nodeName="a"),
            {"metadata": {"name": "bare"}, "spec": {"containers": [{"name": "a", "image": "a"}]}},
        )
    ]
    assert [
        pod["metadata"]["labels"].get(MARK) if "labels" in pod["metadata"] else None for pod in found
    ] == [None] * 4
    assert [pod["spec"].get("schedulingGroup") for pod in found] == [
        None,
        theirs["schedulingGroup"],
        None,
        None,
    ]


async def test_a_namespace_may_opt_out_and_in(plane: Plane, session: Session, namespace: str) -> None:
    async def linked(name: str) -> bool:
        made = await post(session, JOBS.format(namespace), job(name))
        pod = await post(session, PODS.format(namespace), pod_of(made, f"{name}-a"))
        return "schedulingGroup" in pod["spec"]

    async def label(value: str | None) -> None:
        labels = {"metadata": {"labels": {"workloadhub.dev/gang": value}}}
        await session.patch(f"/api/v1/namespaces/{namespace}", labels)

    await label("off")
    async with operating(plane, namespace):
        await reviewed(session, namespace)
        assert not await linked("out")
        assert await items(session, GROUPS.format(namespace)) == []
    await label(None)
    async with operating(plane, namespace, opt_in=True):
        await reviewed(session, namespace)
        assert not await linked("unsaid")


async def test_at_its_end_nothing_asks_it_any_more(plane: Plane, session: Session, namespace: str) -> None:
    async with operating(plane, namespace):
        assert await registered(session)
    assert not await registered(session)
    assert stamp(await post(session, JOBS.format(namespace), job("after"))) is None


@pytest.mark.usefixtures("workers")
async def test_while_nobody_answers_a_stamp_is_not_forged_either(
    plane: Plane, session: Session, namespace: str
) -> None:
    jobs = JOBS.format(namespace)
    async with connect(plane.kubeconfig, "ada") as ada, connect(plane.kubeconfig, "bo") as bo:

        async def refused() -> bool:
            try:
                await bo.post(f"{jobs}?dryRun=All", job("forged", **{"submitted-by": "ada"}))
            except Answer as error:
                return error.code == 403 and 'says "ada", and you are "bo"; leave it' in str(error)
            return False

        async with operating(plane, namespace):
            await reviewed(session, namespace)
            await post(ada, jobs, job("mine"))
            told = msgspec.json.decode(await session.get(WEBHOOKS.path("", "workload-hub")))
            for webhook in told["webhooks"]:
                webhook["clientConfig"]["url"] = "https://127.0.0.1:1/nobody"  # as after a crash
            await session.patch(WEBHOOKS.path("", "workload-hub"), {"webhooks": told["webhooks"]})

            async def unanswered() -> bool:
                return stamp(await post(bo, f"{jobs}?dryRun=All", job("probe"))) is None

            await until(unanswered, "nobody answers")
            await until(refused, "the API server knows the policy")
            for change in ("bo", None):
                with pytest.raises(Answer, match="leave it as it is"):
                    await bo.patch(f"{jobs}/mine", {"metadata": {"annotations": {STAMP: change}}})
            await bo.patch(f"{jobs}/mine", {"metadata": {"labels": {"a": "b"}}})
            assert stamp(await post(bo, jobs, job("true", **{"submitted-by": "bo"}))) == "bo"

        async def accepted() -> bool:
            return not await refused()

        await until(accepted, "the policy is gone, too")
