"""A pod as the API server has it, with the few readings of it that the agent needs by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hub_local.agent.api import Object

Container = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pod:
    raw: Object

    @property
    def meta(self) -> Object:
        meta: Object = self.raw["metadata"]
        return meta

    @property
    def spec(self) -> Object:
        spec: Object = self.raw["spec"]
        return spec

    @property
    def status(self) -> Object:
        return self.raw.get("status") or {}

    @property
    def namespace(self) -> str:
        return str(self.meta["namespace"])

    @property
    def name(self) -> str:
        return str(self.meta["name"])

    @property
    def uid(self) -> str:
        return str(self.meta["uid"])

    @property
    def path(self) -> str:
        return f"/api/v1/namespaces/{self.namespace}/pods/{self.name}"

    @property
    def node(self) -> str:
        return str(self.spec.get("nodeName", ""))

    @property
    def annotations(self) -> dict[str, str]:
        return self.meta.get("annotations") or {}

    @property
    def labels(self) -> dict[str, str]:
        return self.meta.get("labels") or {}

    @property
    def init(self) -> list[Container]:
        return self.spec.get("initContainers") or []

    @property
    def main(self) -> list[Container]:
        return self.spec["containers"] or []

    @property
    def containers(self) -> list[Container]:
        return [*self.init, *self.main]

    @property
    def restart_policy(self) -> str:
        return str(self.spec.get("restartPolicy", "Always"))

    @property
    def host_network(self) -> bool:
        return bool(self.spec.get("hostNetwork"))

    @property
    def deleting(self) -> bool:
        return "deletionTimestamp" in self.meta

    @property
    def over(self) -> bool:
        return self.status.get("phase") in ("Succeeded", "Failed")

    @property
    def hostname(self) -> str:
        if self.host_network:
            return self.node
        return str(self.spec.get("hostname") or self.name[:63].rstrip("-."))

    @property
    def fqdn(self) -> str:
        """The name other pods resolve, where a ``subdomain`` gives it one; else the short name."""
        subdomain = self.spec.get("subdomain")
        host = self.hostname
        return f"{host}.{subdomain}.{self.namespace}.svc.cluster.local" if subdomain else host

    def container(self, name: str) -> Container | None:
        return next((each for each in self.containers if each["name"] == name), None)


def sidecar(container: Container) -> bool:
    """An init container that keeps running beside the others (Kubernetes: native sidecar)."""
    return container.get("restartPolicy") == "Always"
