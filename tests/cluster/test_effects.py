"""Writing: what was meant is done, to the object that was meant and to no other."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest

from hub.cluster.discovery import discover
from hub.cluster.effects import MANAGER, Effects, plan
from hub.cluster.failures import Answer
from hub.cluster.objects import Place, places, read
from hub.cluster.session import Session, connect
from hub.errors import HubError, NotAllowed, NotFound, Refused, Usage
from hub.model import Apply, Call, Connection, Create, Delete, Patch, Ref

from .bodies import job, pod
from .plane import Plane

pytestmark = pytest.mark.cluster


@pytest.fixture
async def place(session: Session) -> Place:
    return places(await discover(session, []))


def ref_of(made: dict[str, Any]) -> Ref:
    meta = made["metadata"]
    return Ref(made["apiVersion"], made["kind"], meta["namespace"], meta["name"], meta["uid"])


async def create(session: Session, place: Place, namespace: str, manifest: dict[str, Any]) -> Ref:
    root = Ref("v1", "Namespace", namespace, "root")
    [done] = await Effects(session, place, root).perform([Create(manifest)])
    assert done.object is not None
    return ref_of(dict(done.object))


async def test_create_change_and_delete(session: Session, place: Place, namespace: str) -> None:
    ref = await create(session, place, namespace, job("one"))
    made = await read(session, place, ref)
    assert made["metadata"]["managedFields"][0]["manager"] == MANAGER
    effects = Effects(session, place, ref)
    [done] = await effects.perform([Patch({"metadata": {"labels": {"a": "b"}}, "spec": {"parallelism": 3}})])
    assert done.text == "changed Job/one"
    changed = await read(session, place, ref)
    assert (changed["metadata"]["labels"]["a"], changed["spec"]["parallelism"]) == ("b", 3)
    [done] = await effects.perform([Patch({"metadata": {"labels": {"a": None}}})])
    assert done.object is not None
    assert "a" not in done.object["metadata"].get("labels", {})
    [done] = await effects.perform([Delete()])
    assert done.text == "deleted Job/one"
    with pytest.raises(NotFound, match=f"Job/one in {namespace} is gone"):
        await read(session, place, ref)
    assert [d.text for d in await effects.perform([Delete()])] == ["Job/one was gone already"]


async def test_a_dry_run_is_checked_by_the_server_and_changes_nothing(
    session: Session, place: Place, namespace: str
) -> None:
    ref = await create(session, place, namespace, job("one"))
    before = await read(session, place, ref)
    dry = Effects(session, place, ref, dry_run=True)
    done = await dry.perform([Patch({"spec": {"parallelism": 5}}), Delete(), Create(job("two"))])
    assert [each.text for each in done] == [
        "would have changed Job/one",
        "would have deleted Job/one",
        "would have created Job/two",
    ]
    assert await read(session, place, ref) == before
    with pytest.raises(NotFound):
        await read(session, place, ref._replace(name="two", uid=""))
    with pytest.raises(HubError, match="parallelism"):
        await dry.perform([Patch({"spec": {"parallelism": -1}})])


async def test_an_object_of_the_same_name_that_came_later_is_left_alone(
    session: Session, place: Place, namespace: str
) -> None:
    old = await create(session, place, namespace, job("one"))
    await Effects(session, place, old).perform([Delete()])
    new = await create(session, place, namespace, job("one"))
    before = await read(session, place, new)
    effects = Effects(session, place, old)
    for intent in (Patch({"spec": {"parallelism": 2}}), Delete()):
        with pytest.raises(HubError, match=r"left alone"):
            await effects.perform([intent])
    assert await read(session, place, new) == before


async def test_a_patch_never_loses_another_change(session: Session, place: Place, namespace: str) -> None:
    ref = await create(session, place, namespace, job("one"))

    async def other() -> None:
        for number in range(20):
            await session.patch(
                place(ref).path(namespace, "one"), {"metadata": {"labels": {"n": str(number)}}}
            )

    async def ours() -> None:
        for number in range(20):
            await Effects(session, place, ref).perform([Patch({"metadata": {"labels": {"m": str(number)}}})])

    await asyncio.gather(other(), ours())
    found = await read(session, place, ref)
    assert (found["metadata"]["labels"]["n"], found["metadata"]["labels"]["m"]) == ("19", "19")


async def test_a_scale_is_patched_under_the_same_guard(
    session: Session, place: Place, namespace: str
) -> None:
    labels = {"app": "a"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "a", "image": "a"}]}}
    spec = {"replicas": 1, "selector": {"matchLabels": labels}, "template": template}
    manifest = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"}, "spec": spec}
    ref = await create(session, place, namespace, manifest)
    await Effects(session, place, ref).perform([Patch({"spec": {"replicas": 4}}, subresource="scale")])
    assert (await read(session, place, ref))["spec"]["replicas"] == 4
    with pytest.raises(NotFound):
        await Effects(session, place, ref._replace(uid="other")).perform(
            [Patch({"spec": {"replicas": 0}}, subresource="scale")]
        )
    assert (await read(session, place, ref))["spec"]["replicas"] == 4


async def test_what_the_server_refuses_is_one_line(session: Session, place: Place, namespace: str) -> None:
    ref = await create(session, place, namespace, job("one"))
    effects = Effects(session, place, ref)
    misspelt = job("two")
    misspelt["spec"]["paralelism"] = 3
    cases = [
        (Create(job("one")), Answer, rf"Job/one exists already in {namespace}; choose another name"),
        (Create(misspelt), Answer, r'unknown field "spec.paralelism"'),
        (Create({"kind": "Job"}), Usage, "lacks apiVersion, kind or metadata.name"),
        (Create(job("x") | {"kind": "Jop"}), NotFound, r"no kind batch/Jop \(did you mean 'Job'\?\)"),
        (Create(job("x") | {"apiVersion": "batch/v9"}), NotFound, "could not find the requested resource"),
        (Patch({"spec": {"selector": {}, "completionMode": "Indexed"}}), Answer, "immutable"),
        (Patch({}, ref._replace(name="absent")), NotFound, f"Job/absent in {namespace} is gone"),
        (Call("dashboard", "GET", "/"), Refused, "no service behind 'dashboard'"),
    ]
    for intent, error, says in cases:
        with pytest.raises(error, match=says) as told:
            await effects.perform([intent])
        assert "\n" not in str(told.value)
    with pytest.raises(Refused, match="no object of its own"):
        await Effects(session, place).perform([Delete()])


async def test_what_was_done_before_a_failure_is_told(session: Session, place: Place, namespace: str) -> None:
    ref = await create(session, place, namespace, job("one"))
    with pytest.raises(HubError, match=r"exists already .* \(done before that: created Job/two\)"):
        await Effects(session, place, ref).perform([Create(job("two")), Create(job("one"))])


async def test_somebody_without_rights_is_told(
    plane: Plane, session: Session, place: Place, namespace: str
) -> None:
    ref = await create(session, place, namespace, pod("one"))
    async with connect(plane.kubeconfig, "bo") as bo:
        for intent in (Delete(), Patch({}), Create(pod("two"))):
            with pytest.raises(NotAllowed, match=r'User "bo" cannot .* ask for a role') as told:
                await Effects(bo, place, ref).perform([intent])
            assert told.value.exit_code == 4


async def test_a_call_goes_through_the_service_proxy(session: Session, place: Place, namespace: str) -> None:
    port = {"port": 80}
    await session.post(
        f"/api/v1/namespaces/{namespace}/services", {"metadata": {"name": "s"}, "spec": {"ports": [port]}}
    )
    ref = await create(session, place, namespace, job("one"))
    ways = [Connection(name="api", port=80, service="s")]
    call = Call("api", "POST", "/jobs/stop", {"a": 1})
    [done] = await Effects(session, place, ref, ways, dry_run=True).perform([call])
    assert done.text == "would call POST /jobs/stop at s:80"
    # nothing is behind the service here: the API server's own word for it shows that the way was right
    with pytest.raises(HubError, match='no endpoints available for service "s"'):
        await Effects(session, place, ref, ways).perform([call])


def test_a_plan_names_everything() -> None:
    root = Ref("batch/v1", "Job", "team-a", "one", "uid")
    intents = [
        Create(job("two")),
        Patch({"spec": {"suspend": True}}),
        Patch({"spec": {"replicas": 0}}, Ref("apps/v1", "Deployment", "team-a", "d"), "scale"),
        Delete(propagation="Foreground"),
        Call("api", "PUT", "/stop"),
    ]
    assert plan(intents, root) == [
        "create Job/two in team-a",
        'patch Job/one with {"spec":{"suspend":true}}',
        'patch Deployment/d (scale) with {"spec":{"replicas":0}}',
        "delete Job/one (foreground propagation)",
        "call PUT /stop through api",
    ]
    assert msgspec.json.encode(intents)


async def test_applied_fields_are_minded_and_what_another_set_is_not_taken(
    session: Session, place: Place, namespace: str
) -> None:
    def labelled(value: str) -> dict[str, Any]:
        head = {"apiVersion": "v1", "kind": "ConfigMap"}
        return {**head, "metadata": {"name": "c", "namespace": namespace}, "data": {"a": value}}

    effects = Effects(session, place)
    [done] = await effects.perform([Apply(labelled("1"), "mine")])
    assert done.text == "applied ConfigMap/c"
    assert done.object is not None
    ref = ref_of(dict(done.object))
    await effects.perform([Apply(labelled("2"), "mine")])
    assert (await read(session, place, ref))["data"] == {"a": "2"}
    with pytest.raises(Answer, match="conflict") as told:
        await effects.perform([Apply(labelled("3"), "another")])
    assert told.value.code == 409
    await effects.perform([Apply(labelled("3"), "another", force=True)])
    assert (await read(session, place, ref))["data"] == {"a": "3"}
    old = ref, (await read(session, place, ref))["metadata"]["resourceVersion"]
    await effects.perform([Patch({"data": {"b": "1"}}, old[0], version=old[1])])
    with pytest.raises(Answer, match="modified"):
        await effects.perform([Patch({"data": {"b": "2"}}, old[0], version=old[1])])
