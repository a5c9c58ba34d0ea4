"""Who is let in, and what other sites' pages cannot do."""

from __future__ import annotations

import io
from typing import Any

import aiohttp
import pytest

from hub.errors import Usage
from hub.faces.api.gate import LARGEST
from hub.faces.api.served import Way

from .world import Site


async def asked(served: Site, method: str, path: str, **headers: str) -> aiohttp.ClientResponse:
    async with served.http.request(
        method, served.url + path, headers=headers, allow_redirects=False
    ) as answer:
        await answer.read()
        return answer


async def cookie(served: Site) -> str:
    answer = await asked(served, "GET", f"/?token={served.token}")
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    served.http.cookie_jar.clear()
    told = answer.headers["Set-Cookie"]
    assert "HttpOnly" in told
    assert "SameSite=Strict" in told
    assert served.token not in told
    return told.partition(";")[0]


@pytest.mark.parametrize("token", ["", "wrong", "x" * 20_000, "ü"])
async def test_nobody_is_let_in_without_the_token(served: Site, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    for path in ("/api/v1/workloads", "/api/v1/openapi.json", "/metrics", "/anything"):
        answer = await asked(served, "GET", path, **headers)
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


async def test_health_needs_no_name_and_tells_none(served: Site) -> None:
    for path in ("/healthz", "/readyz"):
        assert (await asked(served, "GET", path)).status == 200


async def test_a_browser_is_sent_to_the_door(served: Site) -> None:
    answer = await asked(served, "GET", "/", Accept="text/html,*/*")
    assert (answer.status, answer.headers["Location"]) == (303, "/login")


async def test_the_address_with_the_token_gives_a_cookie(served: Site) -> None:
    kept = await cookie(served)
    assert (await asked(served, "GET", "/api/v1/workloads", Cookie=kept)).status == 200
    assert (await asked(served, "GET", "/api/v1/workloads", Cookie=kept + "x")).status == 401
    assert (await asked(served, "GET", "/?token=wrong")).status == 401


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "localhost.", ""])
async def test_a_name_that_was_bound_to_this_address_is_not_served(served: Site, host: str) -> None:
    answer = await asked(served, "GET", "/api/v1/workloads", Host=host, **served.bearer)
    assert answer.status in (400, 421)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),  # a form of another site sends no Origin in old browsers
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "{url}"}, 404),
        ({"Sec-Fetch-Site": "same-origin"}, 404),
    ],
)
async def test_another_sites_page_changes_nothing(served: Site, headers: dict[str, str], status: int) -> None:
    sent = {name: value.format(url=served.url) for name, value in headers.items()}
    kept = await cookie(served)
    answer = await asked(served, "POST", "/api/v1/workloads/job/a/b/actions/stop", Cookie=kept, **sent)
    assert answer.status == status


async def test_another_sites_page_reads_nothing(served: Site) -> None:
    kept = await cookie(served)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}):
        assert (await asked(served, "GET", "/api/v1/stream", Cookie=kept, **headers)).status == 403


async def test_every_answer_says_what_a_browser_may_do_with_it(served: Site) -> None:
    for path in ("/api/v1/workloads", "/healthz", "/nothing"):
        headers = (await asked(served, "GET", path, **served.bearer)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("told", [True, False])
async def test_a_body_that_is_too_large_is_not_read(served: Site, told: bool) -> None:
    async def pieces() -> Any:
        for _ in range(LARGEST // 2**16 + 2):
            yield b" " * 2**16

    data = io.BytesIO(b" " * (LARGEST + 1)) if told else pieces()
    status, problem = await served.post("/workloads", data=data)
    assert status == 413
    assert "3 MiB" in problem["detail"]


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_it_does_not_listen_to_the_network_in_the_clear(address: str) -> None:
    with pytest.raises(Usage, match="--tls-cert"):
        Way(address=address).checked()
    assert Way(address=address, plain=True).checked().cluster
    assert Way(address=address, certificate="a", key="b").checked().hosts == frozenset()


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1", "127.1.2.3"])
def test_on_this_machine_it_does(address: str) -> None:
    assert not Way(address=address).checked().cluster
    assert Way(address=address, auth="cluster").checked().cluster
    assert "localhost" in Way(address=address).hosts


async def test_half_of_tls_is_none() -> None:
    with pytest.raises(Usage, match="both"):
        Way(certificate="tls.crt").checked()
