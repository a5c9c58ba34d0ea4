"""All pods of this agent's nodes: which there are, and the life of each."""

from __future__ import annotations

import asyncio
import logging
import shutil
from datetime import UTC, datetime

from hub_local.agent import ending
from hub_local.agent.api import Object
from hub_local.agent.host import Host
from hub_local.agent.lifecycle import Life
from hub_local.agent.pod import Pod
from hub_local.agent.store import Store
from hub_local.agent.tasks import spawn

WATCH = "/api/v1/pods?fieldSelector=spec.nodeName%21%3D"
"""Every pod that has a node: one watch for all nodes."""
REFRESH = 30.0
log = logging.getLogger(__name__)


class Pods:
    """A ``Sink`` for pods, told about those of all nodes; it takes up those of its own."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._nodes = {node.name for node in host.config.nodes}
        self._names: dict[tuple[str, str], str] = {}
        self.pods: dict[str, Pod] = {}
        self.lives: dict[str, Life] = {}

    def find(self, namespace: str, name: str) -> Pod | None:
        return self.pods.get(self._names.get((namespace, name), ""))

    def of(self, node: str) -> list[Pod]:
        return [pod for pod in self.pods.values() if pod.node == node]

    # ---- the watch

    def listed(self, objects: list[Object]) -> None:
        present = [pod for pod in map(Pod, objects) if pod.node in self._nodes]
        uids = {pod.uid for pod in present}
        for gone in [pod for uid, pod in self.pods.items() if uid not in uids]:
            self._forget(gone)
        self._remove_folders_except(uids)
        # Kept addresses first: a new pod must not be given one of them.
        for pod in present:
            if not pod.over and not pod.host_network and (address := pod.status.get("podIP")):
                self._host.addresses.claim(address, pod.uid)
        for pod in present:
            self._take(pod)

    def changed(self, kind: str, obj: Object) -> None:
        pod = Pod(obj)
        if pod.node not in self._nodes:
            return
        if kind == "DELETED":
            self._forget(pod)
        else:
            self._take(pod)

    def _take(self, pod: Pod) -> None:
        self.pods[pod.uid] = pod
        self._names[pod.namespace, pod.name] = pod.uid
        life = self.lives.get(pod.uid)
        if life is None and not pod.over:
            life = self.lives[pod.uid] = Life(self._host, pod)
        if life is not None:
            life.update(pod)
        elif pod.deleting:
            spawn(ending.delete(self._host.api, pod))

    def _forget(self, pod: Pod) -> None:
        self.pods.pop(pod.uid, None)
        if self._names.get((pod.namespace, pod.name)) == pod.uid:
            del self._names[pod.namespace, pod.name]
        self._host.events.forget(pod)
        life = self.lives.pop(pod.uid, None)
        if life is not None:
            life.vanished()
        spawn(self._clean_up(pod, life))

    async def _clean_up(self, pod: Pod, life: Life | None) -> None:
        if life is not None:
            await asyncio.wait({life.task})
        await asyncio.to_thread(shutil.rmtree, self._host.pods / pod.uid, ignore_errors=True)

    def _remove_folders_except(self, uids: set[str]) -> None:
        """What pods left that went away while no agent was there."""
        for folder in self._host.pods.iterdir():
            if folder.name not in uids and folder.name not in self.lives:
                shutil.rmtree(folder, ignore_errors=True)

    # ---- volumes that follow their sources

    def sources(self, kind: str) -> Store:
        """A ``Sink`` for ConfigMaps or Secrets: their change brings the volumes made from them up to date."""

        def tell(before: Object | None, after: Object | None) -> None:
            if after is not None and _version(before) != _version(after):
                meta = after["metadata"]
                self._refresh(kind, meta["namespace"], meta["name"])

        return Store(tell)

    def _refresh(self, kind: str, namespace: str, name: str) -> None:
        for life in self.lives.values():
            volumes = life.scene.volumes
            if volumes and life.scene.pod.namespace == namespace and volumes.refers_to(kind, name):
                spawn(volumes.refresh())

    async def renew(self) -> None:
        """Service account tokens, before they expire."""
        while True:
            await asyncio.sleep(REFRESH)
            for life in list(self.lives.values()):
                if not life.over and life.scene.volumes and life.scene.volumes.expiring():
                    log.info("new tokens for %s at %s", life.scene.pod.path, datetime.now(UTC))
                    await life.scene.volumes.refresh()


def _version(obj: Object | None) -> str:
    return str(obj["metadata"].get("resourceVersion")) if obj else ""
