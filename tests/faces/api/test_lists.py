"""Pages, filters, columns, CSV, sums: what a list answers, and what it says to a wrong question."""

from __future__ import annotations

import csv
import io
from typing import Any

import msgspec
import pytest

from hub.core.listing import listing

from .world import Site


async def test_a_list_is_as_the_contract_shapes_it(served: Site) -> None:
    status, found = await served.get("/workloads")
    hub = served.here.feed.hub
    assert status == 200
    rows = msgspec.json.decode(msgspec.json.encode(hub.workloads()))
    assert found == {"items": rows, "next": None, "total": len(rows)}


@pytest.mark.parametrize(
    "asked",
    [
        {"filter": "phase=Running or gpu>0"},
        {"search": "rayjob"},
        {"sort": "-age,name"},
        {"type": ["rayjob", "jobset"]},
        {"phase": "failed,Running", "sort": "-phase"},
        {"filter": "age>1h", "sort": "duration"},
    ],
)
async def test_the_server_lists_what_the_command_line_lists(served: Site, asked: dict[str, Any]) -> None:
    hub = served.here.feed.hub
    names = {"sort": "order", "type": "types"}
    told = {names.get(name, name): value for name, value in asked.items()}
    if "phase" in told:
        told["phase"] = told["phase"].split(",")
    expected = listing(**told).select(hub.workloads(), hub.now)
    _, found = await served.get("/workloads", params=asked)
    assert [row["key"] for row in found["items"]] == [one.key for one in expected]
    assert found["total"] == len(expected)


async def test_columns_are_given_under_the_names_that_were_asked_for(served: Site) -> None:
    _, found = await served.get("/workloads?columns=key,user,age,created&limit=1&sort=-created")
    (row,) = found["items"]
    assert list(row) == ["key", "user", "age", "created"]
    assert isinstance(row["age"], int)
    assert row["created"].endswith("Z")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/workloads?filter=phas%3DRunning", "did you mean 'phase'?)\n  phas=Running\n  ^"),
        ("/workloads?sort=agee", "did you mean 'age'"),
        ("/workloads?columns=kye", "did you mean 'key'"),
        ("/workloads?phase=Runing", "did you mean 'Running'"),
        ("/workloads?selector=a%3D%3D%3Db", "is no requirement"),
        ("/workloads?cursor=nonsense", "the cursor is none that this list gave"),
        ("/summary?by=teem", "there is no field 'teem'"),
        ("/workloads.csv?columns=kye", "did you mean 'key'"),
        ("/stream?filter=(", "expected a field"),
    ],
)
async def test_a_wrong_question_is_a_problem_that_says_what_to_do(served: Site, path: str, said: str) -> None:
    status, problem = await served.get(path)
    assert status == 400
    assert said in problem["detail"]
    assert {"type", "title", "status", "instance", "exitCode"} < problem.keys()


@pytest.mark.parametrize("path", ["/workloads?limit=0", "/workloads?limit=x", "/workloads?offset=-1"])
async def test_a_parameter_of_the_wrong_sort_is_named(served: Site, path: str) -> None:
    status, problem = await served.get(path)
    assert status == 422
    assert path.partition("?")[2].partition("=")[0] in problem["detail"]


async def test_pages_follow_each_other_by_cursor(served: Site) -> None:
    path, found = "/workloads?limit=2&sort=-type&columns=key", []
    cursor = ""
    while cursor is not None:
        _, page = await served.get(f"{path}&cursor={cursor}")
        found += [row["key"] for row in page["items"]]
        cursor = page["next"]
    _, whole = await served.get("/workloads?sort=-type&columns=key")
    assert found == [row["key"] for row in whole["items"]]
    assert len(found) > 4


async def test_a_cursor_of_another_list_is_refused(served: Site) -> None:
    _, page = await served.get("/workloads?limit=1&sort=name")
    status, problem = await served.get(f"/workloads?limit=1&sort=-age&cursor={page['next']}")
    assert status == 400
    assert "cursor" in problem["detail"]


async def test_who_has_it_already_is_told_so(served: Site) -> None:
    async with served.http.get(f"{served.url}/api/v1/workloads", headers=served.bearer) as first:
        tag = first.headers["ETag"]
    again = served.bearer | {"If-None-Match": f'"other", {tag}'}
    async with served.http.get(f"{served.url}/api/v1/workloads", headers=again) as second:
        assert second.status == 304
        assert await second.read() == b""
    async with served.http.get(f"{served.url}/api/v1/workloads?limit=1", headers=again) as other:
        assert other.status == 200


async def test_a_large_answer_is_compressed_for_who_wants_it(served: Site) -> None:
    for wanted, coding in (("gzip", "gzip"), ("identity", None)):
        headers = served.bearer | {"Accept-Encoding": wanted}
        async with served.http.get(f"{served.url}/api/v1/workloads", headers=headers) as answer:
            assert answer.headers.get("Content-Encoding") == coding
            assert (await answer.json())["total"] > 0


@pytest.mark.parametrize("way", ["csv", "accept"])
async def test_csv_has_every_row(served: Site, way: str) -> None:
    path = "/workloads.csv" if way == "csv" else "/workloads"
    headers = served.bearer | ({"Accept": "text/csv"} if way == "accept" else {})
    async with served.http.get(f"{served.url}/api/v1{path}", headers=headers) as answer:
        assert answer.content_type == "text/csv"
        rows = list(csv.DictReader(io.StringIO(await answer.text())))
    _, found = await served.get("/workloads")
    assert [row["key"] for row in rows] == [row["key"] for row in found["items"]]
    assert {row["phase"] for row in rows} == {row["phase"] for row in found["items"]}


async def test_sums_add_up_to_the_whole(served: Site) -> None:
    _, found = await served.get("/summary?by=type")
    assert sum(group["count"] for group in found["groups"]) == found["total"]["count"]
    assert sum(group["gpu"] for group in found["groups"]) == found["total"]["gpu"]
    assert [g["count"] for g in found["groups"]] == sorted(
        (g["count"] for g in found["groups"]), reverse=True
    )


async def test_the_document_has_every_route_and_real_examples(served: Site) -> None:
    _, document = await served.get("/openapi.json")
    paths = document["paths"]
    assert {"/api/v1/workloads", "/api/v1/stream", "/api/v1/actions/{verb}", "/healthz"} < paths.keys()
    examples = document["components"]["schemas"]["Workload"]["examples"]
    assert {row["type"] for row in examples} == {"rayjob", "raycluster"}
