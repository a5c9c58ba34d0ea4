"""The parts of the agent, put together and run."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import aiohttp

from hub_local.agent import dns, kubeconfig, metrics, node, reaper, storage
from hub_local.agent.addresses import Addresses
from hub_local.agent.api import Api
from hub_local.agent.config import Config
from hub_local.agent.events import Events
from hub_local.agent.host import Host
from hub_local.agent.images import Images
from hub_local.agent.kubelet_api import KubeletApi
from hub_local.agent.node import Node
from hub_local.agent.pods import WATCH, Pods
from hub_local.agent.services import SERVICES, SLICES, Endpoints, Proxy
from hub_local.agent.storage import Provisioner
from hub_local.agent.store import Store
from hub_local.agent.usage import Usage
from hub_local.agent.watch import follow

log = logging.getLogger(__name__)
Work = Coroutine[Any, Any, None]


async def run(config: Config) -> None:
    """Run until cancelled, or until a part fails."""
    (Path(config.state) / "pods").mkdir(parents=True, exist_ok=True)
    async with Api(kubeconfig.load(config.kubeconfig)) as api, _probe_client() as client:
        network = _Network(config, api)
        host = Host(
            config, api, Events(api), Images(config.images), Addresses(config.network.pods),
            network.services, client, {each.name: node.capacity_of(each) for each in config.nodes},
        )  # fmt: skip
        pods = Pods(host)
        usage = Usage(lambda: list(pods.lives.values()))
        nodes = [Node(api, config, shape, config.port + number) for number, shape in enumerate(config.nodes)]
        await _open_ports(host, nodes, pods, usage)
        async with asyncio.TaskGroup() as group:
            for work in (*network.works(), *_works(host, nodes, pods, usage)):
                group.create_task(work)


def _works(host: Host, nodes: list[Node], pods: Pods, usage: Usage) -> list[Work]:
    api, provisioner = host.api, Provisioner(host.api, host.state / "volumes")
    return [
        *(each.beat() for each in nodes), host.events.run(), usage.run(), reaper.run(), pods.renew(),
        provisioner.run(),
        follow(api, WATCH, pods),
        follow(api, "/api/v1/configmaps", pods.sources("configMap"), partial=True),
        follow(api, "/api/v1/secrets", pods.sources("secret"), partial=True),
        follow(api, "/api/v1/persistentvolumeclaims", provisioner.claims),
        follow(api, storage.VOLUMES, provisioner.volumes),
    ]  # fmt: skip


async def _open_ports(host: Host, nodes: list[Node], pods: Pods, usage: Usage) -> None:
    """The ports first: a node that says Ready answers."""
    config = host.config
    kubelet = KubeletApi(pods, metrics.Metrics(pods, usage, [each.name for each in nodes]), host.state)
    for each in nodes:
        await kubelet.listen(each, config.address)
    await node.remove_others(host.api, config)
    for each in nodes:
        await each.register()
    if config.namespaced:
        await metrics.announce(host.api, config.address, config.port)
    log.info("%d nodes are registered", len(nodes))


def _probe_client() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True, limit=0))


class _Network:
    """Services, endpoints and names; listeners only where the service range is local."""

    def __init__(self, config: Config, api: Api) -> None:
        self._config, self._api = config, api
        self.endpoints = Endpoints()
        proxy = Proxy(self.endpoints, api.access.server)
        self.services = Store(proxy.differ if config.namespaced else None)

    def works(self) -> list[Work]:
        followed = [
            follow(self._api, SERVICES, self.services),
            follow(self._api, SLICES, self.endpoints.store),
        ]
        return [*followed, self._names()] if self._config.namespaced else followed

    async def _names(self) -> None:
        await dns.serve(dns.Names(self.services, self.endpoints), self._config.network.dns)
