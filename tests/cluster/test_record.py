"""Saving what is there, whole objects, and what the cluster said about them."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import msgspec
import pytest

from hub.adapter import Adapter, owned
from hub.cluster.events import chosen, event, listed
from hub.cluster.record import record, write
from hub.cluster.recorded import read, replay
from hub.cluster.session import Session, connect
from hub.cluster.snapshot import snapshot
from hub.core.things import Thing
from hub.errors import NotAllowed
from hub.model import Obj, Ref
from hub.registry import Plugin, Registered, Registry

from .bodies import job, pod
from .memory import JOB, KEEP, POD, Memory, registry
from .plane import Plane

pytestmark = pytest.mark.cluster


def owned_by(manifest: dict[str, object], uid: str) -> dict[str, object]:
    owner = {"apiVersion": "batch/v1", "kind": "Job", "name": "owner", "uid": uid, "controller": True}
    meta = manifest["metadata"]
    assert isinstance(meta, dict)
    return manifest | {"metadata": meta | {"ownerReferences": [owner]}}


@pytest.fixture
async def filled(session: Session, namespace: str) -> str:
    """A namespace with a job and two of its pods."""
    made = msgspec.json.decode(
        await session.post(f"/apis/batch/v1/namespaces/{namespace}/jobs", job("owner"))
    )
    for name in ("one", "two"):
        body = owned_by(pod(name), made["metadata"]["uid"])
        await session.post(f"/api/v1/namespaces/{namespace}/pods", body)
    return namespace


def kept(memory: Memory) -> dict[str, Thing]:
    return {uid: thing for kind in (POD, JOB) for uid, thing in memory.things[kind].items()}


@pytest.mark.parametrize("form", ["yaml", "json"])
async def test_a_recording_is_read_as_the_cluster_it_was_made_of(
    session: Session, filled: str, form: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    live, recorded = Memory(), Memory()
    await snapshot(session, registry(), [filled], live)
    found = await record(session, registry(), [filled])
    assert [each["kind"] for each in found] == ["Pod", "Pod", "Job"]
    file = tmp_path_factory.mktemp("recording") / f"case.{form}"
    with file.open("w") as to:
        write(found, to, form)
    replay(read([str(file)], KEEP), recorded)
    assert kept(recorded) == kept(live)


async def test_a_recording_keeps_no_values_but_identities(session: Session, filled: str) -> None:
    body = pod("three")
    body["spec"]["containers"][0]["env"] = [
        {"name": "RUN", "value": "kept"},
        {"name": "KEY", "value": "hunter2"},
    ]
    await session.post(f"/api/v1/namespaces/{filled}/pods", body)
    adapter = Adapter(name="job", claims=[owned("batch/Job")], identity=["RUN"])
    known = Registry.of([Registered(Plugin("test", "tests"), adapter)])
    out = io.StringIO()
    write(await record(session, known, [filled]), out)
    assert "hunter2" not in out.getvalue()
    assert "value: kept" in out.getvalue()
    assert "managedFields" not in out.getvalue()


async def test_who_may_not_read_pods_cannot_record(plane: Plane) -> None:
    async with connect(plane.kubeconfig, "bo") as bo:
        with pytest.raises(NotAllowed, match="cannot list resource"):
            await record(bo, registry())


async def test_events_of_some_objects(session: Session, filled: str) -> None:
    path = f"/api/v1/namespaces/{filled}"
    one = msgspec.json.decode(await session.get(f"{path}/pods/one"))["metadata"]["uid"]
    said = [
        ("a", {"kind": "Pod", "name": "one", "uid": one}, "2026-01-01T00:00:02Z"),
        ("b", {"kind": "Pod", "name": "two", "uid": "unknown"}, "2026-01-01T00:00:01Z"),
        ("c", {"kind": "Job", "name": "owner", "uid": "unknown"}, "2026-01-01T00:00:00Z"),
    ]
    for name, about, time in said:
        body = {
            "metadata": {"name": name},
            "involvedObject": {"namespace": filled, "apiVersion": "v1", **about},
            "reason": name.upper(),
            "message": f"said {name}\n",
            "type": "Warning",
            "count": 3,
            "lastTimestamp": time,
            "source": {"component": "test"},
        }
        await session.post(f"{path}/events", body)
    assert [each.reason for each in chosen(await listed(session, filled))] == ["C", "B", "A"]
    refs = [Ref("v1", "Pod", filled, "one", one), Ref("v1", "Pod", filled, "two")]
    found = chosen(await listed(session, filled), refs)
    assert [(each.object, each.message, each.count) for each in found] == [
        ("Pod/two", "said b", 3),
        ("Pod/one", "said a", 3),
    ]
    assert (found[1].time, found[1].type, found[1].source) == (
        datetime(2026, 1, 1, 0, 0, 2, tzinfo=UTC),
        "Warning",
        "test",
    )


@pytest.mark.parametrize(
    "raw", [None, {}, {"involvedObject": 3, "series": []}, {"count": "x", "lastTimestamp": 7}]
)
def test_an_odd_event_is_read_as_far_as_it_goes(raw: object) -> None:
    assert event(Obj(raw)).count == 1
