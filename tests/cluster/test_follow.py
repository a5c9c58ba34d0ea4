"""Following a real API server: what the sink holds is what is there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.cluster.failures import Absent, Forbidden
from hub.cluster.follow import Follow
from hub.cluster.pace import Pace
from hub.cluster.session import Session, connect
from hub.cluster.snapshot import snapshot
from hub.errors import NoCluster
from hub.model import Kind

from .bodies import definition, job, pod, widget
from .memory import JOB, POD, WIDGET, Memory, registry, same, until
from .plane import Plane

pytestmark = pytest.mark.cluster
QUICK = Pace(first=0.02, most=0.2, rarely=0.5)


@pytest.fixture
async def ada(plane: Plane) -> AsyncIterator[Session]:
    """Somebody who may do nothing until a role says so."""
    async with connect(plane.kubeconfig, "ada") as made:
        yield made


async def allow(session: Session, namespace: str, name: str, resources: list[str]) -> None:
    """Let ada read these in a namespace, or with an empty one in all."""
    scope = "Cluster" if not namespace else ""
    rules = [{"apiGroups": ["*"], "resources": resources, "verbs": ["get", "list", "watch"]}]
    where = f"/apis/rbac.authorization.k8s.io/v1{f'/namespaces/{namespace}' if namespace else ''}"
    await session.post(f"{where}/{scope.lower()}roles", {"metadata": {"name": name}, "rules": rules})
    api = "rbac.authorization.k8s.io"
    body = {
        "metadata": {"name": name},
        "roleRef": {"apiGroup": api, "kind": f"{scope}Role", "name": name},
        "subjects": [{"apiGroup": api, "kind": "User", "name": "ada"}],
    }
    await session.post(f"{where}/{scope.lower()}rolebindings", body)


async def test_events_follow_the_listing(session: Session, namespace: str) -> None:
    pods = f"/api/v1/namespaces/{namespace}/pods"
    await session.post(pods, pod("before"))
    memory = Memory()
    async with Follow(session, registry("batch/Job"), memory, [namespace]) as follow:
        await follow.settled()
        assert memory.names(POD, namespace) == {"before"}
        assert {health.state for health in follow.health if health.kind in (POD, JOB)} <= {
            "listed",
            "watching",
        }
        await session.post(pods, pod("after"))
        await session.patch(f"{pods}/before", {"metadata": {"labels": {"a": "b"}}})
        await session.post(f"/apis/batch/v1/namespaces/{namespace}/jobs", job("one"))
        await until(lambda: memory.names(JOB, namespace) == {"one"})
        await session.delete(f"{pods}/after", {"gracePeriodSeconds": 0})
        await same(session, memory, POD, namespace)
        await same(session, memory, JOB, namespace)
        counts = {str(health.kind): health.objects for health in follow.health}
        assert (counts["Pod"], counts["batch/Job"]) == (1, 1)


async def test_nothing_is_heard_of_other_namespaces(session: Session, namespace: str) -> None:
    await session.post("/api/v1/namespaces", {"metadata": {"name": f"{namespace}-b"}})
    await session.post("/api/v1/namespaces", {"metadata": {"name": f"{namespace}-c"}})
    for name in (namespace, f"{namespace}-b", f"{namespace}-c"):
        await session.post(f"/api/v1/namespaces/{name}/pods", pod(name))
    memory = Memory()
    async with Follow(session, registry(), memory, [namespace, f"{namespace}-b"]) as follow:
        await follow.settled()
        assert memory.names(POD) == {namespace, f"{namespace}-b"}


async def test_a_kind_that_comes_and_goes_and_comes_again(session: Session, namespace: str) -> None:
    definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    memory = Memory()

    async def made(version: str) -> bool:
        body = widget("one", text="x" * 2**20) | {"apiVersion": f"test.workloadhub.dev/{version}"}
        try:
            await session.post(f"/apis/test.workloadhub.dev/{version}/namespaces/{namespace}/widgets", body)
        except Absent:
            return False
        return True

    async with Follow(session, registry(str(WIDGET)), memory, pace=QUICK) as follow:
        await follow.settled()
        assert follow.missing == {WIDGET}
        for version in ("v1", "v2"):
            await session.post(definitions, definition(versions=(version,)))
            await until(lambda now=version: made(now))
            await until(lambda: memory.names(WIDGET) == {"one"})
            assert not follow.missing
            await same(session, memory, WIDGET)
            await session.delete(f"{definitions}/widgets.test.workloadhub.dev")
            await until(lambda: WIDGET not in memory.things)
        assert follow.missing == {WIDGET}


async def test_the_kind_of_an_unclaimed_owner_is_followed_too(session: Session, namespace: str) -> None:
    job_ = await session.post(f"/apis/batch/v1/namespaces/{namespace}/jobs", job("owner"))
    uid = job_.partition(b'"uid":"')[2].partition(b'"')[0].decode()
    owned = pod("owned")
    owned["metadata"]["ownerReferences"] = [
        {"apiVersion": "batch/v1", "kind": "Job", "name": "owner", "uid": uid}
    ]
    await session.post(f"/api/v1/namespaces/{namespace}/pods", owned)
    once, always = Memory(), Memory()
    await snapshot(session, registry(), [namespace], once)
    assert once.names(JOB) == {"owner"}
    async with Follow(session, registry(), always, [namespace]):
        await until(lambda: always.names(JOB) == {"owner"})


async def test_what_is_forbidden_is_named_and_the_rest_works(session: Session, ada: Session) -> None:
    await session.post("/api/v1/namespaces", {"metadata": {"name": "team-a"}})
    await session.post("/api/v1/namespaces/team-a/pods", pod("mine"))
    await session.post("/api/v1/namespaces/default/pods", pod("theirs"))
    await allow(session, "team-a", "pods", ["pods"])
    memory, once = Memory(), Memory()

    async def heard() -> bool:  # the authorizer learns of a new role a little later
        once.things.clear()
        await snapshot(ada, registry("batch/Job"), (), once)
        return bool(once.things)

    await until(heard)
    assert once.names(POD) == {"mine"}
    async with Follow(ada, registry("batch/Job"), memory, pace=QUICK) as follow:
        await follow.settled()
        assert memory.names(POD) == {"mine"}
        await until(lambda: any(h.state == "watching" for h in follow.health))
        states = {(str(h.kind), h.namespace): h.state for h in follow.health}
        assert states["Pod", ""] == "forbidden"
        assert states["Pod", "team-a"] == "watching"
        assert states["batch/Job", ""] == states["batch/Job", "team-a"] == "forbidden"
        said = next(h.error for h in follow.health if h.kind == JOB and h.namespace == "team-a")
        assert 'User "ada" cannot list resource "jobs"' in said
        await allow(session, "", "all", ["pods", "jobs"])
        await until(lambda: "theirs" in memory.names(POD))
        await until(lambda: {h.state for h in follow.health if h.kind in (POD, JOB)} == {"watching"})
        assert {h.namespace for h in follow.health} == {""}
        await same(session, memory, POD)
        await same(session, memory, JOB)


async def test_a_kind_that_nobody_serves_is_missing(session: Session, namespace: str) -> None:
    memory = Memory()
    async with Follow(session, registry("nowhere.dev/Thing"), memory, [namespace]) as follow:
        await follow.settled()
        assert follow.missing == {Kind("nowhere.dev", "Thing")}


async def test_no_cluster_and_no_rights_are_one_clear_line(
    plane: Plane, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = Path(plane.kubeconfig).read_text().replace("pki/ca.crt", plane.pki("ca.crt"))
    folder = tmp_path_factory.mktemp("broken")
    port = f":{plane.ports[0]}"
    cases = [
        (
            text.replace(port, ":1"),
            NoCluster,
            "nothing answers at https://127.0.0.1:1; is the cluster running",
        ),
        (
            text.replace(plane.tokens()["admin"], "expired"),
            Forbidden,
            "does not accept the credentials of user 'admin'",
        ),
        (text.replace("ca.crt", "front-proxy-ca.crt"), NoCluster, "shows a certificate that does not fit"),
        (
            text.replace("https://127.0.0.1", "https://absent.invalid"),
            NoCluster,
            "no connection to https://absent",
        ),
        (text.replace(port, f":{plane.ports[1]}"), NoCluster, "no (TLS|connection)"),
        (text.replace("https://", "http://"), Exception, "HTTP"),
    ]
    for number, (content, error, says) in enumerate(cases):
        (folder / str(number)).write_text(content)
        async with connect(str(folder / str(number)), "admin") as session:
            with pytest.raises(error, match=says) as told:
                await snapshot(session, registry(), (), Memory())
            assert "\n" not in str(told.value)
            with pytest.raises(error, match=says):
                async with Follow(session, registry(), Memory()):
                    pass
