"""One workload and its parts, of a recording."""

from __future__ import annotations

import msgspec
import pytest

from .world import Site


async def first(served: Site, kind: str) -> str:
    _, found = await served.get(f"/workloads?type={kind}&columns=key&limit=1")
    return str(found["items"][0]["key"])


async def test_one_is_the_same_as_in_the_list(served: Site) -> None:
    key = await first(served, "rayjob")
    status, found = await served.get(f"/workloads/{key}")
    assert status == 200
    assert found == msgspec.json.decode(msgspec.json.encode(served.here.feed.hub.find(key)))


async def test_its_pods_have_roles(served: Site) -> None:
    key = await first(served, "jobset")
    _, found = await served.get(f"/workloads/{key}/pods")
    assert found["total"] == len(found["items"]) > 0
    assert {pod["workload"] for pod in found["items"]} == {key}
    assert all(pod["role"] for pod in found["items"])


async def test_it_is_explained(served: Site) -> None:
    key = await first(served, "raycluster")
    _, found = await served.get(f"/workloads/{key}/explain")
    assert found["key"] == key
    assert "Why this phase" in [section["title"] for section in found["sections"]]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("job/nowhere/nothing", 404, "there is no workload job/nowhere/nothing"),
        ("job/a%2Fb/c", 404, "job/a%2Fb/c"),
        ("job/a/b%00c", 400, "NUL"),
        ("job/nowhere/nothing/pods", 404, "there is no workload"),
    ],
)
async def test_what_is_not_there_is_a_problem(served: Site, path: str, status: int, said: str) -> None:
    from yarl import URL

    url = URL(f"{served.url}/api/v1/workloads/{path}", encoded=True)
    async with served.http.get(url, headers=served.bearer) as answer:
        assert answer.status == status
        assert said in (await answer.json(content_type=None))["detail"]


async def test_a_near_name_is_proposed(served: Site) -> None:
    key = await first(served, "rayjob")
    _, problem = await served.get(f"/workloads/{key}x")
    assert f"did you mean {key!r}" in problem["detail"]


async def test_a_recording_cannot_be_changed_and_says_so(served: Site) -> None:
    key = await first(served, "jobset")
    for path in (f"/workloads/{key}/actions/delete", f"/workloads/{key}/actions/stop?dryRun=true"):
        status, problem = await served.post(path)
        assert (status, problem["detail"]) == (400, "a recording cannot be changed; leave out --from")


async def test_an_action_that_its_kind_cannot_do_says_why(served: Site) -> None:
    key = await first(served, "rayjob")
    status, problem = await served.post(f"/workloads/{key}/actions/scale", json={"replicas": 3})
    assert status == 409
    assert problem["detail"].startswith("cannot scale: ")
    status, _ = await served.post(f"/workloads/{key}/actions/explode")
    assert status == 422


async def test_of_many_each_tells_what_came_of_it(served: Site) -> None:
    keys = [await first(served, "rayjob"), "job/no/such"]
    status, found = await served.post("/actions/scale", json={"keys": keys, "replicas": 2})
    assert (status, found["failed"], found["total"]) == (200, 2, 2)
    assert [one["status"] for one in found["items"]] == [409, 404]


@pytest.mark.parametrize("body", [{}, {"keys": ["a/b/c"], "filter": "gpu>0"}])
async def test_keys_or_a_filter_one_of_both(served: Site, body: object) -> None:
    status, problem = await served.post("/actions/stop", json=body)
    assert (status, problem["detail"]) == (400, "name keys or a filter, one of both")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "has no object"),
        (b"[1]", "not an object with apiVersion and kind"),
        (b"{", "not"),
        (b"a: &a [*a]\nkind: Job\n", "deeper than"),
        (
            b"kind: x\na: &a [1,1,1,1,1,1,1,1,1]\n"
            + b"".join(b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 9)) for c in range(98, 106)),
            "larger than",
        ),
        (b'{"kind":"Job","a":' + b"[" * 500 + b"]" * 500 + b"}", "deeper"),
    ],
)
async def test_a_body_that_is_no_manifest_is_refused(served: Site, body: bytes, said: str) -> None:
    status, problem = await served.post("/workloads", data=body)
    assert status == 400
    assert said in problem["detail"]


async def test_every_action_is_noted_with_what_came_of_it(served: Site, tmp_path: object) -> None:
    import json
    from pathlib import Path

    key = await first(served, "rayjob")
    await served.post(f"/workloads/{key}/actions/scale", json={"replicas": 3})
    (line,) = Path(f"{tmp_path}/audit").read_text().splitlines()
    noted = json.loads(line)
    assert (noted["verb"], noted["key"], noted["outcome"]) == ("scale", key, "refused")
    assert noted["detail"].startswith("cannot scale")
