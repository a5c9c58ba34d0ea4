"""Startup, readiness and liveness probes of one run of a container."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from hub_local.agent.pod import Container

Probe = dict[str, Any]
Exec = Callable[[list[str], float], Awaitable[tuple[int, str]]]
"""(command, seconds) → exit code and output. ``TimeoutError`` when it takes longer."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Prober:
    """How checks of one container are made: its pod's address, a client, and a way to run a command in it."""

    container: Container
    ip: str
    client: aiohttp.ClientSession
    execute: Exec

    async def problem(self, probe: Probe) -> str | None:
        """One check. ``None`` when it succeeds, else what was wrong."""
        seconds = float(probe.get("timeoutSeconds") or 1)
        try:
            return await asyncio.wait_for(self._check(probe, seconds), seconds + 0.5)
        except TimeoutError:
            return f"no answer within {seconds:g} s"
        except (OSError, aiohttp.ClientError, LookupError) as error:
            return str(error) or type(error).__name__

    async def _check(self, probe: Probe, seconds: float) -> str | None:
        if "exec" in probe:
            code, output = await self.execute(probe["exec"]["command"], seconds)
            return None if code == 0 else output or f"the command exited with code {code}"
        if "httpGet" in probe:
            return await self._http(probe["httpGet"], seconds)
        # A gRPC health check is answered by opening its port: this node speaks no gRPC.
        target = probe.get("tcpSocket") or probe["grpc"]
        address = (target.get("host") or self.ip, self.port(target["port"]))
        _, writer = await asyncio.wait_for(asyncio.open_connection(*address), seconds)
        writer.close()
        return None

    async def _http(self, get: dict[str, Any], seconds: float) -> str | None:
        scheme, host = get.get("scheme", "HTTP").lower(), get.get("host") or self.ip
        path = get.get("path") or "/"
        url = f"{scheme}://{host}:{self.port(get['port'])}{path if path[0] == '/' else '/' + path}"
        headers = {"User-Agent": "kube-probe/1.37"}
        headers |= {each["name"]: each.get("value", "") for each in get.get("httpHeaders") or []}
        limit = aiohttp.ClientTimeout(total=seconds)
        async with self.client.get(url, headers=headers, ssl=False, timeout=limit) as answer:
            bad = not 200 <= answer.status < 400
            return f"HTTP probe failed with statuscode: {answer.status}" if bad else None

    def port(self, port: int | str) -> int:
        """A port by number, or by the name it has among the container's ports."""
        if isinstance(port, int):
            return port
        for each in self.container.get("ports") or []:
            if each.get("name") == port:
                return int(each["containerPort"])
        if port.isdigit():
            return int(port)
        raise LookupError(f"the container has no port named {port!r}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where verdicts go."""

    started: Callable[[], None]
    ready: Callable[[bool], None]
    unhealthy: Callable[[str, str], None]
    """(kind of probe, problem): one failed check."""
    kill: Callable[[str], None]
    """(kind of probe): startup or liveness has failed for good."""


async def watch(prober: Prober, outcome: Outcome) -> None:
    """Probe until cancelled: startup first, then readiness and liveness side by side."""
    container = prober.container
    startup = container.get("startupProbe")
    if startup and not await _until_settled(prober, startup, "Startup", outcome):
        outcome.kill("startup")
        return
    outcome.started()
    if not container.get("readinessProbe"):
        outcome.ready(True)
    await asyncio.gather(_readiness(prober, outcome), _liveness(prober, outcome))


async def _until_settled(prober: Prober, probe: Probe, kind: str, outcome: Outcome) -> bool:
    """Check until success (True), or until failures in a row reach the threshold (False)."""
    await asyncio.sleep(probe.get("initialDelaySeconds") or 0)
    failures, threshold = 0, probe.get("failureThreshold") or 3
    while problem := await prober.problem(probe):
        outcome.unhealthy(kind, problem)
        failures += 1
        if failures >= threshold:
            return False
        await asyncio.sleep(probe.get("periodSeconds") or 10)
    return True


async def _readiness(prober: Prober, outcome: Outcome) -> None:
    probe = prober.container.get("readinessProbe")
    if not probe:
        return
    await asyncio.sleep(probe.get("initialDelaySeconds") or 0)
    good = bad = 0
    while True:
        problem = await prober.problem(probe)
        good, bad = (good + 1, 0) if problem is None else (0, bad + 1)
        if problem is not None:
            outcome.unhealthy("Readiness", problem)
        if good >= (probe.get("successThreshold") or 1):
            outcome.ready(True)
        elif bad >= (probe.get("failureThreshold") or 3):
            outcome.ready(False)
        await asyncio.sleep(probe.get("periodSeconds") or 10)


async def _liveness(prober: Prober, outcome: Outcome) -> None:
    probe = prober.container.get("livenessProbe")
    if not probe:
        return
    while await _until_settled(prober, probe, "Liveness", outcome):
        await asyncio.sleep(probe.get("periodSeconds") or 10)
        probe = {**probe, "initialDelaySeconds": 0}
    outcome.kill("liveness")
