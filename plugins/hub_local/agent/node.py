"""The Node objects: registered, kept alive by their Leases, removed when they are no longer configured."""

from __future__ import annotations

import asyncio
import logging
import os
import platform
from typing import Any

from hub_local.agent import clock
from hub_local.agent.api import STRATEGIC, UNREACHABLE, Api, ApiError, Object, insist
from hub_local.agent.config import Config, NodeShape

NODES = "/api/v1/nodes"
LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"
OURS = "workloadhub.dev/node-agent"
HEARTBEAT, STATUS_EVERY = 10.0, 30
"""Seconds between Lease renewals, and how many of them come between two status updates: the kubelet's."""
VERSION = "v1.37.2"
CONDITIONS = (
    ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ("Ready", "True", "KubeletReady", "the node agent is posting ready status"),
)
log = logging.getLogger(__name__)


class Node:
    def __init__(self, api: Api, config: Config, shape: NodeShape, port: int) -> None:
        self._api, self._config, self.shape, self.port = api, config, shape, port
        self.name = shape.name
        self._uid = ""
        self._since = clock.now()

    async def register(self) -> None:
        """Make the Node or take it over, and say what it can hold."""
        await insist(lambda: self._api.create(NODES, self._object()))
        present = await insist(lambda: self._api.get(f"{NODES}/{self.name}"))
        self._uid = present["metadata"]["uid"]
        self._since = _ready_since(present) or self._since
        labels = self._object()["metadata"]["labels"]
        await insist(lambda: self._api.patch(f"{NODES}/{self.name}", {"metadata": {"labels": labels}}))
        await insist(self._report)

    async def beat(self) -> None:
        """Renew the Lease for as long as the agent runs."""
        beats = 0
        while True:
            try:
                await self._renew()
                if beats % STATUS_EVERY == STATUS_EVERY - 1:
                    await self._report()
                beats += 1
            except (ApiError, *UNREACHABLE) as error:
                log.warning("heartbeat of %s: %s", self.name, error)
            await asyncio.sleep(HEARTBEAT)

    async def _renew(self) -> None:
        spec = {"holderIdentity": self.name, "leaseDurationSeconds": 40, "renewTime": clock.micro()}
        try:
            await self._api.patch(f"{LEASES}/{self.name}", {"spec": spec})
        except ApiError as error:
            if error.status != 404:
                raise
            owner = {"apiVersion": "v1", "kind": "Node", "name": self.name, "uid": self._uid}
            meta = {"name": self.name, "ownerReferences": [owner]}
            lease = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": meta, "spec": spec}
            await self._api.create(LEASES, lease)

    async def _report(self) -> None:
        await self._api.patch(f"{NODES}/{self.name}/status", {"status": self._status()}, STRATEGIC)

    def _object(self) -> Object:
        arch = machine()
        labels = {
            OURS: "true", "kubernetes.io/hostname": self.name, "kubernetes.io/os": "linux",
            "kubernetes.io/arch": arch, "node.kubernetes.io/instance-type": "local",
        }  # fmt: skip
        return {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": self.name, "labels": labels},
            "spec": {},
        }

    def _status(self) -> dict[str, Any]:
        capacity, now = capacity_of(self.shape), clock.now()
        addresses = {"InternalIP": self._config.address, "Hostname": self.name}
        return {
            "capacity": capacity, "allocatable": capacity,
            "addresses": [{"type": kind, "address": address} for kind, address in addresses.items()],
            "conditions": [
                {"type": kind, "status": status, "reason": reason, "message": message,
                 "lastHeartbeatTime": now, "lastTransitionTime": self._since}
                for kind, status, reason, message in CONDITIONS
            ],
            # With it the API server speaks WebSocket to this port where kubectl does (else SPDY).
            "declaredFeatures": ["ExtendWebSocketsToKubelet"],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": self.port}},
            "nodeInfo": node_info(),
        }  # fmt: skip


def capacity_of(shape: NodeShape) -> dict[str, str]:
    gpus = {"nvidia.com/gpu": str(shape.gpus)} if shape.gpus else {}
    return {
        "cpu": str(shape.cpu), "memory": str(shape.memory), "pods": str(shape.pods),
        "ephemeral-storage": "100Gi", **gpus,
    }  # fmt: skip


def machine() -> str:
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())


def node_info() -> dict[str, str]:
    return {
        "kubeletVersion": VERSION, "kubeProxyVersion": "",
        "operatingSystem": "linux", "architecture": machine(),
        "containerRuntimeVersion": "process://1", "osImage": "local processes",
        "kernelVersion": os.uname().release,
        "machineID": "", "systemUUID": "", "bootID": "",
    }  # fmt: skip


async def remove_others(api: Api, config: Config) -> None:
    """Nodes that an earlier configuration had. Their pods go with them (the pod garbage collector)."""
    listed = await insist(lambda: api.get(f"{NODES}?labelSelector={OURS}%3Dtrue"))
    names = {node.name for node in config.nodes}
    for node in listed["items"]:
        if node["metadata"]["name"] not in names:
            await insist(lambda name=node["metadata"]["name"]: api.delete(f"{NODES}/{name}"))  # type: ignore[misc]


def _ready_since(node: Object) -> str | None:
    conditions = node.get("status", {}).get("conditions") or []
    ready = (each for each in conditions if each["type"] == "Ready" and each["status"] == "True")
    return next((each["lastTransitionTime"] for each in ready), None)
