"""Lifecycle hooks, and the orderly end of a run."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp

from hub_local.agent import command, probes
from hub_local.agent.pod import Container, Pod
from hub_local.agent.process import ProcessRun
from hub_local.agent.run import Run
from hub_local.agent.scene import Scene

LEAST = 2.0
"""Seconds a container always gets after its preStop hook (Kubernetes: "Container Lifecycle Hooks")."""


async def post_start(container: Container, run: ProcessRun, scene: Scene) -> str | None:
    """Run the hook. What was wrong, or ``None``."""
    hook = (container.get("lifecycle") or {}).get("postStart")
    if not hook:
        return None
    problem = await _run(hook, container, run, scene, seconds=None)
    return problem and f"PostStartHook failed: {problem}"


async def pre_stop(container: Container, run: Run, scene: Scene, seconds: float) -> str | None:
    hook = (container.get("lifecycle") or {}).get("preStop")
    if not hook or not isinstance(run, ProcessRun) or not run.running:
        return None
    problem = await _run(hook, container, run, scene, seconds)
    return problem and f"PreStopHook failed: {problem}"


async def _run(
    hook: dict[str, Any], container: Container, run: ProcessRun, scene: Scene, seconds: float | None
) -> str | None:
    limit = seconds or 3600.0
    try:
        if "sleep" in hook:
            await asyncio.sleep(min(hook["sleep"]["seconds"], limit))
        elif "exec" in hook:
            code, output = await command.execute(run, hook["exec"]["command"], limit)
            return None if code == 0 else f"command exited with {code}: {output}"
        else:
            return await _request(hook, container, scene, limit)
    except TimeoutError:
        return "it took longer than the grace period"
    except (OSError, aiohttp.ClientError, LookupError) as error:
        return str(error)
    return None


async def _request(hook: dict[str, Any], container: Container, scene: Scene, limit: float) -> str | None:
    async def none(words: list[str], seconds: float) -> tuple[int, str]:
        raise LookupError("no command here")

    prober = probes.Prober(container, scene.place.ip, scene.host.client, none)
    return await prober.problem({**hook, "timeoutSeconds": limit})


def grace_of(container: Container, pod: Pod, kind: str) -> float:
    """Seconds between the signal and the kill; a probe may bring its own."""
    probe = container.get(f"{kind}Probe") or {}
    own = probe.get("terminationGracePeriodSeconds")
    return float(own if own is not None else pod.spec.get("terminationGracePeriodSeconds", 30))


def end(run: Run, grace: float) -> None:
    """Ask it to stop; kill it when it has not after ``grace`` seconds."""
    run.stop()
    asyncio.get_running_loop().call_later(grace, run.kill)


async def finish(container: Container, run: Run, scene: Scene, grace: float) -> None:
    """The whole end of a container: hook, signal, and the kill after ``grace`` seconds together."""
    begin = time.monotonic()
    if problem := await pre_stop(container, run, scene, grace):
        scene.host.events.warn(scene.pod, "FailedPreStopHook", problem, container["name"])
    end(run, max(grace - (time.monotonic() - begin), min(LEAST, grace)))
