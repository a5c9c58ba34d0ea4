"""Getting a container's image: at once, or the kubelet's sequence of ErrImagePull and ImagePullBackOff."""

from __future__ import annotations

from hub_local.agent.backoff import Pauses
from hub_local.agent.pod import Container
from hub_local.agent.run import Runtime
from hub_local.agent.scene import Scene
from hub_local.agent.state import ContainerState, Waiting

SEEN = 1.0
"""Seconds for which ErrImagePull is shown before ImagePullBackOff."""


class Pull:
    def __init__(self, scene: Scene, container: Container, runtime: Runtime, state: ContainerState) -> None:
        self._scene, self._container, self._runtime, self._state = scene, container, runtime, state
        self._image = container.get("image", "")

    async def done(self) -> bool:
        """True when there is an image; False when the pod was stopped while there was none."""
        backoff = self._scene.host.config.backoff
        pauses = Pauses(backoff.first, backoff.most)
        while problem := self._runtime.image_problem(self._container):
            if self._container.get("imagePullPolicy") == "Never":
                self._never()
            elif await self._failed(problem):
                return False
            if await self._scene.pause(pauses.take()):
                return False
        if not self._runtime.quiet:
            message = f'Container image "{self._image}" already present on machine'
            self._scene.host.events.normal(self._scene.pod, "Pulled", message, self._container["name"])
        return True

    def _never(self) -> None:
        message = f'Container image "{self._image}" is not present with pull policy of Never'
        self._wait("ErrImageNeverPull", message)
        self._warn("ErrImageNeverPull", message)
        self._warn("Failed", "Error: ErrImageNeverPull")

    async def _failed(self, problem: str) -> bool:
        """Both states that a user of kubectl knows. True when the pod is to stop."""
        error = f'failed to pull image "{self._image}": {problem}'
        self._wait("ErrImagePull", error)
        self._warn("Failed", f'Failed to pull image "{self._image}": {problem}')
        self._warn("Failed", "Error: ErrImagePull")
        if await self._scene.pause(SEEN):
            return True
        back = f'Back-off pulling image "{self._image}"'
        self._wait("ImagePullBackOff", f"{back}: ErrImagePull: {error}")
        self._scene.host.events.normal(self._scene.pod, "BackOff", back, self._container["name"])
        self._warn("Failed", "Error: ImagePullBackOff")
        return False

    def _wait(self, reason: str, message: str) -> None:
        self._state.now = Waiting(reason, message)
        self._scene.changed()

    def _warn(self, reason: str, message: str) -> None:
        self._scene.host.events.warn(self._scene.pod, reason, message, self._container["name"])
