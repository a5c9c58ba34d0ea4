"""Who leads, who waits, and the certificate that the API server trusts meanwhile."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.cluster.session import Session
from hub.faces.listening import listen
from hub.faces.operator import leading
from hub.faces.operator.certificates import Certificate
from tests.cluster.plane import Plane

from .conftest import JOBS, group_of, job, operating, post, registered, reviewed, until
from .test_minding import process

__all__ = ["process"]
STAMP = "workloadhub.dev/submitted-by"


@pytest.mark.cluster
async def test_another_waits_and_takes_over(process: Any, session: Session, namespace: str) -> None:
    first, log = process()
    await until(lambda: _says(log, "minds groups"), "the first leads", 90)
    second, waiting = process()
    await until(lambda: _says(waiting, "waits for the lead"), "the second waits", 90)
    made = await post(session, JOBS.format(namespace), job("one"))
    await group_of(session, made, 3)
    assert "leads" not in waiting.read_text().replace("the lead", "")
    first.terminate()
    assert first.wait() == 0
    await until(lambda: _says(waiting, "minds groups"), "the second leads")
    await reviewed(session, namespace)
    second.terminate()
    assert second.wait() == 0
    assert not await registered(session)


async def _says(log: Path, words: str) -> bool:
    return words in log.read_text()


@pytest.mark.cluster
async def test_a_renewed_certificate_is_trusted(
    plane: Plane, session: Session, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leading, "EVERY", 0.5)
    monkeypatch.setattr(leading, "KNOWN", 1.0)
    shown: list[Certificate] = []
    show = Certificate.show

    def once_soon(self: Certificate) -> None:
        show(self)
        shown.append(self)
        if len(shown) == 1:
            self.due -= timedelta(days=365)

    monkeypatch.setattr(Certificate, "show", once_soon)
    async with operating(plane, namespace) as running:
        await until(lambda: _said(running.said, "renewed its certificate"), "it is renewed")
        jobs, names = JOBS.format(namespace), [f"job-{number}" for number in range(30)]
        made = await asyncio.gather(*(post(session, jobs, job(name)) for name in names))  # on new connections
        assert all(STAMP in one["metadata"]["annotations"] for one in made)


@pytest.mark.cluster
async def test_whom_nobody_reaches_says_so(
    plane: Plane, session: Session, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leading, "EVERY", 0.2)
    monkeypatch.setattr(leading, "HEARD", 0.0)
    async with operating(plane, namespace, service=("nobody", "nowhere")) as running:
        await asyncio.sleep(1.2)  # times of objects have whole seconds
        made = await post(session, JOBS.format(namespace), job("one"))
        assert STAMP not in made["metadata"]["annotations"]
        await until(lambda: _starts(running.said, "no review has come"), "it says that nobody asks")


async def _starts(lines: list[str], words: str) -> bool:
    return any(line.startswith(words) for line in lines)


async def _said(lines: list[str], words: str) -> bool:
    return words in lines


def test_a_certificate_has_its_names_and_is_trusted_before_it_is_shown() -> None:
    made = Certificate(["127.0.0.1", "hub.team.svc"])
    before = made.bundle
    made.prepare()
    assert made.bundle != before
    assert made.bundle.startswith(before[:100])


def test_what_listens_answers_at_once() -> None:
    import socket

    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        taken, _ = listening.accept()
        with taken:
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
