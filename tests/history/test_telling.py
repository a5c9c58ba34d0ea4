"""Somebody outside is told of each step once, by a real server that fails, times out and recovers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import hub_webhook
import pytest
from aiohttp import web
from hub_webhook import posting

from hub.history.journal import Journal
from hub.model import Phase
from hub.plugin import Notice
from hub.registry import load
from hub.service import Hub
from hub.service.recording import Recorder
from hub.service.telling import Teller
from hub.settings import Server, Settings

from .story import NOW, SERVER, at, state, write

KEY = "job/team-a/crunch"
PENDING, RUNNING = state(KEY, Phase.PENDING, 1), state(KEY, Phase.RUNNING, 5)
FAILED = state(KEY, Phase.FAILED, 9, reason="ExitCode", message="a < b & c")
SECRET = "whsec_c2VjcmV0"


class Target:
    """A real HTTP server: what it answers is said beforehand, what it was told is kept."""

    def __init__(self) -> None:
        self.answers: list[int | None] = []
        self.told: list[tuple[dict[str, str], bytes]] = []
        self.tries = 0
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.tries += 1
        status = self.answers.pop(0) if self.answers else 200
        body = await request.read()
        if status is None:
            await asyncio.sleep(60)
        if status == 200:
            self.told.append((dict(request.headers), body))
        return web.Response(status=status or 200)

    @property
    def phases(self) -> list[tuple[str | None, str]]:
        return [(one["before"], one["phase"]) for one in (json.loads(body) for _, body in self.told)]


@pytest.fixture
async def target() -> AsyncIterator[Target]:
    made, app = Target(), web.Application()
    app.router.add_post("/secret-path", made.answer)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/secret-path"
    yield made
    await runner.cleanup()


class Outside:
    """One hub's teller, with a journal of its own; and what it said."""

    def __init__(self, journal: Journal, name: str, url: str, filter_: str = "", now: float = 60) -> None:
        servers = {name: Server(url, password=SECRET, token="bearer")}
        hub = Hub(load(servers), Settings(servers=servers, notify_filter=filter_), SERVER)
        hub._fixed = at(now)
        self.said: list[str] = []
        recorder = Recorder(hub, self.said.append)
        recorder.journal = journal
        self.teller = Teller(hub, recorder, self.said.append)
        (self.line,) = self.teller.lines

    async def round(self) -> None:
        await self.teller.round(self.line)


async def test_each_step_is_told_once_over_restarts_too(url: str, journal: Journal, target: Target) -> None:
    write(journal, PENDING)
    first = Outside(journal, "webhook", target.url)
    await first.round()
    assert target.tries == 0  # what was there before anybody was told is no news
    write(journal, PENDING, RUNNING)
    await first.round()
    await first.round()
    assert target.phases == [("Pending", "Running")]
    journal.close()
    again = Journal(url, "kube-system-uid", SERVER)
    again.open(at(20))
    write(again, PENDING, RUNNING, FAILED)
    second = Outside(again, "webhook", target.url)
    await second.round()
    await second.round()
    assert target.phases == [("Pending", "Running"), ("Running", "Failed")]
    assert len({json.loads(body)["id"] for _, body in target.told}) == 2
    again.close()


async def test_what_did_not_arrive_is_told_again_in_order(
    journal: Journal, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "PATIENCE", 0.2)
    outside = Outside(journal, "webhook", target.url)
    await outside.round()
    write(journal, PENDING, RUNNING)
    target.answers = [500, None, 302]
    for failures in (1, 2, 3):
        await outside.round()
        assert outside.line.failures == failures
    await outside.round()
    assert (target.tries, outside.line.failures) == (6, 0)
    assert [phase for _, phase in target.phases] == ["Creating", "Pending", "Running"]
    assert "answers 500" in outside.said[0]
    assert "did not answer for 0.2 seconds" in outside.said[1]
    assert outside.said[-1] == "webhook is told again"
    assert not any("secret-path" in line for line in outside.said)


async def test_what_failed_before_a_restart_is_told_after_it(journal: Journal, target: Target) -> None:
    first = Outside(journal, "webhook", target.url)
    await first.round()
    write(journal, PENDING)
    target.answers = [200, 503]
    await first.round()
    assert [phase for _, phase in target.phases] == ["Creating"]
    await Outside(journal, "webhook", target.url).round()
    assert [phase for _, phase in target.phases] == ["Creating", "Pending"]


async def test_a_filter_chooses_by_what_was_then(journal: Journal, target: Target) -> None:
    outside = Outside(journal, "webhook", target.url, "phase=Running and namespace=team-a")
    await outside.round()
    write(journal, PENDING, RUNNING, FAILED)
    await outside.round()
    assert target.phases == [("Pending", "Running")]


async def test_after_a_day_it_is_no_news(journal: Journal, target: Target) -> None:
    outside = Outside(journal, "webhook", target.url, "phase=Failed", now=100_000)
    await outside.round()
    write(journal, PENDING, RUNNING, FAILED)
    await outside.round()
    assert target.tries == 0
    assert outside.said == [f"webhook was not told that {KEY} was Failed: that is more than a day ago"]


async def test_it_is_signed_as_the_standard_says(journal: Journal, target: Target) -> None:
    outside = Outside(journal, "webhook", target.url, "phase=Failed")
    await outside.round()
    write(journal, FAILED)
    await outside.round()
    ((headers, body),) = target.told
    number, now = headers["webhook-id"], headers["webhook-timestamp"]
    assert headers["webhook-signature"] == posting.signature(SECRET, number, now, body)
    assert posting.signature(SECRET, number, now, body + b" ") != headers["webhook-signature"]
    assert headers["Authorization"] == "Bearer bearer"
    assert json.loads(body)["workload"]["key"] == KEY


def test_a_signature_is_that_of_the_standards_libraries() -> None:
    """The one with which the libraries of standard-webhooks test ``sign``."""
    body = b'{"test": 2432232314}'
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    found = posting.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body)
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("slack", {"text": f"{KEY}: Failed (ExitCode): a &lt; b &amp; c"}),
        (
            "teams",
            {
                "type": "message",
                "attachments": [
                    {
                        "contentType": "application/vnd.microsoft.card.adaptive",
                        "content": {
                            "type": "AdaptiveCard",
                            "version": "1.2",
                            "body": [
                                {
                                    "type": "TextBlock",
                                    "text": f"{KEY}: Failed (ExitCode): a < b & c",
                                    "wrap": True,
                                }
                            ],
                        },
                    }
                ],
            },
        ),
    ],
)
async def test_people_read_one_line(target: Target, name: str, told: Any) -> None:
    (notifier,) = (one for one in hub_webhook.hub_notifiers() if one.name == name)
    notice = Notice(
        id="1",
        at=NOW,
        cluster=SERVER,
        before=None,
        phase="Failed",
        reason=FAILED.reason,
        message=FAILED.message,
        workload=FAILED,
    )
    await notifier.tell(Server(target.url), notice)
    assert json.loads(target.told[0][1]) == told
