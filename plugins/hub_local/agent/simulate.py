"""Simulated containers: they go through their states, and nothing is run."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase

from hub_local.agent.images import short_name
from hub_local.agent.pod import Container, Pod, sidecar
from hub_local.agent.run import Exit, Run

PREFIX = "workloadhub.dev/simulate"
FAULTS = ("image-pull", "crash-loop", "oom")
TRUE, FALSE = ("true", "yes", "on", "1", ""), ("false", "no", "off", "0")
UNITS = {"": 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
TERMINATED, KILLED = Exit(143), Exit(137)
"""128 and the number of the signal, as a container runtime tells it of a process."""
DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|)")


class ScenarioError(Exception):
    """An annotation that cannot be understood; the message names it, its value and what is allowed."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happens to simulated containers. ``duration`` ``None``: they run until stopped. Seconds.

    ``exit`` is theirs however they end; ``None``: 0 by themselves, and when they are stopped what a process
    ends with that does not handle the signal.
    """

    duration: float | None = None
    exit: int | None = None
    ready_after: float = 0
    fault: str = ""


def asked_for(pod: Pod) -> bool:
    """The pod itself wants to be simulated."""
    value = pod.annotations.get(PREFIX)
    if value is None or value.lower() in FALSE:
        return False
    if value.lower() in TRUE:
        return True
    raise ScenarioError(f"annotation {PREFIX}: {value!r} is neither true nor false")


def matches(container: Container, patterns: Iterable[str]) -> bool:
    image = container.get("image", "")
    return any(fnmatchcase(image, each) or fnmatchcase(short_name(image), each) for each in patterns)


def scenario(annotations: Mapping[str, str]) -> Scenario:
    """Read the ``simulate-…`` annotations. An exit code without a duration is an exit at once."""
    duration, code = annotations.get(f"{PREFIX}-duration"), annotations.get(f"{PREFIX}-exit")
    fault = annotations.get(f"{PREFIX}-fault", "")
    if fault and fault not in FAULTS:
        raise ScenarioError(f"annotation {PREFIX}-fault: {fault!r} is none of {', '.join(FAULTS)}")
    if code is not None and not (code.isascii() and code.isdigit() and int(code) <= 255):
        raise ScenarioError(f"annotation {PREFIX}-exit: {code!r} is not an exit code from 0 to 255")
    ends = code is not None or fault in ("crash-loop", "oom")
    seconds = _seconds("duration", duration) if duration is not None else 0.0 if ends else None
    ready = _seconds("ready-after", annotations.get(f"{PREFIX}-ready-after", "0"))
    return Scenario(seconds, None if code is None else int(code), ready, fault)


def _seconds(name: str, text: str) -> float:
    parts = list(DURATION.finditer(text))
    if not text or "".join(part[0] for part in parts) != text or (len(parts) > 1 and not parts[-1][2]):
        raise ScenarioError(f"annotation {PREFIX}-{name}: {text!r} is no duration such as 30s, 1.5m or 1h30m")
    return sum(float(part[1]) * UNITS[part[2]] for part in parts if part[0])


class SimulatedRun:
    def __init__(self, ident: str, duration: float | None, end: Exit, stopped: Exit = TERMINATED) -> None:
        self.id, self._duration = ident, duration
        self._end, self._on_stop = end, stopped
        self._stopped = asyncio.Event()

    async def wait(self) -> Exit:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._duration):
                await self._stopped.wait()
        return self._end

    def stop(self) -> None:
        self._ended(self._on_stop)

    def kill(self) -> None:
        self._ended(KILLED)

    def _ended(self, end: Exit) -> None:
        if not self._stopped.is_set():
            self._end = end
            self._stopped.set()


class SimulatedRuntime:
    quiet = True

    def __init__(self, pod: Pod, plan: Scenario) -> None:
        self._uid, self.plan = pod.uid, plan
        self._init = {each["name"] for each in pod.init if not sidecar(each)}
        self._sidecars = {each["name"] for each in pod.init if sidecar(each)}

    def image_problem(self, container: Container) -> str | None:
        if self.plan.fault == "image-pull" and container["name"] not in self._init | self._sidecars:
            return f"simulated fault ({PREFIX}-fault: image-pull)"
        return None

    def image_id(self, container: Container) -> str:
        return f"simulated://{container.get('image', '')}"

    async def start(self, container: Container, restart: int) -> Run:
        name = container["name"]
        ident = f"simulated://{self._uid}/{name}/{restart}"
        if name in self._init:
            return SimulatedRun(ident, 0, Exit(0))
        if name in self._sidecars:
            return SimulatedRun(ident, None, Exit(0))
        stopped = TERMINATED if self.plan.exit is None else Exit(self.plan.exit)
        return SimulatedRun(ident, self.plan.duration, self._end(), stopped)

    def _end(self) -> Exit:
        match self.plan.fault:
            case "oom":
                return Exit(137, "OOMKilled")
            case "crash-loop":
                return Exit(self.plan.exit or 1)
        return Exit(self.plan.exit or 0)
