"""What containers use, measured: processor seconds and memory of each one's processes."""

from __future__ import annotations

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import psutil

from hub_local.agent import quantity
from hub_local.agent.lifecycle import Life
from hub_local.agent.process import ProcessRun

EVERY = 0.5
WINDOW = 10.0
"""Seconds between looks, and over which processor use is averaged."""
Name = tuple[str, str]
"""Pod uid, container."""


@dataclass(frozen=True, slots=True)
class Sample:
    at: float
    """Monotonic seconds."""
    cpu: float
    """Processor seconds so far."""
    memory: int
    """Bytes resident, pages shared between its processes counted once for each."""


@dataclass(frozen=True, slots=True)
class Use:
    cores: float
    cpu_seconds: float
    memory: int
    window: float


class Usage:
    """Looks at the processes twice a second, and kills containers that are above their memory limit."""

    def __init__(self, lives: Callable[[], Iterable[Life]]) -> None:
        self._lives = lives
        self._samples: dict[Name, list[Sample]] = {}

    async def run(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            self.look()

    def look(self) -> None:
        running = dict(self._running())
        grouped = _by_namespace({run.namespace for run in running.values()}) if running else {}
        for name in [each for each in self._samples if each not in running]:
            del self._samples[name]
        for name, run in running.items():
            self._add(name, _sample(grouped.get(run.namespace, [])))
        self._enforce(running, grouped)

    def of(self, uid: str, container: str) -> Use | None:
        """``None`` for a container that is no running process, or not yet for a whole look."""
        samples = self._samples.get((uid, container), [])
        if not samples:
            return None
        first, last = samples[0], samples[-1]
        window = max(last.at - first.at, EVERY)
        return Use(max(0.0, last.cpu - first.cpu) / window, last.cpu, last.memory, window)

    def _running(self) -> Iterator[tuple[Name, ProcessRun]]:
        for life in self._lives():
            for container in life.scene.runs:
                if run := life.scene.process(container):
                    yield (life.scene.pod.uid, container), run

    def _add(self, name: Name, sample: Sample) -> None:
        samples = self._samples.setdefault(name, [])
        if samples and sample.cpu < samples[-1].cpu:
            samples.clear()  # started again, or a process ended that nobody waited for
        samples.append(sample)
        while sample.at - samples[0].at > WINDOW:
            samples.pop(0)

    def _enforce(self, running: dict[Name, ProcessRun], grouped: dict[str, list[psutil.Process]]) -> None:
        for life in self._lives():
            for container in life.scene.pod.containers:
                name = (life.scene.pod.uid, container["name"])
                limit = ((container.get("resources") or {}).get("limits") or {}).get("memory")
                if limit is None or name not in running or not self._samples.get(name):
                    continue
                processes = grouped.get(running[name].namespace, [])
                if _exceeds(self._samples[name][-1].memory, int(quantity.parse(limit)), processes):
                    running[name].kill_for_memory()


def _exceeds(resident: int, limit: int, processes: list[psutil.Process]) -> bool:
    """Counted first with shared pages repeated, which is cheap; only when that is too much, exactly."""
    return resident > limit and sum(map(_proportional, processes)) > limit


def _proportional(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        return int(process.memory_full_info().pss)
    return 0


def _by_namespace(wanted: set[str]) -> dict[str, list[psutil.Process]]:
    """The processes of this machine by the PID namespace they are in."""
    found: dict[str, list[psutil.Process]] = defaultdict(list)
    for pid in psutil.pids():
        with suppress(OSError, psutil.Error):
            namespace = os.readlink(f"/proc/{pid}/ns/pid")
            if namespace in wanted:
                found[namespace].append(psutil.Process(pid))
    return found


def _sample(processes: list[psutil.Process]) -> Sample:
    cpu, memory = 0.0, 0
    for process in processes:
        with suppress(psutil.Error), process.oneshot():
            times = process.cpu_times()
            cpu += times.user + times.system + times.children_user + times.children_system
            memory += process.memory_info().rss
    return Sample(time.monotonic(), cpu, memory)
