"""One container of a pod, from its image to its last end: started, probed, started again."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from hub_local.agent import clock, command, hooks, local, probes
from hub_local.agent.api import insist
from hub_local.agent.backoff import Pauses, spell
from hub_local.agent.fields import ConfigMissing
from hub_local.agent.pod import Container, sidecar
from hub_local.agent.process import ProcessRun
from hub_local.agent.pull import Pull
from hub_local.agent.run import Exit, Run, Runtime, StartFailed
from hub_local.agent.scene import Scene
from hub_local.agent.simulate import SimulatedRuntime
from hub_local.agent.state import Ended, Running, Waiting

CONFIG_RETRY = 5.0
FIRST_RESTART = 1.0
"""Seconds. A kubelet restarts the first time as soon as it has noticed."""


class Supervisor:
    def __init__(self, scene: Scene, container: Container, runtime: Runtime) -> None:
        self.scene, self.container, self.runtime = scene, container, runtime
        self.name: str = container["name"]
        self.state = scene.state.containers[self.name]
        self.policy = _policy(scene, container)
        self.closing = False
        """The pod is done: this container is to end and not to start again."""
        self.task: asyncio.Task[None] | None = None
        self.over = False
        self.settled = asyncio.Event()
        """Started (its startup probe included), or over."""
        backoff = scene.host.config.backoff
        self._pauses, self._failures = Pauses(backoff.first, backoff.most), 0

    async def run(self) -> None:
        try:
            while not self._ending():
                ended = await self._once()
                if ended is None or self._last(ended) or await self._back_off(ended):
                    return
        finally:
            self.over = True
            self.settled.set()

    def _ending(self) -> bool:
        return self.closing or self.scene.stopping.is_set()

    def _last(self, ended: Ended) -> bool:
        again = self.policy == "Always" or (self.policy == "OnFailure" and ended.code != 0)
        return self._ending() or not again

    async def _once(self) -> Ended | None:
        """One run, start to end. ``None`` when the pod was stopped before it began."""
        if not await Pull(self.scene, self.container, self.runtime, self.state).done():
            return None
        begun = clock.now()
        try:
            run = await self._started()
        except StartFailed as error:
            self._tell("Failed", f"Error: {error}", warn=True)
            return self._ended(Exit(128, "StartError", str(error)), begun, "")
        if run is None:
            return None
        self.scene.runs[self.name] = run
        if self._ending():
            run.kill()
        return self._ended(await self._attend(run), begun, run.id)

    async def _started(self) -> Run | None:
        while not self._ending():
            try:
                return await insist(lambda: self.runtime.start(self.container, self.state.restarts))  # type: ignore[no-any-return]
            except ConfigMissing as error:
                self._wait("CreateContainerConfigError", str(error))
                self._tell("Failed", f"Error: {error}", warn=True)
            if await self.scene.pause(CONFIG_RETRY):
                break
        return None

    async def _attend(self, run: Run) -> Exit:
        begin = time.monotonic()
        self.state.id, self.state.image_id = run.id, self.runtime.image_id(self.container)
        self.state.started = self.state.ready = False
        self.state.now = Running(clock.now())
        self._tell("Created", f"Created container: {self.name}")
        self._tell("Started", f"Started container {self.name}")
        watching = asyncio.ensure_future(self._watch(run))
        self.scene.changed()
        try:
            return await run.wait()
        finally:
            watching.cancel()
            if time.monotonic() - begin > 2 * self._pauses.most:
                self._pauses.reset()
                self._failures = 0

    async def _watch(self, run: Run) -> None:
        """What goes on beside a run: the hook after its start, then its probes."""
        if not isinstance(run, ProcessRun):
            await self._pretend()
            return
        if problem := await hooks.post_start(self.container, run, self.scene):
            self._tell("FailedPostStartHook", problem, warn=True)
            self._kill("FailedPostStartHook")
            return

        async def execute(words: list[str], seconds: float) -> tuple[int, str]:
            return await command.execute(run, words, seconds)

        scene = self.scene
        prober = probes.Prober(self.container, scene.place.ip, scene.host.client, execute)
        outcome = probes.Outcome(self._set_started, self._set_ready, self._unhealthy, self._kill)
        await probes.watch(prober, outcome)

    async def _pretend(self) -> None:
        wait = self.runtime.plan.ready_after if isinstance(self.runtime, SimulatedRuntime) else 0
        self._set_started()
        if wait:
            await asyncio.sleep(wait)
        self._set_ready(True)

    def _ended(self, end: Exit, begun: str, ident: str) -> Ended:
        reason = end.reason or ("Completed" if end.code == 0 else "Error")
        started = self.state.now.since if isinstance(self.state.now, Running) else begun
        message = end.message or local.termination_message(
            self.scene, self.container, self.state.restarts, end.code
        )
        ended = Ended(end.code, reason, started, clock.now(), ident, message)
        self.state.now, self.state.started = ended, False
        self.state.ready = end.code == 0 and self.policy != "Always" and self.container in self.scene.pod.init
        self.scene.changed()
        return ended

    async def _back_off(self, ended: Ended) -> bool:
        """Wait before the next run. True when there will be none. The first restart comes at once."""
        wait = self._pauses.take() if self._failures else FIRST_RESTART
        self._failures += 1
        if self._failures > 1:
            self.state.last = ended
            self._say_back_off(wait)
        if await self.scene.pause(wait) or self.closing:
            self.state.now = ended
            self.scene.changed()
            return True
        self.state.last = replace(ended)
        self.state.restarts += 1
        return False

    def _say_back_off(self, wait: float) -> None:
        pod = self.scene.pod
        full = f"{pod.name}_{pod.namespace}({pod.uid})"
        message = f"back-off {spell(wait)} restarting failed container={self.name} pod={full}"
        self._wait("CrashLoopBackOff", message)
        self._tell("BackOff", f"Back-off restarting failed container {self.name} in pod {full}", warn=True)

    def _set_started(self) -> None:
        self.state.started = True
        self.settled.set()
        self.scene.changed()

    def _set_ready(self, ready: bool) -> None:
        if self.state.ready != ready:
            self.state.ready = ready
            self.scene.changed()

    def _unhealthy(self, kind: str, problem: str) -> None:
        self._tell("Unhealthy", f"{kind} probe failed: {problem}", warn=True)

    def _kill(self, kind: str) -> None:
        self._tell("Killing", f"Container {self.name} failed {kind} probe, will be restarted")
        run = self.scene.runs[self.name]
        grace = hooks.grace_of(self.container, self.scene.pod, kind)
        hooks.end(run, grace)

    def _wait(self, reason: str, message: str) -> None:
        waiting = Waiting(reason, message)
        if self.state.now != waiting:
            self.state.now = waiting
            self.scene.changed()

    def _tell(self, reason: str, message: str, warn: bool = False) -> None:
        events = self.scene.host.events
        if warn:
            events.warn(self.scene.pod, reason, message, self.name)
        elif not self.runtime.quiet:
            events.normal(self.scene.pod, reason, message, self.name)


def _policy(scene: Scene, container: Container) -> str:
    """``Always``, ``OnFailure`` or ``Never``. Init containers of an ``Always`` pod end once they succeed."""
    pod = scene.pod
    if own := container.get("restartPolicy"):
        return str(own)
    if container in pod.init and not sidecar(container):
        return "Never" if pod.restart_policy == "Never" else "OnFailure"
    return pod.restart_policy
