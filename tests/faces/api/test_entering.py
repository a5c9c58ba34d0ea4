"""Coming in by a form, going out, and the forms of new workloads."""

from __future__ import annotations

import re

import aiohttp
import pytest

from .world import Site


async def test_a_token_is_typed_once_and_a_cookie_stays(served: Site) -> None:
    own = {"Origin": served.url}
    async with aiohttp.ClientSession() as browser:
        async with browser.get(f"{served.url}/login") as asked:
            assert asked.status == 200
            assert "default-src 'none'" in asked.headers["Content-Security-Policy"]
        async with browser.post(f"{served.url}/login", data={"token": "wrong"}, headers=own) as refused:
            assert refused.status == 401
            assert "Nobody is known by this token" in await refused.text()
        token = {"token": served.token}
        async with browser.post(
            f"{served.url}/login", data=token, headers=own, allow_redirects=False
        ) as entered:
            assert entered.status == 303
            kept = re.split("[=;]", entered.headers["Set-Cookie"])[1]
        cookie = {"Cookie": f"hub={kept}"}
        async with browser.get(f"{served.url}/api/v1/workloads", headers=cookie) as seen:
            assert seen.status == 200
        async with browser.post(f"{served.url}/logout", headers=cookie | own, allow_redirects=False) as left:
            assert left.status == 303
        async with browser.get(f"{served.url}/api/v1/workloads", headers=cookie) as after:
            assert after.status == 401


async def test_another_sites_form_does_not_come_in(served: Site) -> None:
    data, other = {"token": served.token}, {"Origin": "http://elsewhere.example"}
    async with served.http.post(f"{served.url}/login", data=data, headers=other) as answer:
        assert answer.status == 403


async def test_a_form_makes_what_the_command_beside_it_makes(served: Site) -> None:
    fields = {"command": "python train.py --epochs 3", "gpus": "2", "env": "A=1\nB=2", "name": "train"}
    status, made = await served.post("/forms/kubernetes", json={"namespace": "team-a", "fields": fields})
    assert status == 200
    assert made["key"] == "job/team-a/train"
    assert made["command"] == (
        "hub submit kubernetes -n team-a --name train --env A=1 --env B=2 --gpus 2"
        " -- python train.py --epochs 3"
    )
    assert "nvidia.com/gpu: '2'" in made["manifest"]


@pytest.mark.parametrize(
    ("form", "fields", "code", "said"),
    [
        ("kubernetes", {"command": "x", "gpus": "two"}, 400, "--gpus 'two': it must be a whole number"),
        ("kubernetes", {"command": "it's"}, 400, "quotes come in pairs"),
        ("kubernetes", {"command": "x", "gpu": "2"}, 400, "did you mean 'gpus'"),
        ("kubernetes", {"command": "x", "code": {"files": {"../a": ""}}}, 400, "inside of the folder"),
        ("kubernetes", {"command": "x", "code": {"files": {"a": "%"}}}, 400, "base64"),
        ("kubernets", {}, 404, "did you mean 'kubernetes'"),
    ],
)
async def test_what_is_wrong_in_a_form_is_said(
    served: Site, form: str, fields: dict[str, object], code: int, said: str
) -> None:
    status, problem = await served.post(f"/forms/{form}", json={"fields": fields})
    assert (status, said in problem["detail"]) == (code, True), problem


async def test_a_workload_has_a_story(served: Site) -> None:
    _, listed = await served.get("/workloads?limit=1&filter=phase%3DFailed")
    status, story = await served.get(f"/workloads/{listed['items'][0]['key']}/history")
    assert status == 200
    assert story["items"][-1]["phase"] == "Failed"
