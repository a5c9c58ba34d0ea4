"""The life of one pod on this machine, from the first look at it to its last DELETE."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

from hub_local.agent import clock, ending, simulate, status
from hub_local.agent.api import ApiError, Object, insist
from hub_local.agent.fields import ConfigMissing, Place
from hub_local.agent.host import Host
from hub_local.agent.local import LocalRuntime
from hub_local.agent.pod import Container, Pod, sidecar
from hub_local.agent.publish import Publisher
from hub_local.agent.run import Runtime
from hub_local.agent.sandbox import SandboxError, open_sandbox
from hub_local.agent.scene import Scene
from hub_local.agent.simulate import Scenario, ScenarioError, SimulatedRuntime
from hub_local.agent.state import fresh
from hub_local.agent.supervise import Supervisor
from hub_local.agent.tasks import spawn
from hub_local.agent.volumes import Volumes

RETRY = 2.0
SIMULATED = "simulated: no process runs for this pod"
log = logging.getLogger(__name__)


class Life:
    """``scene.stopping`` ends it early: a deletion, or the pod's own deadline."""

    def __init__(self, host: Host, pod: Pod) -> None:
        self.host = host
        ip = host.config.address if pod.host_network else _address(host, pod)
        place = Place(ip, host.config.address, host.allocatable.get(pod.node, {}))
        state = fresh(pod, clock.now(), host.config.address)
        state.ip = ip
        self.publisher = Publisher(host.api, pod.path, pod.uid, self._status)
        self.scene = Scene(host, pod, state, self.publisher.changed, place, host.pods / pod.uid)
        self.supervisors: dict[str, Supervisor] = {}
        self.stops: list[asyncio.Task[None]] = []
        self.over = False
        """Nothing of it runs any more; what is left is the object in the API server and the logs."""
        self.task = asyncio.create_task(self._main(), name=f"pod {pod.namespace}/{pod.name}")

    # ---- what happens to the pod from outside

    def update(self, pod: Pod) -> None:
        """The pod changed in the API server."""
        before, self.scene.pod = self.scene.pod, pod
        if pod.deleting:
            grace = float(pod.meta.get("deletionGracePeriodSeconds") or 0)
            if self.over:
                spawn(ending.delete(self.host.api, pod))
            elif not before.deleting or not self.scene.stopping.is_set():
                ending.stop(self, grace)
            elif grace < float(before.meta.get("deletionGracePeriodSeconds") or 0):
                ending.kill_after(self, grace)
        elif pod.spec.get("readinessGates"):
            self.publisher.changed()

    def vanished(self) -> None:
        """The pod is not in the API server any more: nothing of it may stay."""
        self.publisher.gone = True
        ending.stop(self, 0)

    # ---- its own course

    async def _main(self) -> None:
        try:
            await self._course()
        except Exception as error:
            log.exception("pod %s/%s", self.scene.pod.namespace, self.scene.pod.name)
            self.scene.state.failed = ("NodeAgentError", f"the node agent failed on this pod: {error!r}")
        await ending.tear_down(self)

    async def _course(self) -> None:
        deadline = self.scene.pod.spec.get("activeDeadlineSeconds")
        timer = asyncio.create_task(self._deadline(deadline)) if deadline else None
        try:
            if not self.scene.stopping.is_set():
                await self._prepare()
            if not self.scene.stopping.is_set():
                await self._containers()
        finally:
            if timer:
                timer.cancel()

    async def _deadline(self, seconds: float) -> None:
        begun = clock.parse(self.scene.state.started)
        await asyncio.sleep(seconds - (datetime.now(UTC) - begun).total_seconds())
        message = "Pod was active on the node longer than the specified deadline"
        self.scene.state.failed = ("DeadlineExceeded", message)
        self.host.events.normal(self.scene.pod, "DeadlineExceeded", message)
        ending.stop(self, float(self.scene.pod.spec.get("terminationGracePeriodSeconds", 30)))

    async def _prepare(self) -> None:
        """Decide what is simulated; make volumes and the sandbox for what is not."""
        pod, scene = self.scene.pod, self.scene
        try:
            self._runtimes = _runtimes(scene)
        except ScenarioError as error:
            scene.state.failed, scene.state.refused = ("InvalidAnnotation", str(error)), True
            self.host.events.warn(pod, "InvalidAnnotation", str(error))
            scene.stopping.set()
            return
        if any(isinstance(each, SimulatedRuntime) for each in self._runtimes.values()):
            scene.state.message = SIMULATED
        if not self.host.config.namespaced or not self._has_processes():
            scene.state.sandbox = True
            return
        scene.changed()
        if await self._volumes():
            await self._sandbox()

    def _has_processes(self) -> bool:
        return any(isinstance(each, LocalRuntime) for each in self._runtimes.values())

    async def _volumes(self) -> bool:
        """False when the pod was stopped before all of them were there."""
        scene = self.scene
        scene.volumes = Volumes(
            self.host.api, lambda: scene.pod, scene.place, scene.folder / "volumes", self.host.state / "host"
        )
        while True:
            try:
                await insist(scene.volumes.prepare)
                return True
            except (ConfigMissing, ApiError, OSError) as error:
                self.host.events.warn(scene.pod, "FailedMount", str(error))
            if await scene.pause(RETRY):
                return False

    async def _sandbox(self) -> None:
        scene = self.scene
        ip = None if scene.pod.host_network else scene.place.ip
        while not scene.stopping.is_set():
            try:
                scene.sandbox = await open_sandbox(scene.pod.hostname, ip, self.host.config.network)
                scene.state.sandbox = True
                return
            except (SandboxError, OSError) as error:
                self.host.events.warn(scene.pod, "FailedCreatePodSandBox", str(error))
            await scene.pause(RETRY)

    async def _containers(self) -> None:
        """Init containers one after the other, sidecars staying; then the main ones together."""
        for container in self.scene.pod.init:
            if not await self._initialize(container):
                return
        await asyncio.gather(*(self._supervise(each).run() for each in self.scene.pod.main))

    async def _initialize(self, container: Container) -> bool:
        supervisor = self._supervise(container)
        if sidecar(container):
            supervisor.task = asyncio.create_task(supervisor.run())
            await supervisor.settled.wait()
        else:
            await supervisor.run()
        done = sidecar(container) or supervisor.state.succeeded
        return done and not self.scene.stopping.is_set()

    def _supervise(self, container: Container) -> Supervisor:
        name = container["name"]
        self.supervisors[name] = Supervisor(self.scene, container, self._runtimes[name])
        return self.supervisors[name]

    def _status(self) -> Object:
        rendered = status.render(self.scene.pod, self.scene.state, clock.now())
        self.scene.state.conditions = {each["type"]: each for each in rendered["conditions"]}
        return rendered


def _address(host: Host, pod: Pod) -> str:
    """The address it has already, for podIPs may not change; else a free one."""
    present = str(pod.status.get("podIP") or "")
    return present if present and host.addresses.claim(present, pod.uid) else host.addresses.take(pod.uid)


def _runtimes(scene: Scene) -> dict[str, Runtime]:
    """For each container what it runs in. ``ScenarioError`` for annotations that cannot be understood."""
    pod, patterns = scene.pod, scene.host.config.simulate
    whole = simulate.asked_for(pod)
    simulated = {each["name"] for each in pod.containers if whole or simulate.matches(each, patterns)}
    plan = simulate.scenario(pod.annotations) if simulated else Scenario()
    pretended, real = SimulatedRuntime(pod, plan), LocalRuntime(scene)
    return {each["name"]: pretended if each["name"] in simulated else real for each in pod.containers}
